"""Time-outs drawn from a history."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.explain import explain
from greenlane.minutes.explain.remedies import timeouts
from tests.unit.minutes.explain.histories import PATH, RAW, Ran, a_run, joined, named

DURATIONS = st.dictionaries(st.integers(1, 21600), st.integers(1, 5), min_size=1, max_size=20).map(Counter)


def history(passed: int, hung: int, hung_s: int = 21_600) -> list[Ran]:
    """Jobs of five minutes that pass, then jobs that hang until GitHub ends them."""
    return [Ran("e2e", 300)] * passed + [Ran("e2e", hung_s, conclusion="cancelled")] * hung


def test_jobs_that_hung_are_ended_beyond_what_passing_ones_take() -> None:
    jobs = joined(a_run(n, ran) for n, ran in enumerate(history(100, 2)))
    (remedy,) = named(explain(jobs, law=RAW, days=30), "time-out")
    # Twice the longest passing one risks nothing; below that, one job that nobody has seen would be ended.
    assert remedy.edit[-1] == "timeout-minutes: 10"
    assert (remedy.saved, remedy.cost) == (2 * (360 - 10), 0)


def test_many_hung_jobs_make_a_closer_time_out_worth_its_risk() -> None:
    jobs = joined(a_run(n, ran) for n, ran in enumerate(history(100, 20)))
    (remedy,) = named(explain(jobs, law=RAW, days=30), "time-out")
    assert remedy.edit[-1] == "timeout-minutes: 7"
    assert (remedy.saved, remedy.cost) == (20 * (360 - 7), 7)


def test_a_few_jobs_prove_nothing() -> None:
    jobs = joined(a_run(n, ran) for n, ran in enumerate(history(19, 2)))
    assert not named(explain(jobs, law=RAW, days=30), "time-out")


def test_nothing_is_proposed_where_nothing_hung() -> None:
    jobs = joined(a_run(n, ran) for n, ran in enumerate(history(50, 5, hung_s=200)))
    assert not named(explain(jobs, law=RAW, days=30), "time-out")


def test_failed_jobs_never_buy_the_end_of_passing_ones() -> None:
    # By minutes alone it would pay to end everything at once: most of these jobs come to nothing.
    ran = [Ran("e2e", 3000)] * 100 + [Ran("e2e", 2900, conclusion="failure")] * 300
    jobs = joined(a_run(n, one) for n, one in enumerate(ran))
    found = explain(jobs, law=RAW, days=30)
    assert not named(found, "time-out")


def test_the_edit_names_the_job_where_the_file_is_known() -> None:
    jobs = joined(a_run(n, ran) for n, ran in enumerate(history(100, 2)))
    text = "on: push\njobs:\n  e2e-tests:\n    name: e2e\n    steps: []\n"
    (remedy,) = named(explain(jobs, law=RAW, days=30, files={("Octo-Org/app", PATH): text}), "time-out")
    assert remedy.edit == ("jobs:", "  e2e-tests:", "    timeout-minutes: 10")


@given(passed=DURATIONS, ended=DURATIONS)
def test_at_most_one_in_a_hundred_passing_jobs_is_ended(passed: Counter[int], ended: Counter[int]) -> None:
    limit, gross, lost = timeouts.best(passed, ended)
    killed = sum(many for seconds, many in passed.items() if seconds > limit * 60)
    assert killed <= passed.total() * timeouts.ENDED
    assert gross >= 0
    assert lost >= 0


@given(passed=DURATIONS, ended=DURATIONS)
def test_no_longer_time_out_nets_more(passed: Counter[int], ended: Counter[int]) -> None:
    limit, gross, lost = timeouts.best(passed, ended)
    for other in (limit + 1, limit + 60, 360):
        assert timeouts.saved(ended, other) - timeouts.cost(passed, other) <= gross - lost
