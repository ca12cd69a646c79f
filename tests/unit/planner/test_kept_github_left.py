"""What a run leaves in GitHub's artifacts, and what the next ones believe of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.model.errors import UsageError
from greenlane.model.plan import Choice, Decision, Key, Pass
from greenlane.planner.kept import Keeping, Kept, Left
from greenlane.planner.passes import encode
from greenlane.planner.store import Wanted, pass_file
from tests.standins.actions import Run, broken, serving
from tests.unit.planner.hub import QUEUED, Hub, folder_zipped
from tests.unit.planner.kept_contract import (
    COVERAGE,
    WANTED,
    KeptContract,
    Place,
    citing,
    debt,
    plan,
    reporting,
)
from tests.unit.planner.recorded import DIGEST, NOW, OTHER

PROPOSED = {"event": "pull_request", "branch": "feature"}


class GitHub(Place):
    """Each run begins a while after the one before it, and is over before the next."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder, self.begins = hub, folder, NOW - 50_000
        self.next: Run | None = None

    def run(self, **more: Any) -> Run:
        """The run that leaves something next."""
        if self.next is None:
            self.begins += 1000
            self.next = self.hub.run(begins=self.begins, **more)
        return self.next

    def made(self, **more: Any) -> Pass:
        event = {name: more.pop(name) for name in ("event", "branch") if name in more}
        return self.hub.record(self.run(**event), **more)

    def opened(self, **run: Any) -> Kept:
        return self.hub.kept(run.pop("seen_from", ""), **run)

    def leave(self, left: Left, *, at_once: bool = False, **more: Any) -> Keeping:
        run, self.next = self.run(**more), None
        at = {"run_id": run.run_id, "event": run.event, "branch": run.branch, "commit": run.commit}
        at["default_branch"] = "main"
        kept = self.hub.kept(run.branch, **at)
        dated = plan(**{**vars(left.plan), "made_at": run.created_at + (-990 if at_once else 10)})
        kept.debts(now=NOW)
        kept.find([WANTED, Wanted("lint", DIGEST)], now=NOW)
        done = kept.keep(Left(dated, left.passes, left.reports, left.clean), self.folder)
        self.hub.upload(run, archive=folder_zipped(self.folder))
        return done


@pytest.fixture
def place(tmp_path: Path) -> Iterator[GitHub]:
    hub = Hub.new()
    with serving(hub.world) as hub.url:
        yield GitHub(hub, tmp_path / "keep")


class TestGitHub(KeptContract):
    pass


def running(job: str) -> Decision:
    return Decision(job, Choice.RUN, "", Key(job, DIGEST), 1, 60)


def found(place: GitHub, *wanted: Wanted, **more: Any) -> list[int]:
    """The runs whose passes are believed."""
    return [one.run_id for one in place.opened(**more).find(wanted or (WANTED,), now=NOW).passes]


def lint(place: GitHub, **more: Any) -> Pass:
    """A pass of another job."""
    return place.made(job="lint", **more)


def test_the_default_branch_carries_on_what_it_believed(place: GitHub) -> None:
    first = place.made()
    place.leave(Left(plan(), (first,)))
    for _ in range(3):
        place.leave(Left(plan()))
    del place.hub.app.artifacts[:-1]
    assert found(place) == [first.run_id]


def test_contents_of_before_are_carried_on_as_well(place: GitHub) -> None:
    """So that what comes back (a revert) is known."""
    old = place.made(digest=OTHER)
    place.leave(Left(plan(), (old,)))
    place.leave(Left(plan(), (place.made(),)))
    del place.hub.app.artifacts[:-1]
    assert found(place, Wanted("api-tests", OTHER)) == [old.run_id]


def test_what_is_carried_on_is_no_younger_for_that(place: GitHub) -> None:
    place.leave(Left(plan(), (place.made(),)))
    place.leave(Left(plan()))
    refused = place.opened().find((Wanted("api-tests", DIGEST, valid_s=1),), now=NOW).refusals
    assert all(one.why.startswith("stale: ") for one in refused)


def test_a_pull_request_carries_nothing(place: GitHub) -> None:
    place.leave(Left(plan(), (place.made(),)))
    place.leave(Left(plan(), (lint(place, **PROPOSED),)))
    assert [path.name for path in place.folder.glob("pass-*")] == [pass_file("lint", DIGEST)]


def test_what_a_pull_requests_artifact_carries_is_never_believed(place: GitHub) -> None:
    other = place.hub.run(begins=NOW - 60_000)
    run = place.hub.run(**PROPOSED)
    place.hub.leave(run, place.hub.record(other))
    kept = place.opened()
    refused = kept.find((WANTED,), now=NOW)
    assert refused.passes == ()
    assert refused.refusals[0].why == f"forged: it says run {other.run_id}, and GitHub says {run.run_id}"


def test_a_pull_requests_pass_that_was_reused_is_carried_on_as_one(place: GitHub) -> None:
    one = place.made(**PROPOSED)
    place.leave(Left(plan(), (one,)))
    place.leave(Left(citing(one)))
    del place.hub.app.artifacts[:-1]
    (carried,) = place.opened().find((WANTED,), now=NOW).passes
    assert (carried.run_id, carried.event) == (one.run_id, "pull_request")


def test_a_pull_requests_pass_that_nobody_reused_is_not_carried_on(place: GitHub) -> None:
    place.leave(Left(plan(), (place.made(**PROPOSED),)))
    place.leave(Left(plan()))
    del place.hub.app.artifacts[:-1]
    assert found(place) == []


def test_a_pass_that_a_plan_cites_and_nobody_believes_is_not_carried_on(place: GitHub) -> None:
    forged = place.made(run_id=5)
    place.leave(Left(citing(forged)))
    assert [*place.folder.glob("pass-*")] == []


def test_a_carried_pass_of_the_future_is_refused(place: GitHub) -> None:
    main = place.hub.run()
    place.hub.leave(main, place.hub.record(main, run_id=5, passed_at=NOW - 1000))
    refused = place.opened().find((WANTED,), now=NOW)
    assert refused.passes == ()
    assert refused.refusals[0].why == "forged: it is carried on by a run that was over before it passed"


def test_a_carried_pass_of_an_event_that_may_not_write_is_refused(place: GitHub) -> None:
    main = place.hub.run()
    place.hub.leave(main, place.hub.record(main, run_id=5, event="pull_request_target"))
    refused = place.opened().find((WANTED,), now=NOW)
    assert refused.passes == ()
    assert refused.refusals[0].why == "pull_request_target is not trusted to write passes"


def test_reports_are_carried_on_with_their_passes(place: GitHub, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "coverage.xml").write_bytes(COVERAGE)
    one = place.made(reports=reporting())
    place.leave(Left(plan(), (one,), {one.job: tmp_path}))
    place.leave(Left(citing(one)))
    del place.hub.app.artifacts[:-1]
    kept = place.opened()
    (carried,) = kept.find((WANTED,), now=NOW).passes
    assert kept.reports((carried,), tmp_path / "into", now=NOW) == ()
    assert [path.read_bytes() for path in (tmp_path / "into").rglob("*.xml")] == [COVERAGE]


def test_a_pass_without_its_reports_is_refused(place: GitHub) -> None:
    run = place.hub.run()
    place.hub.leave(run, place.hub.record(run, reports=reporting()))
    refused = place.opened().find((WANTED,), now=NOW)
    assert refused.passes == ()
    assert [one.why for one in refused.refusals] == ["its report out/coverage.xml is not kept with it"]


def test_a_report_that_was_altered_is_told_and_not_laid(place: GitHub, tmp_path: Path) -> None:
    run = place.hub.run()
    one = place.hub.record(run, reports=reporting())
    place.hub.leave(run, one, files={f"reports/{one.reports[0].digest}": b"other"})
    kept = place.opened()
    (refusal,) = kept.reports(kept.find((WANTED,), now=NOW).passes, tmp_path / "into", now=NOW)
    assert refusal.why == "out/coverage.xml: it is not what was recorded"
    assert not (tmp_path / "into").exists()


def test_reports_of_a_pass_that_was_not_found_are_not_laid(place: GitHub, tmp_path: Path) -> None:
    (refusal,) = place.opened().reports((place.made(reports=reporting()),), tmp_path, now=NOW)
    assert refusal.why == "out/coverage.xml: nobody has said that it is believed"


def test_what_lay_in_the_folder_is_not_uploaded(place: GitHub) -> None:
    place.folder.mkdir()
    (place.folder / "secret").write_text("")
    place.leave(Left(plan()))
    assert sorted(path.name for path in place.folder.iterdir()) == ["debts.json", "reports"]


def test_without_a_folder_there_is_nowhere_to_lay_it(place: GitHub) -> None:
    with pytest.raises(UsageError) as told:
        place.opened(default_branch="main").keep(Left(plan()))
    assert "--keep FOLDER" in (told.value.fix or "")


@pytest.mark.parametrize(
    "run",
    [
        {"event": "pull_request", "branch": "feature", "is_own": False},
        {"attempt": 2},
        {"branch": "feature"},
        {"event": "workflow_run"},
        {"is_branch": False},
    ],
)
def test_a_run_that_may_not_write_lays_nothing(place: GitHub, run: dict[str, Any]) -> None:
    kept = place.opened(**{"default_branch": "main", **run})
    done = kept.keep(Left(plan(), (place.made(),)), place.folder)
    assert (done.is_laid, len(done.refusals), place.folder.exists()) == (False, 1, False)
    assert done.refusals[0].why == kept.why_not_write() != ""


def test_a_pull_request_speaks_only_for_its_own_branch(place: GitHub) -> None:
    place.leave(Left(plan(debts=(debt(), debt(branch="other")))))
    forged = plan(debts=(debt("web", branch="main"),), closed=(debt(), debt(branch="other")))
    place.leave(Left(forged), **PROPOSED)
    assert set(place.opened().debts(now=NOW).debts) == {debt(), debt(branch="other")}


def test_a_pull_request_of_the_default_branch_itself_speaks_for_nobodys_debts(place: GitHub) -> None:
    """Into a branch of a stranger's making: what runs is then the stranger's."""
    one = place.made()
    place.leave(Left(plan(debts=(debt(), debt(branch="other"))), (one,), clean=7))
    forged = plan(debts=(debt("web", branch="main"),), closed=(debt(), debt(branch="other")))
    place.leave(Left(forged, clean=40), event="pull_request", branch="main")
    assert set(place.opened().debts(now=NOW).debts) == {debt(), debt(branch="other")}
    assert place.opened().clean(now=NOW) == 7
    assert found(place) == [one.run_id]


def test_a_pull_requests_miss_counts_and_its_clean_runs_do_not(place: GitHub) -> None:
    place.leave(Left(plan(), clean=7))
    place.leave(Left(plan(), clean=40), **PROPOSED)
    assert place.opened().clean(now=NOW) == 7
    place.leave(Left(plan(), clean=0), **PROPOSED)
    assert place.opened().clean(now=NOW) == 0


def test_debts_of_a_fork_are_nobodys(place: GitHub) -> None:
    run = place.hub.run(**PROPOSED, fork="stranger/app")
    place.hub.leave(run, owed=[debt(branch="feature")], clean=0)
    place.leave(Left(plan(), clean=3))
    assert place.opened().debts(now=NOW).debts == ()
    assert place.opened().clean(now=NOW) == 3


def test_debts_survive_runs_that_could_not_read_them(place: GitHub) -> None:
    """Their gate could not either, so they carry nothing on."""
    place.leave(Left(plan(debts=(debt(),))))
    for number in range(3):
        run = place.hub.run(begins=NOW - 30_000 + 1000 * number)
        place.hub.leave(run, closed=None)
    assert place.opened().debts(now=NOW).debts == (debt(),)


def test_a_gate_that_reads_what_its_plan_could_not_carries_it_on(place: GitHub) -> None:
    place.leave(Left(plan(debts=(debt(),))))
    place.leave(Left(plan(closed=None)))
    del place.hub.app.artifacts[:-1]
    assert place.opened().debts(now=NOW).debts == (debt(),)


def test_debts_that_were_damaged_on_the_way_make_everything_run(place: GitHub) -> None:
    run = place.hub.run()
    place.hub.leave(run, files={"debts.json": b"{"})
    owed = place.opened().debts(now=NOW)
    assert "what is owed cannot be read" in owed.unreadable


def test_debts_that_another_branch_has_damaged_hold_up_nobody_else(place: GitHub) -> None:
    run = place.hub.run(**PROPOSED)
    place.hub.leave(run, files={"debts.json": b"{"})
    assert place.opened().debts(now=NOW).unreadable == ""
    assert place.opened(seen_from="feature").debts(now=NOW).unreadable


def test_debts_that_are_lost_make_everything_run_until_all_has_passed_once(place: GitHub) -> None:
    place.leave(Left(plan(debts=(debt(),))))
    place.hub.leave(place.run(), files={"debts.json": b"{"})
    place.next = None
    unread = plan(closed=None, decisions=(running("api-tests"), running("ios")))
    place.leave(Left(unread, (place.made(),)))
    assert place.opened().debts(now=NOW).unreadable, "ios may be owed still"
    place.leave(Left(unread, (place.made(), place.made(job="ios"))))
    assert place.opened().debts(now=NOW).unreadable == ""


def test_a_queue_of_the_default_branch_carries_on_as_the_branch_does(place: GitHub) -> None:
    first = place.made()
    place.leave(Left(plan(debts=(debt(),)), (first,)))
    place.leave(Left(plan(debts=(debt(),))), event="merge_group", branch=QUEUED)
    del place.hub.app.artifacts[:-1]
    assert found(place) == [first.run_id]
    assert place.opened().debts(now=NOW).debts == (debt(),)


def test_the_same_run_leaves_the_same_bytes(place: GitHub) -> None:
    one = place.made()
    place.leave(Left(plan(), (one,)))
    first = {path.name: path.read_bytes() for path in place.folder.iterdir() if path.is_file()}
    assert first[pass_file(one.job, one.digest)] == encode(one)


def test_an_artifact_in_a_run_that_github_lost_is_not_believed(place: GitHub) -> None:
    place.leave(Left(plan(debts=(debt(),)), (place.made(),)))
    place.hub.world.faults.append(broken("/actions/runs/", status=404, times=-1))
    kept = place.opened()
    assert (kept.find((WANTED,), now=NOW).passes, kept.debts(now=NOW).debts) == ((), ())
