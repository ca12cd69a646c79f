"""The tables of the ledger, as numbered migrations. What was released is never changed, only added to.

The number of the last migration is the file's user_version. Texts that repeat (names, branches, labels) are
kept once, in `text`, and referred to by number. A job holds the numbers of its run's workflow, branch, actor
and event as well, so that one index answers every question of what minutes went to. What each day came to
is kept besides: a year of it is read to forecast a month.

Written for SQLite 3.31 and later: no STRICT tables, no RETURNING.
"""

from __future__ import annotations

APPLICATION_ID = 0x67724C6E
"""In the file's header, so that another program's database is not taken for a ledger."""

_RUNS = """
CREATE TABLE run (
    repository INTEGER NOT NULL, run_id INTEGER NOT NULL, attempt INTEGER NOT NULL,
    workflow_id INTEGER NOT NULL, path INTEGER NOT NULL, workflow INTEGER NOT NULL, event INTEGER NOT NULL,
    branch INTEGER NOT NULL, actor INTEGER NOT NULL, commit_hash TEXT NOT NULL,
    status TEXT NOT NULL, conclusion TEXT, is_private INTEGER,
    created_at INTEGER NOT NULL, started_at INTEGER, updated_at INTEGER NOT NULL,
    pending INTEGER NOT NULL DEFAULT 1, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (repository, run_id)
) WITHOUT ROWID
"""

_JOBS = """
CREATE TABLE job (
    repository INTEGER NOT NULL, run_id INTEGER NOT NULL, job_id INTEGER NOT NULL, attempt INTEGER NOT NULL,
    name INTEGER NOT NULL, status INTEGER NOT NULL, conclusion INTEGER,
    created_at INTEGER, started_at INTEGER, completed_at INTEGER,
    labels INTEGER NOT NULL, runner_id INTEGER, runner_name TEXT NOT NULL,
    runner_group_id INTEGER, runner_group INTEGER NOT NULL, steps INTEGER, annotation TEXT NOT NULL,
    workflow INTEGER NOT NULL, branch INTEGER NOT NULL, actor INTEGER NOT NULL, event INTEGER NOT NULL,
    machine INTEGER, duration_s INTEGER, minutes INTEGER, free INTEGER, oddity TEXT NOT NULL,
    PRIMARY KEY (repository, run_id, job_id)
) WITHOUT ROWID
"""

_JOBS_BY_END = """
CREATE INDEX job_by_end ON job (
    completed_at, repository, workflow, name, branch, actor, event, conclusion, machine, free, attempt,
    minutes, duration_s
) WHERE completed_at IS NOT NULL
"""

_USAGE = """
CREATE TABLE usage (
    account TEXT NOT NULL COLLATE NOCASE, year INTEGER NOT NULL, month INTEGER NOT NULL, day TEXT,
    first_day TEXT NOT NULL, product TEXT NOT NULL, sku TEXT NOT NULL, repository TEXT NOT NULL,
    unit TEXT NOT NULL, gross TEXT NOT NULL, discount TEXT NOT NULL, net TEXT NOT NULL, price TEXT
)
"""

_ARTIFACTS = """
CREATE TABLE artifact (
    repository INTEGER NOT NULL, artifact_id INTEGER NOT NULL, name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER, seen_at INTEGER NOT NULL,
    gone_at INTEGER, PRIMARY KEY (repository, artifact_id)
) WITHOUT ROWID
"""

_CACHE_USES = """
CREATE TABLE cache_use (
    repository INTEGER NOT NULL, taken_at INTEGER NOT NULL, size_bytes INTEGER NOT NULL,
    caches INTEGER NOT NULL, PRIMARY KEY (repository, taken_at)
) WITHOUT ROWID
"""

_NOTES = """
CREATE TABLE note (
    repository TEXT NOT NULL COLLATE NOCASE, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (repository, key)
) WITHOUT ROWID
"""

_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    "CREATE TABLE text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    "CREATE TABLE repository (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE)",
    _RUNS,
    "CREATE INDEX run_pending ON run (repository, created_at) WHERE pending = 1 AND gone = 0",
    "CREATE INDEX run_open ON run (repository, created_at) WHERE status <> 'completed' AND gone = 0",
    _JOBS,
    _JOBS_BY_END,
    "CREATE INDEX job_open ON job (repository) WHERE completed_at IS NULL",
    _USAGE,
    "CREATE INDEX usage_by_day ON usage (account, first_day)",
    _ARTIFACTS,
    _CACHE_USES,
    _NOTES,
)

_DAILY = """
CREATE TABLE daily (
    day INTEGER NOT NULL, repository INTEGER NOT NULL, machine INTEGER NOT NULL,
    minutes INTEGER NOT NULL, duration_s INTEGER NOT NULL, jobs INTEGER NOT NULL,
    PRIMARY KEY (day, repository, machine)
) WITHOUT ROWID
"""
"""What was billed, by day: follows from `job`, and is kept right by triggers. machine: 0 for none.

day: since 1970-01-01, UTC, rounded down also before it, where SQLite's division rounds up.
"""

_FILL = """
INSERT INTO daily
SELECT completed_at / 86400 - (completed_at % 86400 < 0), repository, COALESCE(machine, 0), SUM(minutes),
    COALESCE(SUM(duration_s), 0), COUNT(*)
FROM job WHERE completed_at IS NOT NULL AND minutes > 0 GROUP BY 1, 2, 3
"""

_BOOK = """
INSERT INTO daily
SELECT NEW.completed_at / 86400 - (NEW.completed_at % 86400 < 0), NEW.repository,
    COALESCE(NEW.machine, 0), NEW.minutes, COALESCE(NEW.duration_s, 0), 1
WHERE NEW.completed_at IS NOT NULL AND NEW.minutes > 0
ON CONFLICT (day, repository, machine) DO UPDATE SET minutes = minutes + excluded.minutes,
    duration_s = duration_s + excluded.duration_s, jobs = jobs + 1;
"""

_UNBOOK = """
UPDATE daily SET minutes = minutes - OLD.minutes, duration_s = duration_s - COALESCE(OLD.duration_s, 0),
    jobs = jobs - 1
WHERE OLD.completed_at IS NOT NULL AND OLD.minutes > 0
    AND day = OLD.completed_at / 86400 - (OLD.completed_at % 86400 < 0)
    AND repository = OLD.repository AND machine = COALESCE(OLD.machine, 0);
DELETE FROM daily WHERE jobs = 0 AND day = OLD.completed_at / 86400 - (OLD.completed_at % 86400 < 0)
    AND repository = OLD.repository AND machine = COALESCE(OLD.machine, 0);
"""

_SECOND = (
    _DAILY,
    _FILL,
    f"CREATE TRIGGER job_added AFTER INSERT ON job BEGIN {_BOOK} END",
    f"CREATE TRIGGER job_removed AFTER DELETE ON job BEGIN {_UNBOOK} END",
    f"CREATE TRIGGER job_changed AFTER UPDATE ON job BEGIN {_UNBOOK} {_BOOK} END",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND)
"""The statements that lead from version n to n + 1, at index n."""
