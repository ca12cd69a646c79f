"""Services in dependency order.

A service comes after all it needs; of those that could come next, the first by name does, so
the order does not depend on the order of the file. A cycle has no order: each is reported once,
drawn from its first name (`a -> b -> a`), and its services come last.
"""

from __future__ import annotations

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
    order: list[str] = []
    while ready := sorted(name for name, needs in waiting.items() if not needs & waiting.keys()):
        order.append(ready[0])
        del waiting[ready[0]]
    for cycle in cycles({name: sorted(needs & waiting.keys()) for name, needs in waiting.items()}):
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
    paths = [[start]]
    reached: set[str] = set()
    while paths:
        longer: list[list[str]] = []
        for path in paths:
            for name in needs.get(path[-1], ()):
                if name == start:
                    return [*path, start]
                if name not in reached:
                    reached.add(name)
                    longer.append([*path, name])
        paths = longer
    return []
