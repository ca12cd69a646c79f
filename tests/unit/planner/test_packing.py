"""Legs: who shares a runner, in which order, within which bound, and that it saves what it can."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.model.plan import Group
from greenlane.planner import packing_bounded
from greenlane.planner.costs import Estimate, billed
from greenlane.planner.legs import Item, added, load
from greenlane.planner.packing import EXACT, MOST_LEGS, pack
from tests.examples import examples

WALL_S = 600.0
RUNNERS = {"linux": 1.0, "macos": 10.0, "slim": 1 / 3, "own": 0.0}


def item(name: str, seconds: float = 40, setup_s: float = 30, **changes: Any) -> Item:
    return Item(name, "linux", Estimate(seconds, seconds, setup_s))._replace(**changes)


def jobs_of(groups: Sequence[Group]) -> set[tuple[str, ...]]:
    return {group.jobs for group in groups}


def minutes(groups: Sequence[Group]) -> float:
    return round(sum(group.minutes for group in groups), 6)


def apart(items: Sequence[Item]) -> float:
    return round(sum(billed(one.takes.seconds, one.rate) for one in items), 6)


# Made once: hypothesis looks a strategy through when it first draws from it, which costs more than the draw.
MOST = 20
COUNTS = [st.integers(0, most) for most in range(MOST + 1)]
SECONDS = st.integers(1, 700)
SLOWER_S = st.sampled_from([0, 0, 30, 200])
ON = st.sampled_from(["linux", "linux", "linux", "macos", "slim", "own"])
EARLIER = [
    st.sets(st.sampled_from([f"j{each:02}" for each in range(index)]), max_size=2)
    if index
    else st.just(set())
    for index in range(MOST)
]
DIGIT = st.integers(0, 9)
FAILS = st.sampled_from([0.0, 0.0, 0.1, 0.5])


@st.composite
def some_items(draw: st.DrawFn, most: int = MOST) -> list[Item]:
    """Jobs that need earlier ones, with whole seconds and any histories."""
    found: list[Item] = []
    for index in range(draw(COUNTS[most])):
        seconds = draw(SECONDS)
        slow_s = seconds + draw(SLOWER_S)
        runner = draw(ON)
        needs = draw(EARLIER[index])
        takes = Estimate(seconds, slow_s, draw(st.integers(0, seconds)), draw(DIGIT) > 0)
        fails = draw(FAILS)
        is_alone = draw(DIGIT) == 0
        found.append(
            Item(f"j{index:02}", runner, takes, RUNNERS[runner], tuple(sorted(needs)), is_alone, fails)
        )
    return found


def test_short_jobs_share_their_setup_and_a_minute() -> None:
    groups = pack([item(name) for name in "abcd"], WALL_S)
    assert minutes(groups) == 2
    assert apart([item(name) for name in "abcd"]) == 4
    assert sorted(name for group in groups for name in group.jobs) == list("abcd")


def test_no_job_waits_for_another_one_where_that_saves_nothing() -> None:
    groups = pack([item("a", 55, 0), item("b", 55, 0)], WALL_S)
    assert jobs_of(groups) == {("a",), ("b",)}


def test_of_equal_minutes_the_legs_that_end_sooner_are_taken() -> None:
    groups = pack([item(name, 30, 0) for name in "abcdef"], WALL_S)
    assert minutes(groups) == 3
    assert [len(group.jobs) for group in groups] == [2, 2, 2]


@pytest.mark.parametrize(
    "other",
    [
        item("b", runner="macos"),
        item("b", alone=True),
        item("b", takes=Estimate(40, 40, 30, known=False)),
        item("b", takes=Estimate(40, 595, 30)),
    ],
    ids=["another runner", "alone", "of unknown length", "slow at times"],
)
def test_who_may_not_share_a_leg_does_not(other: Item) -> None:
    assert jobs_of(pack([item("a"), other], WALL_S)) == {("a",), ("b",)}


def test_a_job_longer_than_the_bound_runs_alone() -> None:
    groups = pack([item("long", 900), item("short", 10, 5)], WALL_S)
    assert jobs_of(groups) == {("long",), ("short",)}


def test_a_leg_on_a_runner_with_a_limit_fills_half_of_it() -> None:
    several = [item(name, 130, 10, runner="ubuntu-slim") for name in "abcd"]
    assert all(group.wall_s <= 450 for group in pack(several, 3600))


def test_a_job_that_fails_often_comes_last() -> None:
    groups = pack([item("a", fails=0.5), item("b"), item("c")], WALL_S)
    assert jobs_of(groups) == {("b", "c", "a")}


def test_two_jobs_that_fail_often_do_not_share_a_leg() -> None:
    groups = pack([item("a", fails=0.5), item("b", fails=0.5)], WALL_S)
    assert jobs_of(groups) == {("a",), ("b",)}


def test_what_needs_a_job_that_fails_often_waits_in_a_leg_of_its_own() -> None:
    groups = pack([item("a", fails=0.5), item("b", needs=("a",))], WALL_S)
    assert [(group.jobs, group.stage) for group in groups] == [(("a",), 0), (("b",), 1)]


def test_a_chain_shares_a_leg_in_its_order() -> None:
    groups = pack([item("a", needs=("z",)), item("z")], WALL_S)
    assert jobs_of(groups) == {("z", "a")}
    assert groups[0].name == "z+1"


def test_legs_never_wait_for_each_other() -> None:
    """a and d would share a runner well, and so would b and c: a before b, c before d."""
    cross = [item("a"), item("d", needs=("c",)), item("b", runner="macos", needs=("a",))]
    groups = pack([*cross, item("c", runner="macos")], WALL_S)
    assert not {("a", "d"), ("b", "c")} <= {tuple(sorted(jobs)) for jobs in jobs_of(groups)}


def test_a_leg_of_a_later_stage_waits_for_what_it_needs() -> None:
    groups = pack([item("a", 500), item("b", 500, needs=("a",)), item("c", 500, needs=("b",))], WALL_S)
    assert [(group.name, group.stage) for group in groups] == [("a", 0), ("b", 1), ("c", 2)]


def test_nothing_to_run_is_no_leg() -> None:
    assert pack([], WALL_S) == ()


def test_more_legs_than_github_takes_are_packed_harder() -> None:
    many = [item(f"j{index}", 60, 0) for index in range(MOST_LEGS + 100)]
    groups = pack(many, WALL_S)
    assert len(groups) <= MOST_LEGS
    assert minutes(groups) == len(many)


def test_many_short_jobs_are_packed_though_no_two_of_them_save_anything() -> None:
    many = [item(f"j{index}", 50, 30) for index in range(30)]
    assert minutes(pack(many, WALL_S)) <= 12


@given(some_items())
def test_every_job_is_in_one_leg_on_its_own_runner(items: list[Item]) -> None:
    groups = pack(items, WALL_S)
    placed = [(name, group.runner) for group in groups for name in group.jobs]
    assert sorted(placed) == sorted((one.name, one.runner) for one in items)
    assert len({group.name for group in groups}) == len(groups)


@given(some_items(), st.sampled_from([0.0, 60.0, 300.0, 600.0]))
def test_a_leg_of_several_stays_within_the_bound_even_when_slow(items: list[Item], wall_s: float) -> None:
    by_name = {one.name: one for one in items}
    for group in pack(items, wall_s):
        if len(group.jobs) > 1:
            loads = [load(by_name[name]) for name in group.jobs]
            slow_s = sum(one.slow_s for one in loads) + max(one.setup_s for one in loads)
            assert group.wall_s <= slow_s <= wall_s


@given(some_items())
def test_packing_never_costs_more_than_not_packing(items: list[Item]) -> None:
    assert minutes(pack(items, WALL_S)) <= apart(items)


@given(some_items())
def test_a_job_comes_behind_what_it_needs(items: list[Item]) -> None:
    groups = pack(items, WALL_S)
    place = {name: (group.stage, index) for group in groups for index, name in enumerate(group.jobs)}
    leg = {name: group.name for group in groups for name in group.jobs}
    for one in items:
        for need in one.needs:
            assert place[need] < place[one.name]
            assert leg[need] == leg[one.name] or place[need][0] < place[one.name][0]


@given(some_items())
def test_nothing_comes_behind_a_job_that_fails_often(items: list[Item]) -> None:
    shaky = {one.name for one in items if one.is_shaky}
    assert not any(set(group.jobs[:-1]) & shaky for group in pack(items, WALL_S))


@given(some_items(), st.randoms(use_true_random=False))
def test_the_order_of_the_jobs_changes_nothing(items: list[Item], random: Any) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert pack(shuffled, WALL_S) == pack(items, WALL_S)


def least(items: Sequence[Item], wall_s: float) -> float:
    """The fewest minutes, by trying every order and every cut: slow, and nothing to do with the search."""
    found = apart(items)
    for order in permutations(items):
        for cuts in range(1 << max(0, len(order) - 1)):
            found = min(found, cost_of(order, cuts, wall_s))
    return found


def cost_of(order: Sequence[Item], cuts: int, wall_s: float) -> float:
    """What these legs cost; infinite when a leg may not be, or a job runs before what it needs."""
    legs: list[list[Item]] = []
    done: set[str] = set()
    for index, one in enumerate(order):
        if any(need not in done for need in one.needs):
            return float("inf")
        done.add(one.name)
        if index and not cuts >> (index - 1) & 1:
            legs[-1].append(one)
        else:
            legs.append([one])
    return round(sum(leg_cost(leg, wall_s) for leg in legs), 6)


def leg_cost(leg: Sequence[Item], wall_s: float) -> float:
    loads = [load(one) for one in leg]
    if len(leg) > 1:
        slow_s = sum(one.slow_s for one in loads) + max(one.setup_s for one in loads)
        is_mixed = len({one.runner for one in leg}) > 1 or not all(one.shares for one in loads)
        if is_mixed or slow_s > wall_s or any(one.shaky for one in loads[:-1]):
            return float("inf")
    whole = loads[0]
    for one in loads[1:]:
        whole = added(whole, one)
    return whole.minutes


@settings(max_examples=examples(60), deadline=None)
@given(some_items(most=5))
def test_for_a_few_jobs_no_legs_are_cheaper(items: list[Item]) -> None:
    assert minutes(pack(items, WALL_S)) == least(items, WALL_S)


@settings(max_examples=examples(40), deadline=None)
@given(some_items(most=EXACT))
def test_up_to_a_dozen_jobs_the_search_is_never_beaten_by_the_quick_way(items: list[Item]) -> None:
    quick = sum(leg_cost(leg, float("inf")) for leg in packing_bounded.good(items, WALL_S))
    assert minutes(pack(items, WALL_S)) <= round(quick, 6)
