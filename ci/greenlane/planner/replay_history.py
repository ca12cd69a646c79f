"""A history that can be played again: changes in the order they were pushed, and what their jobs came to.

Read from rows of jobs, a line each, as CSV with at least the columns
    run_id, name, status, created, executing, final, duration_s, branch, head_sha
Times are Unix seconds; status is COMPLETED, FAILED or ABORTED. Rows of one run_id are one change. Where a job
ran stands in its name only. A row without time was never started; its times are not believed.
It does not hold trees: two changes have nothing in common, as far as these rows tell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from greenlane.model.errors import UsageError

DOCS = "docs/planner-replay.md#history"
COLUMNS = ("run_id", "name", "status", "created", "executing", "final", "duration_s", "branch", "head_sha")
LINUX, WINDOWS, MACOS = "ubuntu-24.04", "windows-2022", "macos-14"
DEFAULT_BRANCH = r"master|main|\d+\.x"


class End(StrEnum):
    """How a job ended. ABORTED: nobody knows what it would have come to."""

    PASSED = "COMPLETED"
    FAILED = "FAILED"
    ABORTED = "ABORTED"


@dataclass(frozen=True)
class Row:
    """A job of a change. start_s: after the push; queue_s: from its own creation to its start."""

    job: str
    runner: str
    start_s: float
    queue_s: float
    duration_s: float
    end: End


@dataclass(frozen=True)
class Change:
    """A push. rows by job. superseded_at: when the next one of its branch came, None for the newest.

    shipped: it is on a branch that releases are made from.
    """

    id: str
    branch: str
    commit: str
    at: int
    rows: Mapping[str, Row]
    shipped: bool
    superseded_at: int | None = None

    @property
    def failed(self) -> frozenset[str]:
        """The jobs that are known to fail on it."""
        return frozenset(name for name, row in self.rows.items() if row.end is End.FAILED)


@dataclass(frozen=True)
class History:
    """Changes, the oldest first. usual_s: of each job, the median time of its runs that passed."""

    changes: tuple[Change, ...]
    usual_s: Mapping[str, float]

    def until(self, at: int) -> History:
        """What was pushed before; what comes later supersedes nothing."""
        return made(one for one in self.changes if one.at < at)


def from_rows(text: str) -> History:
    """Read rows of jobs. Raises UsageError for a table that is none, with the line."""
    table = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise UsageError(
            f"columns are missing: {', '.join(missing)}", fix=f"give {', '.join(COLUMNS)}", docs=DOCS
        )
    read = [(line, row) for line, row in enumerate(table, 2)]
    read.sort(key=lambda one: one[1]["run_id"])
    return made(_change(list(rows)) for _, rows in groupby(read, key=lambda one: one[1]["run_id"]))


def made(changes: Iterable[Change]) -> History:
    """A history of these changes, each told what supersedes it."""
    ordered = sorted(changes, key=lambda one: (one.at, one.id))
    later: dict[str, int] = {}
    found: list[Change] = []
    for one in reversed(ordered):
        found.append(_with(one, later.get(one.branch)))
        later[one.branch] = one.at
    return History(tuple(reversed(found)), _usual(ordered))


def _with(one: Change, superseded_at: int | None) -> Change:
    return Change(one.id, one.branch, one.commit, one.at, one.rows, one.shipped, superseded_at)


def _usual(changes: Iterable[Change]) -> dict[str, float]:
    times: dict[str, list[float]] = {}
    for change in changes:
        for row in change.rows.values():
            if row.end is End.PASSED:
                times.setdefault(row.job, []).append(row.duration_s)
    return {job: sorted(seconds)[len(seconds) // 2] for job, seconds in times.items()}


def _change(rows: list[tuple[int, dict[str, str]]]) -> Change:
    first = rows[0][1]
    at = min(_number(row, "created", line) for line, row in rows)
    found = {row["name"]: _row(row, at, line) for line, row in rows}
    shipped = re.fullmatch(DEFAULT_BRANCH, first["branch"]) is not None
    return Change(first["run_id"], first["branch"], first["head_sha"], at, found, shipped)


def _row(row: Mapping[str, str], at: int, line: int) -> Row:
    if row["status"] not in set(End):
        raise UsageError(f"the status {row['status']!r} is not known", where=f"line {line}", docs=DOCS)
    end, duration_s = End(row["status"]), max(0, _number(row, "duration_s", line))
    created, start = _number(row, "created", line), _number(row, "executing", line)
    start_s, queue_s = (start - at, start - created) if duration_s else (0, 0)
    return Row(row["name"], runner_of(row["name"]), max(0, start_s), max(0, queue_s), duration_s, end)


def _number(row: Mapping[str, str], column: str, line: int) -> int:
    try:
        return int(row[column])
    except (TypeError, ValueError):
        what = f"{column}: {row[column]!r} is no whole number"
        raise UsageError(what, where=f"line {line}", docs=DOCS) from None


def runner_of(job: str) -> str:
    """Where a job of this name runs. A cross build runs on Linux, whatever it builds for."""
    if re.match(r"macOS \d", job):
        return MACOS
    return WINDOWS if re.match(r"(Windows native|Windows, test|Win64 native|windows-native)", job) else LINUX
