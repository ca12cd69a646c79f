"""Needs in order, circles found, and nothing by chance of the declaration's order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.planner.closure import arranged

NAMES = st.sampled_from("abcdef")
GRAPHS = st.dictionaries(NAMES, st.sets(NAMES), min_size=1)


@given(GRAPHS)
def test_all_that_a_component_needs_comes_before_it_or_is_wrong(graph: dict[str, set[str]]) -> None:
    found = arranged(graph)
    assert sorted(found.order) == sorted(graph)
    place = {name: index for index, name in enumerate(found.order)}
    for name, needs in found.direct.items():
        assert all(place[one] < place[name] for one in needs) or name in found.wrong


@given(GRAPHS)
def test_who_is_on_a_circle_is_wrong_and_nobody_else_but_who_needs_what_is_not_there(
    graph: dict[str, set[str]],
) -> None:
    found = arranged(graph)
    for name in graph:
        beyond = found.reached(found.direct[name])
        is_missing = bool(graph[name] - set(graph))
        assert (name in found.wrong) <= (name in beyond or is_missing)
        if is_missing:
            assert name in found.wrong


@given(GRAPHS)
def test_every_circle_is_broken_by_someone_who_is_wrong(graph: dict[str, set[str]]) -> None:
    found = arranged(graph)
    sound = {
        name: [one for one in needs if one not in found.wrong]
        for name, needs in found.direct.items()
        if name not in found.wrong
    }
    for name in sound:
        left, seen = list(sound[name]), set()
        while left:
            one = left.pop()
            assert one != name
            if one not in seen:
                seen.add(one)
                left.extend(sound[one])


@given(GRAPHS, st.permutations("abcdef"))
def test_the_order_of_the_declaration_does_not_count(graph: dict[str, set[str]], order: list[str]) -> None:
    turned = {name: sorted(graph[name], key=order.index) for name in order if name in graph}
    assert arranged(turned) == arranged(graph)


@given(GRAPHS, GRAPHS)
def test_needs_that_were_found_may_go_in_circles(
    declared: dict[str, set[str]], more: dict[str, set[str]]
) -> None:
    found = arranged(declared).joined(more)
    for name in declared:
        assert set(found.direct[name]) >= set(arranged(declared).direct[name])


def test_a_circle_is_drawn_from_its_first_name() -> None:
    found = arranged({"c": ["b"], "b": ["a"], "a": ["c"], "d": ["b"]})
    assert found.wrong == dict.fromkeys("abc", "components need each other in a circle: a -> c -> b -> a")


def test_what_needs_itself_is_a_circle() -> None:
    assert arranged({"a": ["a"]}).wrong == {"a": "components need each other in a circle: a -> a"}


@pytest.mark.parametrize("count", [3000])
def test_a_long_row_and_a_wide_one_have_an_order(count: int) -> None:
    row = {f"{number:04}": [f"{number + 1:04}"] if number + 1 < count else [] for number in range(count)}
    assert arranged(row).order == tuple(sorted(row, reverse=True))
    wide = {
        "all": [f"{number:04}" for number in range(count)],
        **{f"{number:04}": () for number in range(count)},
    }
    assert arranged(wide).order[-1] == "all"
