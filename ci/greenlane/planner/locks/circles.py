"""Things that need each other in a circle, as one; and all in an order in which what is needed comes first.

    a -> b -> c -> b   ->   (b, c), (a,)

Every node reached is in exactly one circle, alone if need be. No recursion: a chain may be of any length.
Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Node = TypeVar("Node")


def circles(start: Iterable[Node], needs: Callable[[Node], Iterable[Node]]) -> list[tuple[Node, ...]]:
    """All circles that are reached, each behind those that it needs."""
    search = _Search(needs)
    for node in start:
        if node not in search.low:
            search.run(node)
    return search.found


class _Search(Generic[Node]):
    """low: the earliest node, by its number, that one is known to lead back to; open: not in a circle yet."""

    def __init__(self, needs: Callable[[Node], Iterable[Node]]) -> None:
        self._needs = needs
        self.low: dict[Node, int] = {}
        self.found: list[tuple[Node, ...]] = []
        self._open: dict[Node, int] = {}
        self._way: list[tuple[Node, Iterator[Node]]] = []

    def run(self, node: Node) -> None:
        self._enter(node)
        while self._way:
            here, left = self._way[-1]
            further = next(left, None)
            if further is None:
                self._leave(here)
            elif further not in self.low:
                self._enter(further)
            elif further in self._open:
                self.low[here] = min(self.low[here], self._open[further])

    def _enter(self, node: Node) -> None:
        self._open[node] = self.low[node] = len(self.low)
        self._way.append((node, iter(self._needs(node))))

    def _leave(self, node: Node) -> None:
        self._way.pop()
        if self._way:
            before = self._way[-1][0]
            self.low[before] = min(self.low[before], self.low[node])
        if self.low[node] == self._open[node]:
            circle: list[Node] = []
            while not circle or circle[-1] != node:
                circle.append(self._open.popitem()[0])
            self.found.append(tuple(circle))
