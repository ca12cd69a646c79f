"""What the client asks is described by GitHub, and what the stand-in knows is what the client reads of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from greenlane.edges.github_actions import Actions
from greenlane.model.github import Window
from greenlane.model.jobs import SeenJob
from tests.openapi.busy_world import APP, BEGAN, MINE, MONTH, busy_world
from tests.openapi.description import Description
from tests.openapi.schemas import complaints
from tests.standins.actions import Job, World, serving
from tests.standins.patience import client_of


@pytest.fixture
def world() -> World:
    return busy_world()


@pytest.fixture
def actions(world: World) -> Iterator[Actions]:
    with serving(world) as url:
        yield Actions(client_of(url))


CALLS: dict[str, Callable[[Actions, World], Any]] = {
    "repository": lambda actions, _: actions.repository(APP),
    "newest runs": lambda actions, _: list(actions.runs(APP)),
    "runs of a window": lambda actions, _: list(actions.runs(APP, Window(BEGAN, BEGAN + 600))),
    "run": lambda actions, world: actions.run(APP, world.repositories[APP].runs[0].run_id),
    "jobs": lambda actions, world: actions.jobs(APP, world.repositories[APP].runs[0].run_id),
    "annotations": lambda actions, world: actions.annotations(APP, blocked_job(world)),
    "artifacts": lambda actions, world: actions.artifacts(APP, world.now),
    "cache": lambda actions, world: actions.cache_usage(APP, world.now),
    "runners of a repository": lambda actions, _: actions.runners(APP),
    "runners of an organization": lambda actions, _: actions.runners("octo-org"),
    "bill of an organization": lambda actions, _: actions.usage("octo-org", *MONTH).items,
    "bill of a user's day": lambda actions, _: actions.usage("ada", *MONTH, 20).items,
    "summary of an organization": lambda actions, _: actions.usage_summary("octo-org", *MONTH).items,
    "summary of a user": lambda actions, _: actions.usage_summary("ada", *MONTH).items,
}  # fmt: skip


def blocked_job(world: World) -> int:
    """The job whose check run says something."""
    jobs = [job for run in world.repositories[APP].runs for job in run.jobs]
    return next(job.job_id for job in jobs if job.annotations)


def values(text: str) -> list[Any]:
    """What a parameter may be read as: a query carries texts only."""
    if text in ("true", "false"):
        return [text, text == "true"]
    return [text, int(text)] if text.isdigit() else [text]


def undescribed(described: Description, target: str) -> list[str]:
    """What of a GET is not in the description: its path, a parameter, or a parameter's value."""
    parts = urlsplit(target)
    path = described.path_of(parts.path)
    if path is None:
        return [parts.path]
    known = described.parameters(path)
    return [
        f"{name}={text}"
        for name, text in parse_qsl(parts.query)
        if name not in known or all(complaints(value, known[name]) for value in values(text))
    ]


@pytest.mark.parametrize("name", CALLS)
def test_everything_that_is_asked_is_described(
    corrected: Description, world: World, actions: Actions, name: str
) -> None:
    assert CALLS[name](actions, world)
    assert [wrong for one in world.requests for wrong in undescribed(corrected, one.target)] == []


def test_a_parameter_that_nobody_described_would_be_seen(described: Description) -> None:
    path = f"/repos/{APP}/actions/runs/7/jobs"
    assert undescribed(described, f"{path}?filter=all&per_page=100") == []
    assert undescribed(described, f"{path}?filter=old&per-page=100") == ["filter=old", "per-page=100"]
    assert undescribed(described, "/repos/o/n/actions/rums") == ["/repos/o/n/actions/rums"]


def test_all_runs_of_both_pages_are_read_as_they_are(world: World, actions: Actions) -> None:
    found = [run for page in actions.runs(APP) for run in page.items]
    assert {run.run_id: (run.attempt, run.status, run.conclusion, run.updated_at) for run in found} == {
        run.run_id: (run.attempt, run.status, run.conclusion, run.updated_at)
        for run in world.repositories[APP].runs
    }
    assert actions.calls == 2


def test_all_jobs_of_all_attempts_are_read_as_they_are(world: World, actions: Actions) -> None:
    for run in world.repositories[APP].runs[:6]:
        found = actions.jobs(APP, run.run_id) or ()
        assert {identity(job) for job in found} == {identity(job) for job in run.jobs}
        assert len(found) == len(run.jobs)


def identity(job: SeenJob | Job) -> tuple[int | None, ...]:
    """What tells a job and its run of time apart."""
    return job.job_id, job.attempt, job.started_at, job.completed_at, job.runner_id


def test_both_bills_come_to_the_same(actions: Actions) -> None:
    for account, repository in (("octo-org", APP), ("ada", MINE)):
        rows, sums = actions.usage(account, *MONTH).items, actions.usage_summary(account, *MONTH).items
        assert rows
        assert {(row.sku, row.gross, row.net) for row in rows} == {
            (row.sku, row.gross, row.net) for row in sums or ()
        }
        assert {row.repository for row in rows} == {repository, ""}
