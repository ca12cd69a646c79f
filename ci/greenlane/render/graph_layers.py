"""Which column a node of a graph stands in, and in which order from top to bottom.

- Every edge goes to the right; an edge that would close a circle is left out of the order, and still drawn.
- A band's columns all lie to the right of those of the band before it.
- A node stands as near as it can to what needs it. An edge over several columns has a place in each of them.
- The order has few crossings: means of neighbours, back and forth, the best of all rounds is kept. It is
  not the least number of crossings there is.
- The same graph has the same layout, whatever the order of its nodes and edges.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from greenlane.model.graph import Edge, Graph

ROUNDS = 12


@dataclass(frozen=True)
class Place:
    """A node's in a column, or an edge's that only passes: id is then its step, and edge its index."""

    id: str
    edge: int = -1


@dataclass(frozen=True)
class Layers:
    """columns: places from top to bottom, from left to right. ways: of each edge, the places it goes through.

    bands: of each column, the index of its band.
    """

    columns: tuple[tuple[Place, ...], ...]
    ways: tuple[tuple[Place, ...], ...]
    bands: tuple[int, ...]


def layers(graph: Graph) -> Layers:
    """Of a graph whose edges lead between its nodes."""
    edges = _forward(graph)
    column = _columns(graph, edges)
    kept = {(edge.source, edge.target) for edge in edges}
    ways = tuple(_way(at, edge, column, kept) for at, edge in enumerate(graph.edges))
    found: list[list[Place]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for node in sorted(graph.nodes, key=lambda one: (one.title, one.id)):
        found[column[node.id]].append(Place(node.id))
    for way in ways:
        for step, place in enumerate(way[1:-1], 1):
            found[column[way[0].id] + step].append(place)
    band = {column[node.id]: node.band for node in graph.nodes}
    bands = tuple(band.get(at, 0) for at in range(len(found)))
    return Layers(_ordered(found, [way for way in ways if way]), ways, bands)


def _forward(graph: Graph) -> list[Edge]:
    """The edges without those that close a circle or lead back to an earlier band."""
    band = {node.id: node.band for node in graph.nodes}
    out: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
    for edge in sorted(graph.edges, key=lambda one: (one.source, one.target)):
        if band[edge.source] <= band[edge.target] and edge.source != edge.target:
            out[edge.source].append(edge)
    kept: list[Edge] = []
    done: set[str] = set()
    for start in sorted(out):
        _walk(start, out, done, kept)
    return kept


def _walk(start: str, out: Mapping[str, Sequence[Edge]], done: set[str], kept: list[Edge]) -> None:
    """Depth first, without recursion: an edge to a node that is still open closes a circle."""
    if start in done:
        return
    opened = {start}
    stack = [(start, iter(out[start]))]
    while stack:
        at, rest = stack[-1]
        edge = next(rest, None)
        if edge is None:
            stack.pop()
            opened.discard(at)
            done.add(at)
        elif edge.target not in opened:
            kept.append(edge)
            if edge.target not in done:
                opened.add(edge.target)
                stack.append((edge.target, iter(out[edge.target])))


def _columns(graph: Graph, edges: Sequence[Edge]) -> dict[str, int]:
    """The longest way from the left, band by band; then each as far right as what needs it allows."""
    before: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    after: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for edge in edges:
        before[edge.target].append(edge.source)
        after[edge.source].append(edge.target)
    band = {node.id: node.band for node in graph.nodes}
    order = sorted(_in_order(before, after), key=lambda one: band[one])
    found: dict[str, int] = {}
    last: dict[int, int] = {}
    for one in order:
        start = max((last[each] + 1 for each in last if each < band[one]), default=0)
        found[one] = max([start, *(found[each] + 1 for each in before[one])])
        last[band[one]] = max(last.get(band[one], start), found[one])
    for one in reversed(order):
        if after[one]:
            found[one] = max(found[one], min(last[band[one]], min(found[each] for each in after[one]) - 1))
    return found


def _in_order(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> list[str]:
    """Every node behind all that it needs, ascending where that leaves a choice."""
    waiting = {one: len(sources) for one, sources in before.items()}
    ready = sorted(one for one, count in waiting.items() if not count)
    found = []
    while ready:
        one = ready.pop(0)
        found.append(one)
        for each in after[one]:
            waiting[each] -= 1
            if not waiting[each]:
                insort(ready, each)
    return found


def _way(at: int, edge: Edge, column: Mapping[str, int], kept: set[tuple[str, str]]) -> tuple[Place, ...]:
    """() for an edge that has no place in the order."""
    if (edge.source, edge.target) not in kept:
        return ()
    between = column[edge.target] - column[edge.source] - 1
    return (Place(edge.source), *(Place(f"{step}", at) for step in range(between)), Place(edge.target))


def _ordered(columns: list[list[Place]], ways: Sequence[Sequence[Place]]) -> tuple[tuple[Place, ...], ...]:
    left: dict[Place, list[Place]] = {}
    right: dict[Place, list[Place]] = {}
    for way in ways:
        for one, other in pairwise(way):
            right.setdefault(one, []).append(other)
            left.setdefault(other, []).append(one)
    best, fewest = [list(one) for one in columns], _crossings(columns, right)
    for turn in range(ROUNDS):
        neighbours = right if turn % 2 else left
        order = range(len(columns) - 2, -1, -1) if turn % 2 else range(1, len(columns))
        for at in order:
            _sort(columns[at], columns[at + 1 if turn % 2 else at - 1], neighbours)
        count = _crossings(columns, right)
        if count < fewest:
            best, fewest = [list(one) for one in columns], count
    return tuple(tuple(one) for one in best)


def _sort(column: list[Place], fixed: Sequence[Place], neighbours: Mapping[Place, Sequence[Place]]) -> None:
    """By the mean of the neighbours' heights; one without any keeps its height."""
    height = {place: at for at, place in enumerate(fixed)}
    scale = len(fixed) / max(1, len(column))
    wanted = {}
    for at, place in enumerate(column):
        heights = [height[one] for one in neighbours.get(place, ())]
        wanted[place] = sum(heights) / len(heights) if heights else at * scale
    column.sort(key=lambda place: wanted[place])


def _crossings(columns: Sequence[Sequence[Place]], right: Mapping[Place, Sequence[Place]]) -> int:
    """Of the straight lines between neighbouring columns."""
    total = 0
    for column, following in pairwise(columns):
        height = {place: at for at, place in enumerate(following)}
        seen: list[int] = []
        for place in column:
            ends = sorted(height[one] for one in right.get(place, ()))
            total += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return total
