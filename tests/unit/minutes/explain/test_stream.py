"""One pass, in whatever order, with what is kept bounded."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.minutes.explain import explain
from greenlane.minutes.explain.facts import RunFacts
from greenlane.minutes.explain.sample import RunSample
from greenlane.minutes.explain.window import STARTS, Neighbours, Window
from greenlane.model.jobs import LedgerJob
from tests.unit.minutes.explain.histories import NOON, PRICE, RAW, Ran, a_run, joined

NAMES = ("lint", "unit", "e2e (1)", "changes")
ENDS = ("success", "success", "failure", "cancelled", "skipped")
RAN = st.builds(
    Ran,
    st.sampled_from(NAMES),
    st.integers(-5, 8000),
    st.integers(0, 500),
    st.sampled_from(ENDS),
    st.integers(1, 3),
    st.sampled_from(("ubuntu-latest", "macos-15", "ubuntu-slim", "self-hosted")),
)
RUN = st.tuples(
    st.lists(RAN, max_size=6),
    st.sampled_from(("push", "pull_request", "schedule")),
    st.sampled_from(("main", "topic")),
    st.sampled_from(("a", "b")),
    st.sampled_from(("success", "failure", "cancelled")),
    st.integers(0, 5000),
)
HISTORY = st.lists(RUN, max_size=30).map(
    lambda runs: joined(
        a_run(n, *ran, event=event, branch=branch, commit=commit, conclusion=end, begins=NOON + at)
        for n, (ran, event, branch, commit, end, at) in enumerate(runs)
    )
)


@settings(deadline=None)
@given(HISTORY, st.randoms(use_true_random=False))
def test_permuting_jobs_changes_nothing(jobs: list[LedgerJob], chance: random.Random) -> None:
    mixed = list(jobs)
    chance.shuffle(mixed)
    assert explain(mixed, law=PRICE, days=30) == explain(jobs, law=PRICE, days=30)


@settings(deadline=None)
@given(HISTORY)
def test_no_remedy_saves_more_than_there_is(jobs: list[LedgerJob]) -> None:
    found = explain(jobs, law=PRICE, days=30)
    for remedy in (*found.remedies, *found.dismissed):
        assert 0 <= remedy.saved <= found.minutes + 1e-6
        assert remedy.cost >= 0
    assert all(one.net >= 1 for one in found.remedies)
    assert sorted(found.remedies, key=lambda one: -one.net) == list(found.remedies)


@settings(deadline=None)
@given(HISTORY)
def test_each_way_minutes_went_is_within_the_total(jobs: list[LedgerJob]) -> None:
    found = explain(jobs, law=RAW, days=30)
    assert found.minutes == sum(one.count.minutes or 0 for one in jobs if not one.count.free)
    assert all(-1e-6 <= one.minutes <= found.minutes for one in found.wasted)


def many(runs: int) -> Iterator[LedgerJob]:
    for n in range(runs):
        which = f"{n % 10}"
        yield from a_run(n, Ran("lint", 20), Ran("unit", 60 + n % 300), branch=which, commit=which)


def peak(runs: int) -> int:
    """Bytes at most while a history of that many runs streams by."""
    tracemalloc.start()
    explain(many(runs), law=RAW, days=30)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


@pytest.mark.unmeasured
def test_memory_does_not_grow_with_the_history() -> None:
    # After a thousand runs the window is full, after five hundred the sample. What is left is chance: when
    # dictionaries grow, when garbage is collected.
    assert peak(4800) < 2 * peak(1200)


def test_branches_and_commits_are_forgotten_when_there_are_too_many() -> None:
    neighbours = Neighbours(groups=10)
    runs = [a_run(n, Ran("x", 9), branch=f"b{n}")[0].run for n in range(30)]
    for run in runs:
        neighbours.add(run)
    assert [neighbours.has_pull(run) for run in runs] == [False] * 20 + [True] * 10


def test_a_sample_is_whole_up_to_its_size_and_then_stands_for_all() -> None:
    facts = [RunFacts(job.run) for job in joined(a_run(n, Ran("x", 1)) for n in range(50))]
    whole, part, mirrored = RunSample(50), RunSample(10), RunSample(10)
    for one, other in zip(facts, reversed(facts), strict=True):
        whole.add(one)
        part.add(one)
        mirrored.add(other)
    assert (len(whole.runs), whole.factor, whole.words) == (50, 1, "50 runs")
    assert (len(part.runs), part.factor, part.words) == (10, 5, "10 of 50 runs")
    assert part.runs == mirrored.runs


def test_a_full_window_closes_the_run_that_was_opened_first() -> None:
    window = Window(size=2)
    closed = [
        facts.run.run_id
        for job in joined(a_run(n, Ran("x", 9)) for n in range(4))
        for facts in window.add(job)
    ]
    assert closed == [0, 1]
    assert [facts.run.run_id for facts in window.close()] == [2, 3]


@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "newest first"])
def test_the_next_run_is_found_among_more_than_are_remembered(order: int) -> None:
    neighbours = Neighbours()
    runs = [a_run(n, Ran("x", 9))[0].run for n in range(3 * STARTS)][::order]
    for at, run in enumerate(runs):
        neighbours.add(run)
        if at > 0:
            older = min(run, runs[at - 1], key=lambda one: one.created_at)
            newer = max(run, runs[at - 1], key=lambda one: one.created_at)
            assert neighbours.next_start(older) == newer.created_at
