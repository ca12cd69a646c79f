"""No two services hand out the same variable, and an alias stands for one that there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from greenlane.config.mistakes import PAGE, did_you_mean, names, one_of, shown, word
from greenlane.config.sections import Reading
from greenlane.config.tree import Node, Place, Table, below, child
from greenlane.model.service import Declared

_HERE = f"{PAGE}#prefix"


@dataclass(frozen=True)
class _Origin:
    """Who hands out a variable, and the place of the service or of the alias."""

    service: str
    place: Place


def handed_out_once(services: Iterable[tuple[Place, Node, Declared]], reading: Reading) -> None:
    """Add a mistake for every service that hands out what one above it does; passes over unknown types."""
    origin: dict[str, _Origin] = {}
    for at, node, one in sorted(services, key=lambda it: (it[0].file, it[0].line, it[0].column)):
        known = reading.variables.get(one.kind) if one.kind else None
        if known is not None:
            _own(at, one, known, origin, reading)
            _aliases(node, one, known, origin, reading)


def _own(
    at: Place, one: Declared, known: Sequence[str], origin: dict[str, _Origin], reading: Reading
) -> None:
    own = [one.prefix + name for name in known]
    if taken := [name for name in own if name in origin]:
        other = origin[taken[0]]
        reading.mistakes.add(
            at,
            below("services", one.name),
            expected="variables that no other service hands out",
            got=f"{names(taken)}, as {below('services', other.service)} does (line {other.place.line})",
            hint=f"Give one of them a prefix, such as prefix: {_prefix(one.name)}.",
            docs=_HERE,
        )
    origin |= {name: _Origin(one.name, at) for name in own if name not in origin}


def _aliases(
    node: Node, one: Declared, known: Sequence[str], origin: dict[str, _Origin], reading: Reading
) -> None:
    targets: Mapping[str, None] = dict.fromkeys([*known, *(one.prefix + name for name in known)])
    table = child(node, "aliases")
    written_in = table.entries if isinstance(table, Table) else {}
    for alias, target in one.aliases.items():
        entry, key = written_in[alias], below(below(below("services", one.name), "aliases"), alias)
        other = origin.setdefault(alias, _Origin(one.name, entry.key))
        if target not in targets:
            written = shown(entry.node)
            hint = did_you_mean(target, targets) if written == word(target) else ""
            expected = one_of(known)
            reading.mistakes.add(entry.node.place, key, expected=expected, got=written, hint=hint, docs=_HERE)
        elif other.service != one.name:
            got = f"{alias}, as {below('services', other.service)} does (line {other.place.line})"
            expected = "a variable that no other service hands out"
            reading.mistakes.add(entry.key, key, expected=expected, got=got, docs=_HERE)


def _prefix(name: str) -> str:
    return name.upper().replace("-", "_") + "_"
