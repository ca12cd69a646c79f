"""Which component needs which, however far: an order to go by, and what is wrong with the needs.

A cycle has no order: all on it are wrong, and so is, in turn, what needs them. Nothing here depends on the
order of the declaration.
"""

from __future__ import annotations

from greenlane.model.frozen import frozen
from greenlane.model.light import Collection, Iterable, Mapping


@frozen
class Needs:
    """Components in an order in which all that one needs comes before it.

    direct: what each needs, ascending. wrong: component -> why its needs make no sense. is_circular: some
    that were found, not declared, need each other; then `order` holds them all, in the order of names.
    """

    order: tuple[str, ...]
    direct: Mapping[str, tuple[str, ...]]
    wrong: Mapping[str, str]
    is_circular: bool = False

    def joined(self, more: Mapping[str, Collection[str]]) -> Needs:
        """With needs that were found beside those that are declared."""
        if all(set(found) <= set(self.direct[name]) for name, found in more.items() if name in self.direct):
            return self
        known = {name: [one for one in found if one in self.direct] for name, found in more.items()}
        direct = {name: tuple(sorted({*needs, *known.get(name, ())})) for name, needs in self.direct.items()}
        order, cycle = _ordered(direct)
        return Needs(tuple(sorted(direct)) if cycle else order, direct, self.wrong, is_circular=bool(cycle))

    def reached(self, names: Iterable[str]) -> frozenset[str]:
        """These and all that they need, however far."""
        found: set[str] = set()
        left = [name for name in names if name in self.direct]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left.extend(self.direct[name])
        return frozenset(found)


def arranged(needs: Mapping[str, Collection[str]]) -> Needs:
    """Needs by component, put in order."""
    wrong: dict[str, str] = {}
    direct: dict[str, tuple[str, ...]] = {}
    for name in sorted(needs):
        missing = sorted(one for one in needs[name] if one not in needs)
        if missing:
            wrong[name] = f"component {name} needs {missing[0]}, which is not declared"
        direct[name] = tuple(sorted(one for one in set(needs[name]) if one in needs))
    graph = dict(direct)
    while True:
        order, cycle = _ordered(graph)
        if not cycle:
            return Needs(order, direct, wrong)
        drawn = " -> ".join([*cycle, cycle[0]])
        for name in cycle:
            wrong.setdefault(name, f"components need each other in a circle: {drawn}")
            graph[name] = ()


def _ordered(needs: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], list[str]]:
    """Each after all that it needs, and no circle; or nothing, and one, from its first name."""
    done: dict[str, None] = {}
    for start in needs:
        if start in done:
            continue
        under_way = {start: iter(needs[start])}
        while under_way:
            name = next(reversed(under_way))
            further = next((one for one in under_way[name] if one not in done), None)
            if further is None:
                done[name] = None
                del under_way[name]
            elif further in under_way:
                path = list(under_way)
                return (), _from_first(path[path.index(further) :])
            else:
                under_way[further] = iter(needs[further])
    return tuple(done), []


def _from_first(cycle: list[str]) -> list[str]:
    """The same circle, begun at its first name."""
    at = cycle.index(min(cycle))
    return [*cycle[at:], *cycle[:at]]
