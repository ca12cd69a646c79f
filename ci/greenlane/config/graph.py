"""Services in dependency order.

A service comes after all it needs; of those that could come next, the first by name does, so
the order does not depend on the order of the file. A cycle has no order: each is reported once,
drawn from its first name (`a -> b -> a`), and its services come last.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Mapping, Sequence

from greenlane.config.mistakes import Mistakes
from greenlane.config.tree import Place, below
from greenlane.model.service import Declared


def ordered(
    services: Sequence[Declared],
    places: Mapping[str, Mapping[str, Place]],
    mistakes: Mistakes,
    *,
    docs: str,
) -> tuple[Declared, ...]:
    """The services in order. places: service -> what it needs -> where that is written."""
    waiting = {service.name: set(service.needs) for service in services}
    order = _peeled(waiting)
    for cycle in cycles({name: sorted(needs) for name, needs in waiting.items()}):
        mistakes.add(
            places[cycle[0]][cycle[1]],
            f"{below('services', cycle[0])}.needs",
            expected="an order in which services can start",
            got=f"a cycle: {' -> '.join(cycle)}",
            hint="Remove one of these needs.",
            docs=docs,
        )
    by_name = {service.name: service for service in services}
    return tuple(by_name[name] for name in (*order, *sorted(waiting)))


def _peeled(waiting: dict[str, set[str]]) -> list[str]:
    """Take out, in order, every service whose needs are all taken out; what is left hangs on a cycle."""
    needed_by: dict[str, list[str]] = {}
    for name, needs in waiting.items():
        for need in needs:
            needed_by.setdefault(need, []).append(name)
    ready = [name for name, needs in waiting.items() if not needs]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        name = heapq.heappop(ready)
        order.append(name)
        del waiting[name]
        for other in needed_by.get(name, ()):
            waiting[other].discard(name)
            if not waiting[other]:
                heapq.heappush(ready, other)
    return order


def cycles(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """One shortest cycle for every group of services that need one another, its first name repeated.

    {a: [b], b: [a], c: [a]} -> [[a, b, a]]
    """
    found: list[list[str]] = []
    seen: set[str] = set()
    for name in sorted(needs):
        path = [] if name in seen else _way_back(name, needs)
        if path:
            found.append(path)
            seen.update(path)
    return found


def _way_back(start: str, needs: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest path from a service to itself, breadth first; empty when there is none."""
    came_from: dict[str, str] = {}
    reached = deque([start])
    while reached:
        name = reached.popleft()
        for need in needs.get(name, ()):
            if need == start:
                return _path(start, name, came_from)
            if need not in came_from:
                came_from[need] = name
                reached.append(need)
    return []


def _path(start: str, end: str, came_from: Mapping[str, str]) -> list[str]:
    path = [start]
    while end != start:
        path.append(end)
        end = came_from[end]
    return [start, *reversed(path[1:]), start]
