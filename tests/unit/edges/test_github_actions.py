"""Runs, jobs and the rest, from a server's answers into our types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.standins.github_samples import artifact, job, run, runner
from tests.standins.patience import client_of
from tests.standins.scripted import Reply, Script, scripted

from greenlane.edges.github_actions import Actions
from greenlane.edges.github_errors import Refused
from greenlane.model.bill import Artifact, CacheUse
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.github import Runner, SeenRepository, Window
from greenlane.model.jobs import SeenJob, SeenRun

APP = "octo/app"
RUN = SeenRun(
    repository=APP,
    run_id=11,
    attempt=2,
    workflow_id=5,
    path=".github/workflows/ci.yml",
    workflow="CI",
    event="push",
    branch="main",
    actor="octocat",
    commit="a" * 40,
    status="completed",
    conclusion="success",
    is_private=True,
    created_at=1_795_000_000,
    started_at=1_795_003_200,
    updated_at=1_795_003_800,
)
JOB = SeenJob(
    job_id=21,
    run_id=11,
    attempt=1,
    name="test (3.11)",
    status="completed",
    conclusion="success",
    created_at=1_795_000_000,
    started_at=1_795_000_020,
    completed_at=1_795_000_140,
    labels=("ubuntu-latest",),
    runner_id=1,
    runner_name="GitHub Actions 1",
    runner_group_id=0,
    runner_group="GitHub Actions",
    steps=2,
)
NOT_FOUND = Reply({"message": "Not Found"}, 404)


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def actions(script: Script) -> Actions:
    return Actions(client_of(script.url))


def runs(*rows: dict[str, Any]) -> Reply:
    return Reply({"total_count": len(rows), "workflow_runs": rows})


def jobs(*rows: dict[str, Any]) -> Reply:
    return Reply({"total_count": len(rows), "jobs": rows})


def test_a_run_is_read_whole(script: Script, actions: Actions) -> None:
    script.says(Reply(run()))
    assert actions.run(APP, 11) == RUN
    assert script.asked[0].path == "/repos/octo/app/actions/runs/11"


def test_what_a_run_may_lack_is_unknown(script: Script, actions: Actions) -> None:
    lacking = run(name=None, head_branch=None, status=None, conclusion=None, actor=None)
    for name in ("run_attempt", "run_started_at", "repository"):
        del lacking[name]
    script.says(Reply(lacking))
    found = actions.run(APP, 11)
    assert found == replace(
        RUN, attempt=1, workflow="", branch="", actor="", status="", conclusion=None, is_private=None,
        started_at=None,
    )  # fmt: skip
    assert found.is_open


def test_a_run_that_is_gone_is_none(actions: Actions) -> None:
    assert actions.run(APP, 11) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", None), ("workflow_id", "5"), ("created_at", None), ("updated_at", 7), ("run_attempt", 0)],
)
def test_a_run_that_cannot_be_read_names_endpoint_and_field(
    script: Script, actions: Actions, field: str, value: Any
) -> None:
    script.says(runs(run(), run(**{field: value})))
    with pytest.raises(
        OutsideError, match=rf"(?s)octo/app/actions/runs.*workflow_runs\[1\]\.{field}: expected"
    ):
        list(actions.runs(APP))


def test_the_newest_runs_are_asked_for_without_a_filter(script: Script, actions: Actions) -> None:
    script.says(runs(run()))
    (page,) = actions.runs(APP)
    assert page.items == (RUN,)
    assert (page.total_count, page.unchanged) == (1, False)
    assert script.asked[0].query == {"per_page": "100", "exclude_pull_requests": "true"}


def test_a_quiet_repository_costs_one_call_and_says_that_nothing_changed(script: Script) -> None:
    class Kept(dict[str, tuple[str, bytes]]):
        def put(self, url: str, etag: str, body: bytes) -> None:
            self[url] = (etag, body)

    actions = Actions(client_of(script.url, tags=Kept()))
    first = runs(run())
    script.says(replace(first, headers={"ETag": '"1"'}), Reply(status=304))
    assert [page.unchanged for page in actions.runs(APP)] == [False]
    (page,) = actions.runs(APP)
    assert (page.items, page.unchanged, actions.calls) == ((RUN,), True, 2)


def test_a_window_is_written_with_both_its_ends(script: Script, actions: Actions) -> None:
    script.says(runs())
    list(actions.runs(APP, Window(1_795_000_000, 1_795_086_399)))
    assert script.asked[0].query["created"] == "2026-11-18T11:06:40Z..2026-11-19T11:06:39Z"


def test_jobs_of_every_attempt_are_read_on_every_page(script: Script, actions: Actions) -> None:
    rows = [job(id=number) for number in range(130)]
    script.says(
        Reply({"total_count": 130, "jobs": rows[:100]}), Reply({"total_count": 130, "jobs": rows[100:]})
    )
    found = actions.jobs(APP, 11)
    assert found is not None
    assert found == tuple(replace(JOB, job_id=number) for number in range(130))
    assert script.asked[0].query == {"filter": "all", "per_page": "100"}


def test_a_copy_in_a_later_attempt_stays_a_job_of_its_own(script: Script, actions: Actions) -> None:
    script.says(jobs(job(), job(id=22, run_attempt=2)))
    assert actions.jobs(APP, 11) == (JOB, replace(JOB, job_id=22, attempt=2))


def test_a_job_that_waits_has_unknown_times_and_no_runner(script: Script, actions: Actions) -> None:
    waiting = job(status="queued", conclusion=None, completed_at=None, started_at=None, created_at=None)
    waiting |= dict.fromkeys(("runner_id", "runner_name", "runner_group_id", "runner_group_name"))
    del waiting["steps"]
    script.says(jobs(waiting))
    found = actions.jobs(APP, 11)
    assert found == (
        SeenJob(21, 11, 1, "test (3.11)", "queued", None, None, None, None, labels=("ubuntu-latest",)),
    )


def test_times_that_run_backwards_are_handed_on_as_they_are(script: Script, actions: Actions) -> None:
    script.says(jobs(job(completed_at="2026-10-27T11:09:00Z")))
    found = actions.jobs(APP, 11)
    assert found is not None
    assert found[0].completed_at is not None
    assert found[0].started_at is not None
    assert found[0].completed_at < found[0].started_at


def test_jobs_of_another_run_are_refused(script: Script, actions: Actions) -> None:
    script.says(jobs(job(run_id=12)))
    with pytest.raises(OutsideError, match=r"jobs\[0\]\.run_id: expected 11; got 12"):
        actions.jobs(APP, 11)


def test_jobs_of_a_run_that_is_gone_are_none_and_not_empty(script: Script, actions: Actions) -> None:
    script.says(NOT_FOUND, jobs())
    assert actions.jobs(APP, 11) is None
    assert actions.jobs(APP, 11) == ()


def test_annotations_are_titles_and_messages(script: Script, actions: Actions) -> None:
    script.says(
        Reply([{"title": None, "message": "The job was not started"}, {"title": "T", "message": "M"}])
    )
    assert actions.annotations(APP, 21) == ("The job was not started", "T: M")
    assert script.asked[0].path == "/repos/octo/app/check-runs/21/annotations"


def test_a_page_full_of_equal_annotations_is_not_thinned(script: Script, actions: Actions) -> None:
    script.says(Reply([{"message": "M"}] * 3))
    assert actions.annotations(APP, 21) == ("M", "M", "M")


def test_artifacts_carry_when_they_were_seen_and_when_they_went(script: Script, actions: Actions) -> None:
    rows = [artifact(), artifact(id=32, expired=True), artifact(id=33, expired=True, expires_at=None)]
    script.says(Reply({"total_count": 3, "artifacts": rows}))
    seen_at = 1_795_200_000
    live = Artifact(APP, 31, "dist", 2048, 1_795_000_000, 1_795_086_400, seen_at)
    assert actions.artifacts(APP, seen_at) == (
        live,
        replace(live, artifact_id=32, gone_at=1_795_086_400),
        replace(live, artifact_id=33, expires_at=None, gone_at=seen_at),
    )


def test_cache_usage_is_a_reading_at_a_time(script: Script, actions: Actions) -> None:
    row = {"full_name": APP, "active_caches_size_in_bytes": 7, "active_caches_count": 2}
    script.says(Reply(row))
    assert actions.cache_usage(APP, 99) == CacheUse(APP, 99, 7, 2)


@pytest.mark.parametrize(("kind", "known"), [("Organization", True), ("User", False), ("Bot", None)])
def test_a_repository_says_whether_it_is_private(
    script: Script, actions: Actions, kind: str, known: bool | None
) -> None:
    row = {"full_name": APP, "private": False, "default_branch": "main", "owner": {"type": kind}}
    script.says(Reply(row))
    assert actions.repository(APP) == SeenRepository(APP, False, "main", known)


@pytest.mark.parametrize(
    ("scope", "path"),
    [(APP, "/repos/octo/app/actions/runners"), ("octo-org", "/orgs/octo-org/actions/runners")],
)
def test_runners_of_a_repository_and_of_an_organization(
    script: Script, actions: Actions, scope: str, path: str
) -> None:
    rows = [runner(id=number, busy=number > 0) for number in range(101)]
    script.says(
        Reply({"total_count": 101, "runners": rows[:100]}), Reply({"total_count": 101, "runners": rows[100:]})
    )
    found = actions.runners(scope)
    assert found[0] == Runner(0, "box", "online", False, frozenset({"self-hosted", "linux"}))
    assert [one.is_idle for one in found] == [True] + [False] * 100
    assert script.asked[0].path == path


def test_what_is_gone_is_none(actions: Actions) -> None:
    assert actions.repository(APP) is None
    assert actions.cache_usage(APP, 1) is None
    assert actions.artifacts(APP, 1) is None
    assert actions.annotations(APP, 1) is None


def test_runners_that_may_not_be_seen_are_unknown_and_not_none(script: Script, actions: Actions) -> None:
    script.says(Reply({"message": "Resource not accessible by integration"}, 403))
    with pytest.raises(Refused, match="403"):
        actions.runners(APP)


@pytest.mark.parametrize(
    "ask",
    [
        lambda actions: actions.run(APP, 1),
        lambda actions: actions.jobs(APP, 1),
        lambda actions: actions.artifacts(APP, 1),
        lambda actions: list(actions.runs(APP)),
    ],
)
def test_what_may_not_be_seen_is_an_error_and_not_nothing(
    script: Script, actions: Actions, ask: Callable[[Actions], Any]
) -> None:
    script.says(Reply({"message": "no"}, 403))
    with pytest.raises(Refused):
        ask(actions)


@pytest.mark.parametrize(
    "name", ["", "app", "a/b/c", "../x", "a/..", "a b/c", "a/b?x", "a/b#x", "ä/b", "a/\n"]
)
def test_what_is_no_repository_is_never_asked_for(script: Script, actions: Actions, name: str) -> None:
    with pytest.raises(UsageError):
        actions.run(name, 1)
    assert not script.asked
