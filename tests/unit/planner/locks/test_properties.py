"""Digests over any graph of packages: they change when, and only when, something that is reached does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from greenlane.planner.locks.circles import circles
from greenlane.planner.locks.proof import Unproved, closed

COUNT = 7
NODES = st.integers(0, COUNT - 1)
Graph = Sequence[frozenset[int]]
GRAPHS: st.SearchStrategy[list[frozenset[int]]] = st.lists(
    st.frozensets(NODES, max_size=3), min_size=COUNT, max_size=COUNT
)


def reached(graph: Graph, start: int) -> frozenset[int]:
    found, left = {start}, [start]
    while left:
        for one in graph[left.pop()]:
            if one not in found:
                found.add(one)
                left.append(one)
    return frozenset(found)


def digests(
    graph: Graph, contents: Mapping[int, str], broken: frozenset[int] = frozenset()
) -> dict[str, str]:
    def look(node: int) -> tuple[object, list[int]]:
        if node in broken:
            raise Unproved("broken")
        return [node, contents.get(node, "")], sorted(graph[node])

    found = closed(b"all of it", {}, {str(node): node for node in range(COUNT)}, look)
    assert broken or {int(at): {int(to) for to in one.leads} for at, one in found.items() if at != "."} == {
        node: reached(graph, node) - {node} for node in range(COUNT)
    }
    return {at: one.digest for at, one in found.items()}


@given(graph=GRAPHS, changed=NODES)
def test_a_package_concerns_exactly_those_who_reach_it(graph: Graph, changed: int) -> None:
    before, after = digests(graph, {}), digests(graph, {changed: "other"})

    for node in range(COUNT):
        assert (before[str(node)] != after[str(node)]) == (changed in reached(graph, node))


@given(graph=GRAPHS, other=GRAPHS)
def test_two_importers_that_reach_unlike_packages_have_unlike_digests(graph: Graph, other: Graph) -> None:
    one, two = digests(graph, {}), digests(other, {})

    for node in range(COUNT):
        if reached(graph, node) != reached(other, node):
            assert one[str(node)] != two[str(node)]


@given(graph=GRAPHS, broken=st.frozensets(NODES))
def test_what_is_not_understood_spreads_to_exactly_those_who_reach_it(
    graph: Graph, broken: frozenset[int]
) -> None:
    found = digests(graph, {}, broken)

    for node in range(COUNT):
        assert found[str(node)].startswith("whole ") == bool(broken & reached(graph, node))


@given(graph=GRAPHS, start=st.lists(NODES))
def test_circles_hold_each_node_once_behind_what_it_needs(graph: Graph, start: list[int]) -> None:
    found = circles(start, lambda node: graph[node])
    at = {node: index for index, circle in enumerate(found) for node in circle}

    assert sorted(node for circle in found for node in circle) == sorted(at)
    assert set(at) == {inner for node in start for inner in reached(graph, node)}
    for node in at:
        for other in at:
            is_circle = other in reached(graph, node) and node in reached(graph, other)
            assert (at[node] == at[other]) == is_circle
        assert all(at[need] <= at[node] for need in graph[node])
