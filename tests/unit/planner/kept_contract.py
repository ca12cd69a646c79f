"""What every place that keeps passes and debts holds to. A test module brings the place."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import pytest

from greenlane.model.plan import Choice, Debt, Decision, Event, Key, Pass, Plan, Report, Until
from greenlane.planner.kept import Keeping, Kept, Left
from greenlane.planner.store import Wanted, tag
from tests.unit.planner.recorded import DIGEST, NOW, OTHER

WANTED = Wanted("api-tests", DIGEST)
COVERAGE = b"<coverage/>"


def debt(job: str = "ios", branch: str = "main", **more: Any) -> Debt:
    given = {
        "digest": DIGEST,
        "commit": "c" * 40,
        "since": NOW - 5000,
        "until": Until.NIGHTLY,
        "due_at": None,
    }
    return Debt(job=job, branch=branch, **{**given, **more})


def plan(**more: Any) -> Plan:
    """A plan that knew of nothing that was owed."""
    given: dict[str, Any] = {
        "commit": "c" * 40, "tree": "", "event": Event.PUSH, "made_at": NOW, "level": "",
        "decisions": (), "groups": (), "closed": (),
    }  # fmt: skip
    return Plan(**{**given, **more})


def citing(one: Pass, **more: Any) -> Plan:
    """A plan that reuses a pass."""
    key = Key(one.job, one.digest)
    return plan(decisions=(Decision(one.job, Choice.REUSE, "", key, 0, 0, evidence=one),), **more)


def reporting(data: bytes = COVERAGE, path: str = "out/coverage.xml") -> tuple[Report, ...]:
    return (Report(path, hashlib.sha256(data).hexdigest()),)


class Place(ABC):
    """A place, over several runs of which each may leave something."""

    @abstractmethod
    def opened(self, **run: Any) -> Kept:
        """As a run sees it. run: as of recorded.origin."""

    @abstractmethod
    def leave(self, left: Left, *, at_once: bool = False, **run: Any) -> Keeping:
        """What a run leaves, then there for others. at_once: planned before the last one left."""

    @abstractmethod
    def made(self, **more: Any) -> Pass:
        """A pass that the next run to leave something has made."""


class KeptContract:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """Where a job left its reports."""
        report = tmp_path / "job" / "out" / "coverage.xml"
        report.parent.mkdir(parents=True)
        report.write_bytes(COVERAGE)
        return tmp_path / "job"

    def test_where_nothing_was_left_nothing_is_known(self, place: Place) -> None:
        kept = place.opened()
        assert kept.find((WANTED,), now=NOW).passes == ()
        assert kept.debts(now=NOW).debts == ()
        assert kept.clean(now=NOW) == 0

    def test_what_a_run_leaves_the_next_one_knows(self, place: Place) -> None:
        one = place.made()
        assert place.leave(Left(plan(debts=(debt(),)), (one,), clean=1)).refusals == ()
        kept = place.opened()
        assert [each.run_id for each in kept.find((WANTED,), now=NOW).passes] == [one.run_id]
        assert kept.debts(now=NOW).debts == (debt(),)
        assert kept.clean(now=NOW) == 1

    def test_a_pass_of_other_content_is_none(self, place: Place) -> None:
        place.leave(Left(plan(), (place.made(digest=OTHER),)))
        found = place.opened().find((WANTED,), now=NOW)
        assert [one.digest for one in found.passes] == [OTHER], "it explains what changed"

    def test_a_pass_that_is_too_old_is_refused(self, place: Place) -> None:
        place.leave(Left(plan(), (place.made(),)))
        found = place.opened().find((Wanted("api-tests", DIGEST, valid_s=1),), now=NOW)
        assert [one for one in found.passes if one.digest == DIGEST] == []
        assert found.refusals[0].why.startswith("stale: ")

    def test_what_a_plan_closed_is_owed_no_more(self, place: Place) -> None:
        place.leave(Left(plan(debts=(debt("ios"), debt("android")))))
        place.leave(Left(plan(debts=(debt("android"),), closed=(debt("ios"),))))
        assert place.opened().debts(now=NOW).debts == (debt("android"),)

    def test_what_a_plan_could_not_read_stays_owed(self, place: Place) -> None:
        place.leave(Left(plan(debts=(debt("ios"),))))
        place.leave(Left(plan(debts=(debt("web"),), closed=None)))
        assert set(place.opened().debts(now=NOW).debts) == {debt("ios"), debt("web")}

    def test_what_two_plans_owe_at_once_is_both_owed(self, place: Place) -> None:
        """Neither knew of the other."""
        place.leave(Left(plan(debts=(debt("ios"),))))
        place.leave(Left(plan(debts=(debt("web"),))), at_once=True)
        assert set(place.opened().debts(now=NOW).debts) == {debt("ios"), debt("web")}

    def test_debts_of_every_branch_are_known(self, place: Place) -> None:
        feature = debt(branch="feature")
        place.leave(Left(plan(debts=(debt(),))))
        place.leave(Left(plan(debts=(debt(), feature))), event="pull_request", branch="feature")
        assert set(place.opened().debts(now=NOW).debts) == {debt(), feature}

    def test_a_miss_begins_the_count_anew(self, place: Place) -> None:
        for clean in (1, 2, 0, 1):
            place.leave(Left(plan(), clean=clean))
            assert place.opened().clean(now=NOW) == clean

    def test_a_run_that_says_nothing_of_shadow_leaves_the_count(self, place: Place) -> None:
        place.leave(Left(plan(), clean=1))
        place.leave(Left(plan(), clean=None))
        assert place.opened().clean(now=NOW) == 1

    def test_reports_come_back_where_they_lay(self, place: Place, folder: Path, tmp_path: Path) -> None:
        one = place.made(reports=reporting())
        assert place.leave(Left(plan(), (one,), {one.job: folder})).refusals == ()
        kept = place.opened()
        found = kept.find((WANTED,), now=NOW).passes
        assert kept.reports(found, tmp_path / "into", now=NOW) == ()
        assert (tmp_path / "into" / tag(one.job) / "out" / "coverage.xml").read_bytes() == COVERAGE

    def test_two_jobs_may_leave_the_same_file(self, place: Place, folder: Path, tmp_path: Path) -> None:
        ones = tuple(place.made(job=job, reports=reporting()) for job in ("a", "b"))
        place.leave(Left(plan(), ones, {"a": folder, "b": folder}))
        kept = place.opened()
        found = kept.find([Wanted(job, DIGEST) for job in "ab"], now=NOW).passes
        assert kept.reports(found, tmp_path / "into", now=NOW) == ()
        assert len([*(tmp_path / "into").rglob("coverage.xml")]) == 2

    def test_a_pass_whose_report_is_not_as_recorded_is_not_kept(self, place: Place, folder: Path) -> None:
        (folder / "out" / "coverage.xml").write_bytes(b"other")
        one = place.made(reports=reporting())
        (refusal,) = place.leave(Left(plan(debts=(debt(),)), (one,), {one.job: folder})).refusals
        assert refusal.why == "out/coverage.xml: it is not what was recorded"
        kept = place.opened()
        assert kept.find((WANTED,), now=NOW).passes == ()
        assert kept.debts(now=NOW).debts == (debt(),), "what is owed is kept all the same"

    def test_a_pass_whose_report_nobody_has_is_not_kept(self, place: Place, tmp_path: Path) -> None:
        one = place.made(reports=reporting())
        for folders in ({}, {one.job: tmp_path / "nowhere"}):
            assert len(place.leave(Left(plan(), (one,), folders)).refusals) == 1
        assert place.opened().find((WANTED,), now=NOW).passes == ()

    def test_a_place_of_another_repository_knows_nothing_of_ours(self, place: Place) -> None:
        foreign = place.made(repository="stranger/app")
        place.leave(Left(plan(), (foreign,)))
        assert place.opened().find((WANTED,), now=NOW).passes == ()
