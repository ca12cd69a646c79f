"""Bring a database up to date: wait for one's turn, look, decide, apply, report."""

from __future__ import annotations

import contextlib
import shlex
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from greenlane.edges import process
from greenlane.edges.postgres import Session, connect
from greenlane.migrations.execute import Ready, ready, ready_seed, run_all, run_migration, run_seed
from greenlane.migrations.folders import Reading, matches, read, read_script, shown
from greenlane.migrations.history import History
from greenlane.migrations.plan import key, plan, plan_seeds
from greenlane.model.errors import GreenlaneError, OutsideError, UsageError
from greenlane.model.migration import (
    DOCS,
    Applied,
    BlockedError,
    Command,
    Folder,
    Layout,
    Limits,
    Plan,
    Recorded,
    SeedScript,
    Source,
    State,
    Status,
)

Report = Callable[[str], None]
_TURN = 0x677265656E6C616E  # "greenlan" in ASCII: the number of our advisory lock


@dataclass(frozen=True)
class Settle:
    """What a person decided about migrations that were begun and not finished, by version.

    retry: run it again from its first statement; done: take it as applied.
    """

    retry: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


def apply(
    url: str,
    source: Source,
    *,
    report: Report,
    environment: Mapping[str, str],
    settle: Settle | None = None,
) -> Applied:
    """Apply every migration and seed that is missing, one migrator at a time.

    environment: of the project's own command, to which DATABASE_URL is added. settle: see Settle.
    Raises BlockedError before anything is applied, StatementError at the first file that fails
    (the files before it stay applied), UsageError, OutsideError.
    """
    started = time.monotonic()
    reading = read(source)
    with connect(url, program="greenlane migrate") as session, _turn(session, source.limits, report):
        history = History(session, _layout(source))
        history.prepare()
        if settle:
            _settle(session, history, reading, settle)
        decided = _decide(history, source, reading)
        for file in decided.files:
            duration = run_migration(session, history, file, source.limits)
            report(f"applied {file.script.file} ({duration} ms)")
        if isinstance(source.migrations, Command):
            _command(url, source, source.migrations, environment, report)
        for seed, file in decided.seeds:
            duration = run_seed(session, history, seed, file, source.limits)
            report(f"seeded {seed.name} ({duration} ms)")
    for note in decided.notes:
        report(f"note: {note}")
    return Applied(
        migrations=tuple(file.script.file for file in decided.files),
        seeds=tuple(seed.name for seed, _ in decided.seeds),
        command=isinstance(source.migrations, Command),
        notes=decided.notes,
        duration_s=time.monotonic() - started,
    )


def status(url: str, source: Source) -> Status:
    """Where the database stands. Changes nothing, not even to make the history's tables."""
    reading = read(source)
    with connect(url, program="greenlane status") as session:
        history = History(session, _layout(source))
        seeds = plan_seeds(reading.seeds, history.seeds())
        listed = None if isinstance(source.migrations, Command) else _plan(history, source, reading)
    notes = (*reading.notes, *(_changed_seed(name) for name in seeds.changed))
    return Status(listed, seeds, notes)


def fingerprint(source: Source) -> str | None:
    """A hash over all that decides what a database becomes; None when that cannot be known beforehand."""
    return read(source).fingerprint


def run_script(url: str, path: Path, *, project: Path | None = None) -> int:
    """Run an SQL file statement by statement, outside a transaction; returns how many statements.

    For init scripts: what ran before a failure stays. Raises StatementError with file:line:column.
    """
    script = read_script(path, project or path.parent)
    with connect(url, program="greenlane init") as session:
        return run_all(session, script)


def run_init(url: str, project: Path, patterns: Sequence[str]) -> tuple[str, ...]:
    """Run init scripts (paths or globs below the project) in the order listed, globs in that of names.

    Returns the files run. Raises UsageError for a pattern that matches nothing, StatementError.
    """
    files = [path for pattern in patterns for path in matches(project, pattern, setting="init")]
    for path in files:
        run_script(url, path, project=project)
    return tuple(shown(path, project) for path in files)


@dataclass(frozen=True)
class _Decided:
    files: tuple[Ready, ...]
    seeds: tuple[tuple[SeedScript, Ready], ...]
    notes: tuple[str, ...]


def _decide(history: History, source: Source, reading: Reading) -> _Decided:
    """What to run, all of it divided first: what cannot be read stops the run before it begins."""
    planned = _plan(history, source, reading)
    if planned.obstacles:
        raise BlockedError(planned.obstacles)
    seeds = plan_seeds(reading.seeds, history.seeds())
    return _Decided(
        files=tuple(ready(script) for script in planned.to_apply),
        seeds=tuple((seed, ready_seed(seed)) for seed in seeds.to_apply),
        notes=(*reading.notes, *(_changed_seed(name) for name in seeds.changed)),
    )


def _plan(history: History, source: Source, reading: Reading) -> Plan:
    if not isinstance(source.migrations, Folder):
        return Plan((), (), ())
    return plan(reading.scripts, history.migrations(), out_of_order=source.migrations.out_of_order)


def _command(
    url: str, source: Source, command: Command, environment: Mapping[str, str], report: Report
) -> None:
    words = shlex.join(command.argv)
    password = urlsplit(url).password
    masks = {url: "$DATABASE_URL", **({password: "***", unquote(password): "***"} if password else {})}
    report(f"running {words}")
    done = process.run(
        command.argv,
        environment={**environment, "DATABASE_URL": url},
        cwd=source.project,
        timeout_s=command.timeout_s,
    )
    if done.code != 0:
        raise GreenlaneError(
            f"`{words}` ended with exit code {done.code}",
            fix="correct what it reports; it finds the database in DATABASE_URL",
            docs=f"{DOCS}#command",
            detail=[_masked(line, masks) for line in done.tail(40)],
        )


def _masked(line: str, masks: Mapping[str, str]) -> str:
    for secret, instead in masks.items():
        line = line.replace(secret, instead)
    return line


def _settle(session: Session, history: History, reading: Reading, settle: Settle) -> None:
    begun = {key(entry.version): entry for entry in history.migrations() if entry.state is State.BEGUN}
    scripts = {key(script.version): script for script in reading.scripts}
    retry = [_begun(version, begun) for version in settle.retry]
    done = [_begun(version, begun) for version in settle.done]
    with session.transaction():
        for entry in (*retry, *done):
            history.forget(entry.version)
        for entry in done:
            if script := scripts.get(key(entry.version)):
                history.applied(script, None)


def _begun(version: str, begun: Mapping[tuple[int, ...], Recorded]) -> Recorded:
    entry = begun.get(key(version)) if version.replace(".", "").isdecimal() else None
    if entry is None:
        names = ", ".join(entry.version for entry in begun.values()) or "none"
        raise UsageError(
            f"the migration {version} is not one that was begun and not finished (those are: {names})",
            fix="greenlane db status",
            docs=f"{DOCS}#unfinished",
        )
    return entry


@contextlib.contextmanager
def _turn(session: Session, limits: Limits, report: Report) -> Iterator[None]:
    """Hold the database's advisory lock, so that one migrates at a time; it goes with the connection.

    Asked for again and again rather than waited for: CREATE INDEX CONCURRENTLY of the one whose turn
    it is waits for every older transaction, and a query that waits for a lock is one.
    """
    deadline = None if limits.turn_s is None else time.monotonic() + limits.turn_s
    told = False
    while not session.rows("select pg_try_advisory_lock(%s)", [_TURN])[0][0]:
        if not told:
            report("waiting for another migrator of this database")
            told = True
        if deadline is not None and time.monotonic() > deadline:
            raise OutsideError(
                f"another migrator has been at work in this database for {limits.turn_s:.0f} s",
                fix="wait for it to end, or end it; pg_stat_activity lists it as `greenlane migrate`",
                docs=f"{DOCS}#turn",
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        session.close()


def _layout(source: Source) -> Layout:
    return source.migrations.layout if isinstance(source.migrations, Folder) else Layout.PLAIN


def _changed_seed(name: str) -> str:
    return f"{name} has changed since it was run; it is run again only on a new database (`greenlane reset`)"
