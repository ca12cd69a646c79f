"""Passes in GitHub's artifacts: believed for what the API says of their runs, not for what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from greenlane.planner.kept_reading import MOST_ARCHIVE_BYTES
from greenlane.planner.passes import MOST_BYTES, encode
from greenlane.planner.store import Found
from tests.standins.actions import broken, changing, serving, work
from tests.unit.planner.hub import FILE, QUEUED, Hub, zipped
from tests.unit.planner.recorded import NOW, OTHER, resealed

DAMAGED = "truncated, damaged or edited: it is not what its checksum says"


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub.new()
    with serving(hub.world) as hub.url:
        yield hub


def test_a_pass_of_the_default_branch_is_believed_and_says_who_vouches(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run)
    (found,) = hub.find().passes
    assert (found.run_id, found.event, found.tests) == (run.run_id, "push", 12)
    assert found.origin == f"GitHub vouches for artifact {hub.app.artifacts[0]['id']} of run {run.run_id}"


@pytest.mark.parametrize(
    "run",
    [
        {"event": "schedule"},
        {"event": "workflow_dispatch"},
        {"event": "merge_group", "branch": QUEUED},
        {"event": "pull_request", "branch": "feature"},
    ],
)
def test_passes_of_every_trusted_event_are_believed(hub: Hub, run: dict[str, Any]) -> None:
    made = hub.run(**run)
    hub.upload(made)
    assert hub.believed() == [made.run_id]


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ({"branch": "feature"}, "push on feature, not on main"),
        ({"event": "workflow_dispatch", "branch": "v1"}, "workflow_dispatch on v1, not on main"),
        ({"event": "merge_group", "branch": "feature"}, "merge_group on feature, not on main"),
        ({"event": "pull_request", "fork": "stranger/app"}, "from a fork, which reads and never writes"),
        ({"event": "push", "fork": "stranger/app"}, "from a fork, which reads and never writes"),
        ({"event": "pull_request_target"}, "pull_request_target is not trusted to write passes"),
        ({"event": "workflow_run"}, "workflow_run is not trusted to write passes"),
    ],
)
def test_passes_of_other_runs_are_refused_unread(hub: Hub, run: dict[str, Any], told: str) -> None:
    hub.upload(hub.run(**run))
    assert hub.refusal() == told
    assert not [path for path in hub.asked() if path.endswith("/zip")]


@pytest.mark.parametrize(
    "claim",
    [
        {"event": "push", "branch": "main"},
        {"event": "schedule", "branch": "main"},
        {"event": "merge_group", "branch": QUEUED},
    ],
)
def test_a_forks_record_is_refused_whatever_it_says_of_itself(hub: Hub, claim: dict[str, str]) -> None:
    run = hub.run(event="pull_request", branch="main", fork="stranger/app")
    hub.upload(run, hub.record(run, **claim))
    assert hub.refusal() == "from a fork, which reads and never writes"


def test_a_tag_named_like_the_default_branch_vouches_for_nothing(hub: Hub) -> None:
    run = hub.run(branch="main")
    hub.app.outside.add(run.commit)
    hub.upload(run)
    assert hub.refusal() == "push of a commit that is not on main"


def test_a_commit_that_is_gone_vouches_for_nothing(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run)
    hub.world.faults.append(broken("/compare/", status=404, times=-1))
    assert hub.refusal() == "push of a commit that is not on main"


def test_a_run_that_is_gone_vouches_for_nothing(hub: Hub) -> None:
    hub.upload(hub.run())
    hub.app.runs.clear()
    assert hub.refusal() == "its run is gone"


def test_an_artifact_without_a_run_is_refused(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run, nameless=True)
    assert hub.refusal() == "GitHub does not say which run it is from, or since when it is there"


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ({"event": "schedule"}, "forged: it says event schedule, and GitHub says push"),
        (
            {"event": "merge_group", "branch": QUEUED},
            "forged: it says event merge_group, and GitHub says push",
        ),
        ({"branch": "next"}, "forged: it says branch next, and GitHub says main"),
        ({"commit": "d" * 40}, "forged: it says commit dddd"),
        ({"passed_at": NOW - 5000}, "forged: it says a time at which its run was not running"),
        ({"passed_at": NOW - 1000}, "forged: it says a time at which its run was not running"),
        ({"passed_at": NOW + 4000}, "future-dated: it passes 4000 s from now"),
        ({"passed_at": NOW - 86400 * 15}, "stale: 15.0 days old, 14.0 are allowed"),
        ({"job": "lint"}, "foreign: of lint on "),
        ({"digest": OTHER}, "foreign: of api-tests on "),
        ({"repository": "stranger/app"}, "foreign: of stranger/app, not of octo-org/app"),
        ({"attempt": 2}, "attempt 2, and only a first one counts"),
        ({"tests": 0}, "zero tests ran"),
    ],
)
def test_a_record_that_says_otherwise_is_refused(hub: Hub, claim: dict[str, Any], told: str) -> None:
    run = hub.run()
    hub.upload(run, hub.record(run, **claim))
    assert hub.refusal().startswith(told)


def test_a_proposal_that_claims_the_default_branch_is_refused(hub: Hub) -> None:
    run = hub.run(event="pull_request", branch="feature")
    hub.upload(run, hub.record(run, event="push", branch="main"))
    assert hub.refusal() == "forged: it says event push, and GitHub says pull_request"


def test_a_pull_requests_commit_is_its_merges_and_need_not_be_the_heads(hub: Hub) -> None:
    run = hub.run(event="pull_request", branch="feature")
    hub.upload(run, hub.record(run, commit="e" * 40))
    assert hub.believed() == [run.run_id]


def test_a_first_attempts_pass_stays_believed_when_the_run_is_run_again(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run)
    hub.app.rerun(run, begins=NOW - 3000)
    hub.app.rerun(run, begins=NOW - 2000)
    assert hub.believed() == [run.run_id]


@pytest.mark.parametrize("created_at", [NOW - 3000, NOW - 2500, NOW - 1500])
def test_what_was_uploaded_since_the_second_attempt_is_refused(hub: Hub, created_at: int) -> None:
    run = hub.run()
    hub.app.rerun(run, begins=NOW - 3000)
    hub.app.rerun(run, begins=NOW - 2000)
    hub.upload(run, hub.record(run, passed_at=created_at), created_at=created_at)
    assert hub.refusal() == "of a later attempt, and only a first one counts"


def test_the_job_may_fail_elsewhere_in_the_run(hub: Hub) -> None:
    run = hub.app.run("CI", work("api-tests"), work("lint", 5, "failure"), begins=NOW - 4000)
    hub.upload(run)
    assert hub.believed() == [run.run_id]


@pytest.mark.parametrize(
    ("archive", "told"),
    [
        (b"", "damaged: no archive that can be read"),
        (b"PK\x03\x04 no more", "damaged: no archive that can be read"),
        (zipped({FILE: b"{"}), DAMAGED),
        (
            zipped({FILE: b"0" * 50_000_000}),
            f"a bomb: 50000000 bytes, and such a file has at most {MOST_BYTES}",
        ),
    ],
    ids=["empty", "cut", "no record", "bomb"],
)
def test_an_archive_that_holds_no_record_is_refused(hub: Hub, archive: bytes, told: str) -> None:
    hub.upload(hub.run(), archive=archive)
    assert hub.refusal() == told


def test_an_archive_that_is_too_long_is_refused_however_long_it_is_listed(hub: Hub) -> None:
    hub.upload(hub.run(), archive=bytes(MOST_ARCHIVE_BYTES + 1), size_bytes=100)
    assert hub.refusal() == f"too long: more than {MOST_ARCHIVE_BYTES} bytes"


def test_an_archive_without_such_a_pass_says_nothing(hub: Hub) -> None:
    hub.upload(hub.run(), archive=zipped({"other.json": b"{}"}))
    assert hub.find() == Found()


def test_an_archive_other_than_the_listed_one_is_refused(hub: Hub) -> None:
    run = hub.run()
    hub.upload(run)
    other = zipped({FILE: resealed(encode(hub.record(run)), minutes=1)})
    swap = changing("/zip", lambda: hub.app.artifacts[0].update(archive=other))
    hub.world.faults.append(swap)
    assert hub.refusal() == "damaged: its archive is not the one that GitHub lists"


def test_an_expired_artifact_is_not_there(hub: Hub) -> None:
    hub.upload(hub.run(), days=0)
    assert hub.find() == Found()


def test_an_artifact_that_goes_between_list_and_download_is_refused(hub: Hub) -> None:
    hub.upload(hub.run())
    hub.world.faults.append(broken("/zip", status=410))
    assert hub.refusal() == "gone since it was listed"
