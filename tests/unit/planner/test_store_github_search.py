"""Passes among GitHub's artifacts: found behind whatever else is there, and in few requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from greenlane.planner.store import Found, Wanted, artifact_name
from tests.standins.actions import broken, cut, secondary, serving
from tests.standins.patience import SECRET
from tests.unit.planner.hub import WANTED, Hub, zipped
from tests.unit.planner.recorded import DIGEST, NOW, OTHER

DAMAGED = "truncated, damaged or edited: it is not what its checksum says"


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub.new()
    with serving(hub.world) as hub.url:
        yield hub


def test_the_newest_pass_of_the_default_branch_is_enough(hub: Hub) -> None:
    runs = [hub.run(begins=NOW - 9000 + 100 * number) for number in range(4)]
    for run in runs:
        hub.upload(run)
    assert hub.believed() == [runs[3].run_id]
    assert len([path for path in hub.asked() if path.startswith("/blobs/")]) == 1


def test_a_newer_pass_of_a_pull_request_comes_beside_it(hub: Hub) -> None:
    main = hub.run(begins=NOW - 9000)
    older, newer = (hub.run(begins=NOW - ago, event="pull_request", branch="x") for ago in (8000, 7000))
    for run in (main, older, newer):
        hub.upload(run)
    assert hub.believed() == [newer.run_id, main.run_id]


def test_an_older_pass_of_a_pull_request_is_not_looked_at(hub: Hub) -> None:
    proposed, main = hub.run(begins=NOW - 9000, event="pull_request", branch="x"), hub.run()
    for run in (proposed, main):
        hub.upload(run)
    assert hub.believed() == [main.run_id]


def test_what_forks_upload_does_not_bury_a_pass(hub: Hub) -> None:
    run = hub.run(begins=NOW - 9000)
    hub.upload(run)
    fork = hub.run(event="pull_request", branch="x", fork="stranger/app")
    for _ in range(250):
        hub.upload(fork)
    found = hub.find()
    assert [one.run_id for one in found.passes] == [run.run_id]
    assert [len(found.refusals), found.refusals[-1].why] == [11, "240 more artifacts of it refused"]


def test_a_refused_record_does_not_hide_an_older_one(hub: Hub) -> None:
    good, bad = hub.run(begins=NOW - 9000), hub.run()
    hub.upload(good)
    hub.upload(bad, archive=zipped(b"{"))
    found = hub.find()
    assert [one.run_id for one in found.passes] == [good.run_id]
    assert [one.why for one in found.refusals] == [DAMAGED]


def test_a_pass_behind_hundreds_of_other_artifacts_is_found(hub: Hub) -> None:
    run = hub.run(begins=NOW - 9000)
    hub.upload(run)
    for number in range(300):
        hub.app.artifact(f"log-{number}", 10, created_at=NOW - 100)
    assert hub.believed() == [run.run_id]


def test_a_pass_behind_hundreds_of_its_own_name_is_found(hub: Hub) -> None:
    run = hub.run(begins=NOW - 9000)
    hub.upload(run)
    for _ in range(300):
        hub.upload(run, nameless=True, archive=b"")
    assert hub.believed() == [run.run_id]


def test_nothing_wanted_asks_nothing(hub: Hub) -> None:
    assert hub.store().find((), now=NOW) == Found()
    assert hub.world.requests == []


def test_twenty_jobs_of_one_run_take_one_request_each_and_five(hub: Hub) -> None:
    run = hub.run()
    wanted = [Wanted(f"job-{number}", DIGEST) for number in range(20)]
    for one in wanted:
        hub.upload(run, hub.record(run, job=one.job), name=artifact_name(one.job, DIGEST))
    assert len(hub.find(*wanted).passes) == 20
    asked = [path for path in hub.asked() if not path.startswith("/blobs/")]
    assert len(asked) == 25
    assert [path for path in asked if not path.endswith("/zip")][2:4] == ["", "/branches/main"]


def test_a_known_default_branch_is_not_asked_for(hub: Hub) -> None:
    hub.upload(hub.run())
    assert hub.find(default_branch="main").passes
    assert "" not in hub.asked()


def test_other_content_of_a_job_tells_what_changed(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run, hub.record(run, digest=OTHER), name=artifact_name("api-tests", OTHER))
    found = hub.find()
    assert [one.digest for one in found.passes] == [OTHER]
    assert found.refusals == ()


def test_a_forks_artifact_does_not_tell_what_changed(hub: Hub) -> None:
    run = hub.run(event="pull_request", branch="x", fork="stranger/app")
    hub.upload(run, hub.record(run, digest=OTHER), name=artifact_name("api-tests", OTHER))
    assert hub.find() == Found()


def test_an_expired_artifact_does_not_hide_an_older_one_that_tells_what_changed(hub: Hub) -> None:
    older, expired = hub.run(begins=NOW - 9000), hub.run()
    for run, days in ((older, 90), (expired, 0)):
        hub.upload(run, hub.record(run, digest=OTHER), name=artifact_name("api-tests", OTHER), days=days)
    assert hub.believed() == [older.run_id]


def test_a_record_under_another_contents_name_does_not_tell_what_changed(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run, hub.record(run), name=artifact_name("api-tests", OTHER))
    assert hub.find().passes == ()


def test_so_many_requests_are_enough(hub: Hub) -> None:
    hub.upload(hub.run())
    found = hub.find(WANTED, Wanted("lint", DIGEST), most_calls=3)
    assert len(found.passes) == 1
    assert [(one.where, one.why) for one in found.refusals] == [
        ("lint", "not looked for: so many requests are enough")
    ]


@pytest.mark.parametrize(
    "fault",
    [
        broken("/actions/artifacts", status=403, times=-1),
        broken("/actions/artifacts", status=404, times=-1),
        broken("/actions/artifacts", status=500, times=-1),
        broken("/actions/runs", status=403, times=-1),
        broken("/compare/", status=500, times=-1),
        broken("/branches/", status=403, times=-1),
        broken("/zip", status=500, times=-1),
        cut("/blobs/", after_bytes=20, times=-1),
        secondary("/actions/artifacts", retry_after=9999, times=-1),
    ],
    ids=range(9),
)
def test_a_ledger_that_cannot_be_read_says_so(hub: Hub, fault: Any) -> None:
    hub.upload(hub.run())
    hub.world.faults.append(fault)
    found = hub.find()
    assert found.unreadable.startswith("the artifacts of octo-org/app cannot be read: GitHub")
    assert found.passes == ()


@pytest.mark.parametrize("where", ["/actions/artifacts", "/actions/runs", "/zip", "/blobs/"])
def test_a_passing_fault_is_overcome(hub: Hub, where: str) -> None:
    run = hub.run()
    hub.upload(run)
    hub.world.faults += [broken(where, status=502), cut(where)]
    assert hub.believed() == [run.run_id]


def test_the_token_is_not_shown_to_the_host_of_the_archives(hub: Hub) -> None:
    hub.upload(hub.run())
    assert hub.find().passes
    shown = {one.target.startswith("/blobs/"): str(dict(one.headers)) for one in hub.world.requests}
    assert SECRET in shown[False]
    assert SECRET not in shown[True]
