"""Recorded jobs of bitcoin/bitcoin, as a ledger would hold them.

Those rows say less than GitHub does: neither event, actor, workflow nor attempt. What is made of them:
- event: push for master and the tags' branches (N.x), pull_request otherwise; actor: what stands before the
  branch's slash; one workflow file.
- machine: from the job's name; whatever ran elsewhere is taken for standard Linux in a private repository.
- attempt: a name's second appearance in a run is its second attempt.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from greenlane.minutes.counting import count_run
from greenlane.model.jobs import LedgerJob, SeenJob, SeenRun

ENDS = {"COMPLETED": "success", "FAILED": "failure", "ABORTED": "cancelled"}
Row = Mapping[str, str]


def recorded(path: Path) -> Iterator[LedgerJob]:
    """The jobs of the recorded rows, run by run."""
    with gzip.open(path, "rt", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (int(row["run_id"]), int(row["job_id"])))
    for _, group in groupby(rows, key=lambda row: row["run_id"]):
        yield from _run(list(group))


def _run(rows: list[Row]) -> Iterable[LedgerJob]:
    first = rows[0]
    is_ours = re.fullmatch(r"master|\d+\.x", first["branch"])
    run = SeenRun(
        repository="bitcoin/bitcoin",
        run_id=int(first["run_id"]),
        attempt=1,
        workflow_id=1,
        path=".github/workflows/ci.yml",
        workflow="CI",
        event="push" if is_ours else "pull_request",
        branch=first["branch"],
        actor=first["branch"].partition("/")[0],
        commit=first["head_sha"],
        status="completed",
        conclusion=ENDS[first["run_status"]],
        is_private=True,
        created_at=min(int(row["created"]) for row in rows),
        started_at=min(int(row["created"]) for row in rows),
        updated_at=max(int(row["final"]) for row in rows),
    )
    seen: Counter[str] = Counter()
    jobs = [_job(run.run_id, row, seen) for row in rows]
    return [LedgerJob(run, job, count) for job, count in zip(jobs, count_run(run, jobs), strict=True)]


def _job(run_id: int, row: Row, seen: Counter[str]) -> SeenJob:
    seen[row["name"]] += 1
    return SeenJob(
        job_id=int(row["job_id"]),
        run_id=run_id,
        attempt=seen[row["name"]],
        name=row["name"],
        status="completed",
        conclusion=ENDS[row["status"]],
        created_at=int(row["created"]),
        started_at=int(row["executing"]),
        completed_at=int(row["final"]),
        labels=(_label(row["name"]),),
        runner_id=1,
        runner_name="GitHub Actions 1",
        runner_group_id=0,
        runner_group="GitHub Actions",
        steps=1,
    )


def _label(name: str) -> str:
    if re.match(r"macOS \d", name):
        return "macos-14"
    return (
        "windows-2022"
        if re.match(r"(Windows native|Windows, test|Win64 native|windows-native)", name)
        else "ubuntu-24.04"
    )
