"""What the stand-in for GitHub's Actions knows: repositories, runs and their attempts, jobs, and the bill.

Tests build it with `World`, `Repo` and `work` (actions_jobs.py). Times are Unix seconds; `now` moves when a
test moves it.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field, replace
from typing import Any

from tests.standins.actions_faults import Fault, Request
from tests.standins.actions_jobs import Job, at, work


@dataclass
class Run:
    """A run with the jobs of all its attempts. updated_at: the last change of anything in it."""

    run_id: int
    number: int
    workflow: str
    path: str
    event: str
    branch: str
    actor: str
    commit: str
    created_at: int
    started_at: int
    updated_at: int
    status: str
    conclusion: str | None
    attempt: int
    jobs: list[Job]
    fork: str = ""
    """The repository that its head lies in, "" for the same one."""

    def latest(self) -> list[Job]:
        """The jobs of the latest attempt, copies included."""
        return [job for job in self.jobs if job.attempt == self.attempt]

    def settle(self, now: int) -> None:
        """Follow what became of its jobs: open while one of them is."""
        latest = self.latest()
        ended = {job.conclusion for job in latest}
        if any(job.completed_at is None for job in latest):
            self.status, self.conclusion = "in_progress", None
        else:
            bad = next((one for one in ("failure", "cancelled") if one in ended), "success")
            self.status, self.conclusion = "completed", bad
        self.updated_at = max([now, *(job.completed_at or 0 for job in latest)])


@dataclass
class Repo:
    """A repository. Every list that a page is made of can be changed while it is read."""

    world: World
    name: str
    number: int
    private: bool = True
    runs: list[Run] = field(default_factory=list)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    runners: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    default_branch: str = "main"
    outside: set[str] = field(default_factory=set)
    """Commits that are not in the history of the default branch."""
    cache_bytes: int = 0
    caches: int = 0

    def jobs_of(self, job_id: int) -> list[Job]:
        """The job of that id, or none."""
        return [job for run in self.runs for job in run.jobs if job.job_id == job_id]

    def run(
        self,
        workflow: str = "CI",
        *jobs: Job,
        begins: int,
        event: str = "push",
        branch: str = "main",
        actor: str = "ada",
        path: str = "",
        fork: str = "",
    ) -> Run:
        """A run of these jobs that was created then. It is open while one of its jobs is."""
        run_id, file = self.world.next_number(), workflow.lower().replace(" ", "-")
        commit = hashlib.sha1(str(run_id).encode(), usedforsecurity=False).hexdigest()
        place = path or f".github/workflows/{file}.yml"
        placed = [job.placed(self.world.next_number(), run_id, 1, begins) for job in jobs or (work("test"),)]
        run = Run(
            run_id=run_id,
            number=len(self.runs) + 1,
            workflow=workflow,
            path=place,
            event=event,
            branch=branch,
            actor=actor,
            commit=commit,
            created_at=begins,
            started_at=begins,
            updated_at=begins,
            status="queued",
            conclusion=None,
            attempt=1,
            jobs=placed,
            fork=fork,
        )
        run.settle(begins)
        self.runs.append(run)
        return run

    def rerun(self, run: Run, *jobs: Job, begins: int, only_failed: bool = True) -> None:
        """Run it again: the passed jobs are listed again as copies, the others run as they are given here.

        jobs: what the jobs of these names do this time; the others do what they did before, and pass.
        """
        given, before = {job.name: job for job in jobs}, run.latest()
        run.attempt, run.started_at = run.attempt + 1, begins
        for job in before:
            number = self.world.next_number()
            if only_failed and job.conclusion in ("success", "skipped") and job.name not in given:
                origin = job.copy_of or job.job_id
                again = replace(job, job_id=number, attempt=run.attempt, created_at=begins, copy_of=origin)
            else:
                plan = given.get(job.name, replace(job, conclusion="success", annotations=(), copy_of=None))
                again = plan.placed(number, run.run_id, run.attempt, begins)
            run.jobs.append(again)
        run.settle(begins)

    def finish(self, run: Run, ends: int, conclusion: str = "success") -> None:
        """End every open job of a run."""
        for job in run.jobs:
            if job.completed_at is None:
                job.completed_at, job.status, job.conclusion = ends, "completed", conclusion
        run.settle(ends)

    def artifact(
        self,
        name: str,
        size_bytes: int,
        *,
        created_at: int,
        days: int = 90,
        run: Run | None = None,
        archive: bytes = b"",
    ) -> dict[str, Any]:
        """Keep an artifact of a run; take it out of `artifacts` again to delete it."""
        made = {
            "run": run,
            "archive": archive,
            "id": self.world.next_number(),
            "name": name,
            "size_in_bytes": size_bytes,
            "created_at": created_at,
            "expires_at": created_at + days * 86400,
        }
        self.artifacts.append(made)
        return made

    def runner(self, name: str, *labels: str, online: bool = True, busy: bool = False) -> dict[str, Any]:
        """A self-hosted runner."""
        status = "online" if online else "offline"
        made = {"id": self.world.next_number(), "name": name, "status": status, "busy": busy}
        self.runners.append(made | {"labels": labels or ("self-hosted", "linux")})
        return self.runners[-1]


@dataclass
class World:
    """Everything behind the API. billing: the status of an answer about the bill, 200 where the token may.

    limit: requests an hour; used: of them, until reset_at. faults: what goes wrong, in their order.
    most_a_page: GitHub's is 100; fewer make many pages of few items.
    """

    now: int = at("2026-11-20T12:00")
    repositories: dict[str, Repo] = field(default_factory=dict)
    organizations: set[str] = field(default_factory=lambda: {"octo-org"})
    organization_runners: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    usage: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    billing: int = 200
    token: str = ""
    limit: int = 5000
    used: int = 0
    reset_at: int = 0
    most_a_page: int = 100
    faults: list[Fault] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    last: int = 1000

    def next_number(self) -> int:
        """An id that nothing else has."""
        self.last += 1
        return self.last

    def repository(self, name: str, *, private: bool = True) -> Repo:
        """A new repository, as owner/name."""
        made = Repo(self, name, self.next_number(), private)
        self.repositories[name] = made
        return made

    def charge(
        self,
        account: str,
        day: str,
        sku: str,
        quantity: float,
        *,
        price: float,
        repository: str = "",
        unit: str = "Minutes",
        paid: float = 0.0,
    ) -> None:
        """A row of the bill. sku: as `/usage` says it ("Actions Linux"). paid: the part with no discount."""
        row = {"day": day, "sku": sku, "quantity": quantity, "price": price, "repository": repository}
        self.usage.setdefault(account, []).append(row | {"unit": unit, "paid": paid})

    def asked(self, part: str) -> list[Request]:
        """The requests so far whose path or query holds this text."""
        return [request for request in self.requests if part in request.target]
