"""Functions that keep working on a ledger and say what is done, in a process to be killed at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count as numbers
from pathlib import Path

from greenlane.minutes.ledger import SqliteLedger, open_ledger
from greenlane.model.bill import Artifact
from greenlane.model.jobs import Count, Machine, SeenJob, SeenRun
from tests.unit.minutes.ledger.made import RUN, at, job, run

RECOUNTED = Count(Machine.MACOS, 61, 2)


def seen(number: int) -> tuple[SeenRun, list[SeenJob], list[Count]]:
    """The run of a number: always the same, from 1 to 9 jobs of 1 to 7 minutes."""
    of = run(number, branch=f"branch-{number}", created_at=at(1) + number)
    jobs = [
        job(number * 10 + n, number, name=f"job {n}", completed_at=at(1 + number % 28) + n)
        for n in range(1 + number % 9)
    ]
    return of, jobs, [Count(Machine.LINUX, 60 * (1 + n % 7), 1 + n % 7) for n in range(len(jobs))]


def put(ledger: SqliteLedger, number: int) -> None:
    """In one transaction: a run, a new attempt of an older one, an artifact, how far it came."""
    of, jobs, counts = seen(number)
    with ledger.writing() as write:
        write.put_run(of)
        write.put_jobs(of, jobs, counts)
        if number > 5:
            write.put_jobs(*seen(number - 5))
        write.put_artifacts(
            of.repository, [Artifact(of.repository, number, "wheel", number, 0, None, number)], number
        )
        write.remember(of.repository, "newest", str(number))


def counted(_: SeenRun, jobs: Sequence[SeenJob]) -> list[Count]:
    return [RECOUNTED for _ in jobs]


def work(kind: str, path: Path, first: int) -> None:
    """Write for ever (`write`), or until it is done: `migrate`, `recount`."""
    print("begun", flush=True)
    with open_ledger(path) as ledger:
        if kind == "recount":
            ledger.recount(counted)
        elif kind == "write":
            for number in numbers(first):
                put(ledger, number)
                print(number, flush=True)
    print(f"done {RUN.repository}", flush=True)


def put_every_second(path: Path, first: int) -> None:
    """The jobs of every second run below 400."""
    with open_ledger(path) as ledger:
        for number in range(first, 400, 2):
            with ledger.writing() as write:
                write.put_jobs(*seen(number))
