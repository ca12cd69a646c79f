"""The steps of bench/minutes.py, each in a process of its own: it says how long it took and what came out.

    python bench/minutes_steps.py STEP FOLDER NOW

Time begins after what the step itself needs is imported; a verb imports what it wants within its time.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.minutes_history import NEW_JOBS, REPOSITORY, Said, add, ask, history

from greenlane.cli.main import main
from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.ledger.interface import Dimension

HOUR_S = 3600
MONTH = timedelta(days=30)
Step = Callable[[Path, int], Said]


def write(folder: Path, now: int) -> Said:
    """1,000 new jobs, a transaction a run."""
    with open_ledger(folder / "minutes.sqlite") as ledger:
        for run, jobs, counts in history(NEW_JOBS, since=now - 2 * HOUR_S, until=now - HOUR_S, first=10**6):
            with ledger.writing() as writer:
                writer.put_run(run)
                writer.put_jobs(run, jobs, counts)
    return {}


def questions(folder: Path, now: int) -> Said:
    """All days; the last 30 by workflow and job, and by weekday and hour."""
    tomorrow = datetime.fromtimestamp(now, UTC).date() + timedelta(days=1)
    span = (tomorrow - MONTH, tomorrow)
    with open_ledger(folder / "minutes.sqlite", read_only=True) as ledger:
        days = ledger.booked(ledger.first_day() or tomorrow, tomorrow)
        names = ledger.spent((Dimension.WORKFLOW, Dimension.JOB), *span)
        hours = ledger.spent((Dimension.WEEKDAY, Dimension.HOUR), *span)
    totals = [sum(one.minutes for one in found) for found in (days, names, hours)]
    return {"totals": totals, "groups": [len(found) for found in (names, hours)]}


def json_write(folder: Path, now: int) -> Said:
    """The peer's: all of the file again."""
    more = history(NEW_JOBS, since=now - 2 * HOUR_S, until=now - HOUR_S, first=10**6)
    add(folder / "minutes.json", more)
    return {}


def json_questions(folder: Path, now: int) -> Said:
    """The peer's answers to the same questions."""
    tomorrow = datetime.fromtimestamp(now, UTC).date() + timedelta(days=1)
    since = datetime.combine(tomorrow - MONTH, datetime.min.time(), UTC)
    found = ask(folder / "minutes.json", int(since.timestamp()))
    return {"totals": [one.total() for one in found], "groups": [len(one) for one in found[1:]]}


def verb(*words: str) -> Step:
    """`greenlane minutes` with these words, of the ledger in the folder."""

    def step(folder: Path, now: int) -> Said:
        place = ("--ledger", str(folder / "minutes.sqlite"), "--repository", REPOSITORY)
        told, erred = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(erred):
            code = main(["minutes", *words, *place])
        first = next(iter(told.getvalue().splitlines()), "")
        return {"code": code, "first": first, "now": now, "err": erred.getvalue()[-2000:]}

    return step


STEPS: dict[str, Step] = {
    "write": write,
    "questions": questions,
    "json-write": json_write,
    "json-questions": json_questions,
    "sync": verb("sync"),
    "forecast": verb("forecast"),
    "report": verb("report", "--format", "markdown"),
}


def most_memory_mb() -> float:
    """Of this process since it began: ru_maxrss would carry over its parent's."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    step = STEPS[sys.argv[1]]
    began, cpu = time.perf_counter(), time.process_time()
    said = step(Path(sys.argv[2]), int(sys.argv[3]))
    took = {"seconds": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}
    print(json.dumps({**took, "rss_mb": most_memory_mb(), "said": said}))
