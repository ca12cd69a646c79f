"""A made-up history of runs and jobs for bench/minutes.py, and the peer: a JSON file that is read whole.

The peer is what most small trackers do: every job a dictionary in one file; to add some, the file is read,
added to and written; to report, it is read and counted over in Python. It rounds and books as we do, so that
the totals can be held against each other; copies, machines and laws it does not know.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from greenlane.minutes.counting import count_run
from greenlane.model.jobs import Count, LedgerJob, SeenJob, SeenRun

JOBS_A_RUN = 8
NEW_JOBS = 1000
REPOSITORY = "octo-org/app"
LABELS = (("ubuntu-latest",), ("ubuntu-latest",), ("ubuntu-24.04-arm",), ("windows-latest",), ("macos-14",))
EVENTS = ("push", "pull_request", "pull_request", "schedule")
CONCLUSIONS = ("success", "success", "success", "success", "failure", "cancelled", "skipped")
Counted = tuple[SeenRun, list[SeenJob], list[Count]]
Said = dict[str, Any]


def history(jobs: int, *, since: int, until: int, first: int = 0) -> Iterator[Counted]:
    """So many jobs, spread evenly over that time, eight a run: the same ones every time."""
    runs = jobs // JOBS_A_RUN
    for number in range(runs):
        begins = since + (until - since) * number // runs
        seen, listed = _run(first + number, begins, random.Random(first + number))
        yield seen, listed, list(count_run(seen, listed))


def _run(number: int, begins: int, rng: random.Random) -> tuple[SeenRun, list[SeenJob]]:
    event = rng.choice(EVENTS)
    run = SeenRun(
        repository=REPOSITORY,
        run_id=1_000_000 + number,
        attempt=1,
        workflow_id=number % 6,
        path=f".github/workflows/workflow-{number % 6}.yml",
        workflow=f"Workflow {number % 6}",
        event=event,
        branch=f"topic-{rng.randrange(number // 10 + 1)}" if event == "pull_request" else "main",
        actor=f"person-{rng.randrange(30)}",
        commit=f"{rng.getrandbits(160):040x}",
        status="completed",
        conclusion="success",
        is_private=True,
        created_at=begins,
        started_at=begins,
        updated_at=begins + 2000,
    )
    return run, [_job(run, slot, rng) for slot in range(JOBS_A_RUN)]


def _job(run: SeenRun, slot: int, rng: random.Random) -> SeenJob:
    conclusion = rng.choice(CONCLUSIONS)
    is_run = conclusion != "skipped"
    starts = run.created_at + rng.randrange(2, 60)
    return SeenJob(
        job_id=run.run_id * 100 + slot,
        run_id=run.run_id,
        attempt=1,
        name=f"test ({slot}, {run.workflow_id})",
        status="completed",
        conclusion=conclusion,
        created_at=run.created_at,
        started_at=starts,
        completed_at=starts + (rng.randrange(10, 1500) if is_run else 0),
        labels=rng.choice(LABELS) if is_run else (),
        runner_id=slot + 1 if is_run else None,
        runner_name=f"GitHub Actions {1000 + run.run_id % 500}" if is_run else "",
        runner_group_id=0 if is_run else None,
        runner_group="GitHub Actions" if is_run else "",
        steps=6,
    )


def plain(run: SeenRun, jobs: Iterable[SeenJob], counts: Iterable[Count]) -> list[Said]:
    """The jobs of a run as the peer keeps them: what the ledger keeps, run and all."""
    return [asdict(LedgerJob(run, job, count)) for job, count in zip(jobs, counts, strict=True)]


def add(path: Path, more: Iterable[Counted]) -> None:
    """The peer's way to write: all of it again."""
    held = json.loads(path.read_text()) if path.exists() else []
    for run, jobs, counts in more:
        held += plain(run, jobs, counts)
    path.write_text(json.dumps(held))


def ask(path: Path, month: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """The peer's way to report: minutes by day, and since `month` by workflow and job, and by hour."""
    days: Counter[str] = Counter()
    names: Counter[str] = Counter()
    hours: Counter[str] = Counter()
    for one in json.loads(path.read_text()):
        minutes, ended = one["count"]["minutes"] or 0, one["job"]["completed_at"]
        at = datetime.fromtimestamp(ended, UTC)
        days[f"{at:%Y-%m-%d}"] += minutes
        if ended >= month:
            names[f"{one['run']['workflow']} / {one['job']['name']}"] += minutes
            hours[f"{at:%a %H}"] += minutes
    return days, names, hours
