"""What `explain` says of a recorded history, and what it costs; then the same for 100,000 made-up jobs.

    python bench/explain.py JOBS.csv.gz [--law raw|multiplier|price] [--jobs 100000]

JOBS.csv.gz: rows as in tests/unit/minutes/explain/recorded.py, which also says what is made up about them.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.unit.minutes.explain.recorded import recorded

from greenlane.minutes.explain import explain
from greenlane.minutes.laws import laws_at
from greenlane.model.explain import Explanation
from greenlane.model.forecast import Remedy
from greenlane.model.jobs import LedgerJob


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--law", default="multiplier")
    parser.add_argument("--jobs", type=int, default=100_000)
    asked = parser.parse_args()
    jobs = list(recorded(asked.path))
    law = next(one for one in laws_at(datetime.now(UTC).date()) if one.name == asked.law)
    seconds = [one.job.completed_at for one in jobs if one.job.completed_at]
    days = (max(seconds) - min(seconds)) / 86400
    show(explain(jobs, law=law, days=days))
    for many in (asked.jobs // 4, asked.jobs):
        started = time.process_time()
        for _ in repeated(jobs, many):
            pass
        made = time.process_time()
        explain(repeated(jobs, many), law=law, days=30)
        took_s = (time.process_time() - made) - (made - started)
        tracemalloc.start()
        explain(repeated(jobs, many), law=law, days=30)
        print(
            f"{many} jobs: {took_s:.2f} s of processor time,",
            f"{tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB at most",
        )
        tracemalloc.stop()


def repeated(jobs: list[LedgerJob], many: int) -> Iterator[LedgerJob]:
    """The same history again and again, later each time."""
    span_s = 23 * 86400
    for number in range(many):
        round_, at = divmod(number, len(jobs))
        one, shift = jobs[at], round_ * span_s
        run_id = one.run.run_id + round_ * 10**12
        run = replace(one.run, run_id=run_id, created_at=one.run.created_at + shift)
        yield replace(one, run=run, job=replace(one.job, started_at=(one.job.started_at or 0) + shift))


def show(found: Explanation) -> None:
    """The explanation as plain lines."""
    print(f"law {found.law}: {found.runs} runs, {found.jobs} jobs in {found.days:.1f} days,", end=" ")
    print(f"{found.raw} minutes, {found.minutes:.0f} included ones; unknown: {found.unknown}")
    for waste in found.wasted:
        print(f"  {waste.kind}: {waste.minutes:.0f} ({waste.minutes / found.minutes:.1%}), {waste.jobs} jobs")
    for title, remedies in (("remedies", found.remedies), ("dismissed", found.dismissed)):
        print(title)
        for remedy in remedies:
            _show(remedy)
    for note in found.notes:
        print(f"note: {note}")


def _show(remedy: Remedy) -> None:
    print(f"  {remedy.net:8.0f} = {remedy.saved:.0f} - {remedy.cost:.0f}  {remedy.title}")
    print(f"           {remedy.evidence}; risk: {remedy.risk}")
    for line in remedy.edit:
        print(f"           | {line}")


if __name__ == "__main__":
    main()
