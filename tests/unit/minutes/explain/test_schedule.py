"""Schedules that look at what they have looked at."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from greenlane.minutes.explain import explain
from greenlane.minutes.explain.history import ScheduledRun
from greenlane.minutes.explain.remedies import schedule
from greenlane.model.jobs import LedgerJob
from tests.unit.minutes.explain.histories import NOON, PATH, RAW, Ran, a_run, joined, named

DAY_S = 86_400


def nightly(commits: Sequence[str], *, every_s: int = DAY_S, failed: Sequence[int] = ()) -> list[LedgerJob]:
    """Scheduled runs of ten minutes on these commits."""
    return joined(
        a_run(
            n,
            Ran("e2e", 600),
            begins=NOON + n * every_s,
            event="schedule",
            branch="main",
            commit=commit,
            conclusion="failure" if n in failed else "success",
        )
        for n, commit in enumerate(commits)
    )


def test_a_nightly_run_with_a_commit_every_two_days_runs_every_two_days() -> None:
    found = explain(nightly("aabbccddeeff"), law=RAW, days=30)
    (remedy,) = named(found, "schedule")
    assert remedy.net == 120 / 2
    assert remedy.edit[:2] == ("on:", "  schedule:")
    assert '"13 14 */2 * *"' in remedy.edit[2]


def test_the_schedule_as_written_is_named() -> None:
    text = 'on:\n  schedule:\n    - cron: "13 14 * * *"\njobs:\n  e2e: {steps: []}\n'
    found = explain(nightly("aabbccdd"), law=RAW, days=30, files={("octo-org/app", PATH): text})
    assert named(found, "schedule")[0].edit[2].endswith("# was: 13 14 * * *")


def test_a_run_that_broke_on_a_commit_that_had_passed_keeps_the_schedule() -> None:
    found = explain(nightly("aabbccddeeff", failed=[5]), law=RAW, days=30)
    assert not named(found, "schedule")
    assert any("1 runs failed on a commit that had passed before" in note for note in found.notes)


def test_a_commit_that_fails_and_fails_again_breaks_nothing_anew() -> None:
    (remedy,) = named(explain(nightly("aabbccddeeff", failed=[4, 5]), law=RAW, days=30), "schedule")
    assert "2 of 12 failed" in remedy.risk


@pytest.mark.parametrize("commits", ["abcdefghij", "aabb"])
def test_new_commits_or_few_runs_change_nothing(commits: str) -> None:
    assert not named(explain(nightly(commits), law=RAW, days=30), "schedule")


def test_a_schedule_without_a_beat_is_not_judged() -> None:
    jobs = joined(
        a_run(n, Ran("e2e", 600), begins=NOON + at, event="schedule", commit="a" * 40)
        for n, at in enumerate([0, 100, 90_000, 91_000, 300_000, 300_900, 500_000])
    )
    assert not named(explain(jobs, law=RAW, days=30), "schedule")


@pytest.mark.parametrize(
    ("hours", "cron"),
    [
        (1, "13 * * * *"),
        (6, "13 */6 * * *"),
        (24, "13 14 * * *"),
        (72, "13 14 */3 * *"),
        (168, "13 14 * * 1"),
    ],
)
def test_a_period_as_a_schedule(hours: int, cron: str) -> None:
    assert schedule.cron(hours, ScheduledRun(NOON, 1, "a", False, ())) == cron
