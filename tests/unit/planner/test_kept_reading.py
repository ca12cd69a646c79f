"""Which artifacts are read: few of many, the ones that matter first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from greenlane.planner.kept_reading import ENOUGH_LISTED, MOST_DEFAULT, MOST_NEWER, MOST_READ
from greenlane.planner.passes import encode
from greenlane.planner.store import Found, Wanted, pass_file
from tests.standins.actions import broken, cut, secondary, serving
from tests.standins.patience import SECRET
from tests.unit.planner.hub import FILE, QUEUED, Hub, zipped
from tests.unit.planner.kept_contract import debt
from tests.unit.planner.recorded import DIGEST, NOW, OTHER

DAMAGED = "truncated, damaged or edited: it is not what its checksum says"
UNKNOWN = Wanted("api-tests", "f" * 64)


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub.new()
    with serving(hub.world) as hub.url:
        yield hub


def downloads(hub: Hub) -> int:
    return len([path for path in hub.asked() if path.startswith("/blobs/")])


def test_the_newest_pass_of_the_default_branch_is_enough(hub: Hub) -> None:
    runs = [hub.run(begins=NOW - 9000 + 1000 * number) for number in range(4)]
    for run in runs:
        hub.leave(run, hub.record(run))
    assert hub.believed() == [runs[3].run_id]
    assert downloads(hub) == 1


def test_a_plan_takes_seven_requests_where_one_run_knows_everything(hub: Hub) -> None:
    run = hub.run()
    wanted = [Wanted(f"job-{number}", DIGEST) for number in range(20)]
    hub.leave(run, *[hub.record(run, job=one.job) for one in wanted])
    kept = hub.kept()
    assert kept.debts(now=NOW).unreadable == ""
    assert len(kept.find(wanted, now=NOW).passes) == 20
    assert kept.clean(now=NOW) == 0
    assert len(hub.asked()) == 7


def test_a_newer_pass_of_a_pull_request_comes_beside_it(hub: Hub) -> None:
    main = hub.run(begins=NOW - 9000)
    older, newer = (hub.run(begins=NOW - ago, event="pull_request", branch="x") for ago in (8000, 7000))
    for run in (main, older, newer):
        hub.leave(run, hub.record(run))
    assert hub.believed() == [newer.run_id, main.run_id]


def test_an_older_pass_of_a_pull_request_is_not_looked_at(hub: Hub) -> None:
    proposed, main = hub.run(begins=NOW - 90000, event="pull_request", branch="x"), hub.run()
    for run in (proposed, main):
        hub.leave(run, hub.record(run))
    assert hub.believed() == [main.run_id]
    assert downloads(hub) == 1


def test_passes_of_earlier_runs_of_the_same_branch_are_found(hub: Hub) -> None:
    """A pull request's artifact holds what ran there; what was reused since stands in an older one."""
    names = [f"job-{number}" for number in range(6)]
    for number, name in enumerate(names):
        run = hub.run(begins=NOW - 90000 + 1000 * number, event="pull_request", branch="x")
        hub.leave(run, hub.record(run, job=name))
    main = hub.run()
    hub.leave(main)
    found = hub.find(*[Wanted(name, DIGEST) for name in names], seen_from="x")
    assert {one.job for one in found.passes} == set(names)


def test_what_the_branch_and_the_default_branch_know_is_read_before_others(hub: Hub) -> None:
    mine = hub.run(begins=NOW - 9000, event="pull_request", branch="x")
    main = hub.run(begins=NOW - 8900)
    hub.leave(mine, hub.record(mine))
    hub.leave(main, hub.record(main, job="lint"))
    for number in range(40):
        hub.leave(hub.run(begins=NOW - 8000 + number, event="pull_request", branch=f"other-{number}"))
    found = hub.find(Wanted("api-tests", DIGEST), Wanted("lint", DIGEST), seen_from="x")
    assert {one.run_id for one in found.passes} == {mine.run_id, main.run_id}
    assert downloads(hub) == 2 + MOST_NEWER


def test_so_much_is_enough(hub: Hub) -> None:
    for number in range(40):
        branch = ("x", "y", "main")[number % 3]
        event = "push" if branch == "main" else "pull_request"
        hub.leave(hub.run(begins=NOW - 9000 + number, event=event, branch=branch))
    assert hub.find(UNKNOWN, seen_from="x") == Found()
    assert downloads(hub) <= MOST_READ


def test_what_forks_upload_does_not_bury_a_pass(hub: Hub) -> None:
    run = hub.run(begins=NOW - 9000)
    hub.leave(run, hub.record(run))
    fork = hub.run(event="pull_request", branch="x", fork="stranger/app")
    for _ in range(250):
        hub.upload(fork)
    found = hub.find()
    assert [one.run_id for one in found.passes] == [run.run_id]
    assert [len(found.refusals), found.refusals[-1].why] == [11, "240 more artifacts refused"]
    assert downloads(hub) == 1


def test_a_refused_record_does_not_hide_an_older_one(hub: Hub) -> None:
    good, bad = hub.run(begins=NOW - 9000), hub.run()
    hub.upload(good)
    hub.upload(bad, archive=zipped({FILE: b"{"}))
    found = hub.find()
    assert [one.run_id for one in found.passes] == [good.run_id]
    assert [one.why for one in found.refusals] == [DAMAGED]


def test_a_pass_behind_hundreds_of_other_artifacts_is_found(hub: Hub) -> None:
    run = hub.run(begins=NOW - 9000)
    hub.leave(run, hub.record(run))
    for number in range(300):
        hub.app.artifact(f"log-{number}", 10, created_at=NOW - 100)
    assert hub.believed() == [run.run_id]
    assert len([path for path in hub.asked() if path == "/actions/artifacts"]) == 1


def test_a_pass_behind_hundreds_of_its_own_name_is_found(hub: Hub) -> None:
    run = hub.run(begins=NOW - 9000)
    hub.leave(run, hub.record(run))
    for _ in range(300):
        hub.upload(run, nameless=True, archive=b"")
    assert hub.believed() == [run.run_id]


def test_nothing_wanted_asks_nothing(hub: Hub) -> None:
    assert hub.kept().find((), now=NOW) == Found()
    assert hub.world.requests == []


def test_a_default_branch_that_the_event_tells_is_not_asked_for(hub: Hub) -> None:
    run = hub.run()
    hub.leave(run, hub.record(run))
    assert hub.find(default_branch="main").passes
    assert "" not in hub.asked()


def test_other_content_of_a_job_tells_what_changed(hub: Hub) -> None:
    run = hub.run()
    hub.leave(run, hub.record(run, digest=OTHER))
    found = hub.find()
    assert [one.digest for one in found.passes] == [OTHER]
    assert found.refusals == ()


def test_a_forks_artifact_does_not_tell_what_changed(hub: Hub) -> None:
    run = hub.run(event="pull_request", branch="x", fork="stranger/app")
    hub.upload(run, hub.record(run, digest=OTHER), file=pass_file("api-tests", OTHER))
    assert hub.find().passes == ()


def test_a_record_under_another_contents_name_does_not_tell_what_changed(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run, archive=zipped({pass_file("api-tests", OTHER): encode(hub.record(run))}))
    assert hub.find().passes == ()


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
def test_a_place_that_cannot_be_read_says_so(hub: Hub, fault: Any) -> None:
    run = hub.run()
    hub.leave(run, hub.record(run))
    hub.world.faults.append(fault)
    kept = hub.kept()
    owed, found = kept.debts(now=NOW), kept.find((UNKNOWN,), now=NOW)
    for said in (owed.unreadable, found.unreadable):
        assert said.startswith("the artifacts of octo-org/app cannot be read: GitHub")
    assert (owed.debts, found.passes, kept.clean(now=NOW)) == ((), (), 0)


@pytest.mark.parametrize("where", ["/actions/artifacts", "/actions/runs", "/zip", "/blobs/"])
def test_a_passing_fault_is_overcome(hub: Hub, where: str) -> None:
    run = hub.run()
    hub.leave(run, hub.record(run))
    hub.world.faults += [broken(where, status=502), cut(where)]
    assert hub.believed() == [run.run_id]


def test_the_token_is_not_shown_to_the_host_of_the_archives(hub: Hub) -> None:
    run = hub.run()
    hub.leave(run, hub.record(run))
    assert hub.find().passes
    shown = {one.target.startswith("/blobs/"): str(dict(one.headers)) for one in hub.world.requests}
    assert SECRET in shown[False]
    assert SECRET not in shown[True]


def test_proposals_do_not_bury_what_another_run_of_the_default_branch_left_owed(hub: Hub) -> None:
    """A queue's run owed something while a push was planned, and then many proposals came."""
    queued = hub.run(begins=NOW - 9000, event="merge_group", branch=QUEUED)
    pushed = hub.run(begins=NOW - 8990)
    hub.leave(queued, owed=[debt(branch="main")])
    hub.leave(pushed)
    for number in range(MOST_NEWER + 1):
        hub.leave(hub.run(begins=NOW - 8000 + number, event="pull_request", branch=f"other-{number}"))
    assert [one.branch for one in hub.kept().debts(now=NOW).debts] == ["main"]


def test_what_is_owed_cannot_be_told_where_only_books_with_gaps_were_read(hub: Hub) -> None:
    hub.leave(hub.run(begins=NOW - 9000), owed=[debt()])
    for number in range(MOST_DEFAULT):
        hub.leave(hub.run(begins=NOW - 8000 + number), closed=None)
    assert hub.kept().debts(now=NOW).unreadable


def test_what_is_owed_cannot_be_told_where_proposals_are_all_that_is_listed(hub: Hub) -> None:
    hub.leave(hub.run(begins=NOW - 9000), owed=[debt()])
    for number in range(ENOUGH_LISTED):
        hub.leave(hub.run(begins=NOW - 8000 + number, event="pull_request", branch="x"))
    assert hub.kept().debts(now=NOW).unreadable


def test_a_proposal_of_the_default_branch_is_not_taken_for_it(hub: Hub) -> None:
    """From main to a branch of releases: its head is called main, and it vouches for nothing there."""
    hub.leave(hub.run(begins=NOW - 9000), clean=7)
    hub.leave(hub.run(begins=NOW - 8000, event="pull_request", branch="main"))
    assert hub.kept().clean(now=NOW) == 7
