"""Histories played again: what runs, what it costs, and when a failure is found."""

from __future__ import annotations

import pytest

from greenlane.model.errors import UsageError
from greenlane.model.plan import Event
from greenlane.planner.replay import halves, replay
from greenlane.planner.replay_binomial import at_most
from greenlane.planner.replay_found import failures
from greenlane.planner.replay_history import End, History, from_rows
from greenlane.planner.replay_ours import Ours, Settings
from greenlane.planner.replay_play import Needs, Visit, play
from greenlane.planner.replay_policies import Everything, cancel_in_progress, threshold
from greenlane.planner.replay_report import document
from greenlane.planner.replay_tuning import minutes, ranked, tuned
from tests.unit.planner.histories import DAY, HOUR, MONDAY, history, passed, push

RATES = {"ubuntu-24.04": 1.0}
RED = {"unit": ("COMPLETED", 300), "slow": ("FAILED", 1200)}


def saving(within_s: float | None = None, *, waits: bool = False) -> Ours:
    """Ours with `slow` put off."""
    return Ours(Settings(frozenset({"slow"}), deferred_wait=waits, within_s=within_s), RATES)


def test_the_bound_is_the_exact_one() -> None:
    assert at_most(0, 40) == pytest.approx(1 - 0.05 ** (1 / 40), abs=1e-9)
    assert at_most(1, 20) == pytest.approx(0.2161, abs=5e-5)
    assert at_most(3, 3) == 1.0
    assert at_most(0, 0) == 1.0


def test_the_bound_wants_a_count() -> None:
    with pytest.raises(ValueError, match="no count"):
        at_most(3, 2)


def test_a_table_without_the_columns_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(UsageError, match="head_sha"):
        from_rows("run_id,name,status,created,executing,final,duration_s,branch\n")


@pytest.mark.parametrize(("old", "new"), [("COMPLETED", "WELL"), (",300,", ",soon,")])
def test_a_row_that_cannot_be_read_is_located(old: str, new: str) -> None:
    rows = push(1, MONDAY, "topic", passed("unit"))
    with pytest.raises(UsageError, match="line 2"):
        history([[row.replace(old, new) for row in rows]])


def test_a_newer_push_supersedes_the_older_one_of_its_branch_only() -> None:
    found = history(
        [
            push(1, MONDAY, "a", passed("unit")),
            push(2, MONDAY + HOUR, "b", passed("unit")),
            push(3, MONDAY + 2 * HOUR, "a", passed("unit")),
        ]
    )
    assert [one.superseded_at for one in found.changes] == [MONDAY + 2 * HOUR, None, None]


def test_a_history_that_is_cut_forgets_what_came_later() -> None:
    found = history([push(n, MONDAY + n * HOUR, "a", passed("unit")) for n in (1, 2)])
    assert found.until(MONDAY + 2 * HOUR).changes[0].superseded_at is None


def test_everything_bills_every_started_minute() -> None:
    found = history([push(1, MONDAY, "a", {"unit": ("COMPLETED", 61), "never": ("ABORTED", -5)})])
    assert minutes(play(found, cancel_in_progress(), RATES)) == 2


def test_what_was_aborted_counts_its_usual_time_where_nothing_is_cancelled() -> None:
    found = history(
        [push(1, MONDAY, "a", passed("unit")), push(2, MONDAY + HOUR, "b", {"unit": ("ABORTED", 60)})]
    )
    assert minutes(play(found, cancel_in_progress(), RATES)) == 6
    assert minutes(play(found, Everything(), RATES)) == 10


class Nothing(Everything):
    """Runs no job at all."""

    def runs(self, visit: Visit) -> Needs:
        del visit
        return {}


def late_failure() -> History:
    return history(
        [
            push(1, MONDAY, "a", RED),
            push(2, MONDAY + HOUR, "a", RED),
            push(3, MONDAY + 9 * DAY, "b", passed("unit", "slow")),
        ]
    )


def test_what_ran_and_failed_is_found_at_once() -> None:
    found = late_failure()
    assert {one.when for one in failures(found, play(found, cancel_in_progress(), RATES))} == {"at once"}


def test_what_was_put_off_is_found_when_it_is_due_and_its_delay_is_told() -> None:
    found = late_failure()
    one, two = failures(found, play(found, saving(2 * DAY), RATES))
    assert (one.when, two.when) == ("late", "late")
    assert (one.commits, two.commits) == (1, 0)
    assert one.hours is not None
    assert 48 < one.hours < 96


def test_what_waits_for_the_merge_alone_stays_open_and_owed() -> None:
    found = late_failure()
    played = play(found, saving(), RATES)
    assert [one.when for one in failures(found, played)] == ["replaced", "open"]
    assert {(branch, job) for branch, job, _ in played.owed} == {("a", "slow"), ("b", "slow")}


def test_a_push_to_the_default_branch_puts_nothing_off() -> None:
    found = history([push(1, MONDAY, "main", RED)])
    assert [one.when for one in failures(found, play(found, saving(), RATES))] == ["at once"]


def test_a_debt_that_is_due_is_paid_once_a_content() -> None:
    found = history(
        [push(1, MONDAY, "a", passed("unit", "slow")), push(2, MONDAY + 20 * DAY, "b", passed("unit"))]
    )
    slow = [one for one in play(found, saving(DAY), RATES).rans if one.job == "slow"]
    assert len(slow) == 1
    assert MONDAY + DAY <= slow[0].visit.at < MONDAY + 3 * DAY


def test_a_job_does_not_start_behind_a_failed_need() -> None:
    red = {"unit": ("FAILED", 300), "slow": ("COMPLETED", 1200)}
    found = history([push(1, MONDAY, "main", red)])
    on_push = [one for one in play(found, saving(waits=True), RATES).rans if one.visit.event is Event.PUSH]
    assert [one.job for one in on_push] == ["unit"]


def test_what_waits_for_its_needs_is_cut_by_the_next_push() -> None:
    jobs = passed("unit", "slow", seconds=1200)
    found = history([push(n, MONDAY + n * 1800, "a", jobs) for n in (1, 2)])
    policy = Ours(Settings(first=frozenset({"unit"})), RATES)
    first = [one for one in play(found, policy, RATES).rans if one.visit.change.id == "1"]
    assert [(one.job, one.duration_s, one.end) for one in first] == [
        ("unit", 1200, End.PASSED),
        ("slow", 600, End.ABORTED),
    ]


def test_a_release_of_what_failed_unseen_is_told() -> None:
    found = history([push(1, MONDAY, "main", RED), push(2, MONDAY + 9 * DAY, "b", passed("unit"))])
    blind = threshold(found, 0.0)
    assert not any(one.past_release for one in failures(found, play(found, blind, RATES)))

    assert [one.past_release for one in failures(found, play(found, Nothing(), RATES))] == [True]


def test_nothing_is_known_before_it_ended() -> None:
    """The first push is red an hour after it came; the second comes before that."""
    red = {"slow": ("FAILED", 2 * HOUR), "unit": ("COMPLETED", 60)}
    pushes = [push(n, MONDAY + n * HOUR, "main" if n == 1 else f"t{n}", red) for n in (1, 2)]
    later = push(4, MONDAY + 4 * HOUR, "t4", red)
    played = play(history([*pushes, later]), saving(), RATES)
    assert {one.visit.change.id for one in played.rans if one.job == "slow"} == {"1", "4"}


def two_kinds() -> History:
    """`tell` fails alone, `echo` only beside it, `quiet` never; twice the same."""
    every = passed("tell", "echo", "quiet", seconds=600)
    red = {**every, "tell": ("FAILED", 600), "echo": ("FAILED", 600)}
    alone = {**every, "tell": ("FAILED", 600)}
    pushes = []
    for n in range(120):
        jobs = red if n % 20 == 1 else alone if n % 20 == 7 else every
        pushes.append(push(n, MONDAY + n * 2 * HOUR, f"t{n}", jobs))
    return history(pushes)


def test_the_job_that_tells_most_for_a_minute_is_ranked_first() -> None:
    assert ranked(two_kinds(), RATES) == ("tell", "echo", "quiet")


def test_no_more_is_put_off_than_the_saving_asks_for() -> None:
    found = tuned(two_kinds(), RATES, saving=0.3, base=Settings())
    assert found.settings.deferred == {"quiet"}
    assert found.saved >= 0.3


def test_a_job_of_which_little_is_known_is_required() -> None:
    rare = push(500, MONDAY + 900 * HOUR, "t500", passed("rare", seconds=6000))
    kinds = two_kinds()
    found = history([rare]).changes + kinds.changes
    learned = History(tuple(sorted(found, key=lambda one: one.at)), kinds.usual_s)
    assert "rare" not in tuned(learned, RATES, saving=0.9, base=Settings()).settings.deferred


def test_the_report_leads_with_the_goal_and_shows_bounds() -> None:
    found = two_kinds()
    table = replay(found, RATES, split=halves(found))
    report = document(table, "raw")
    assert report.verdict.endswith("the goal is reached")
    assert "0 of 6" in report.verdict
    assert "39.3 %" in str(report.sections[1])
    assert "0 were on a branch that releases are made from" in str(report.sections[-1])


def test_a_part_without_changes_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        replay(two_kinds(), RATES, split=0)
