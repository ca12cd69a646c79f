"""Digests of what each importer of a lock file installs, with all that this needs in turn.

    packages a -> x -> y, b -> z   ->   {"a": digest of (a, x, y), "b": digest of (b, z)}

A digest covers a package's entry word for word and the digests of those it needs; packages that need each
other in a circle share one. What is wrong with a package spreads to all that need it, and an importer that it
reaches gets the digest of the whole file: then every change of the file counts. Nothing depends on an order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeVar

from greenlane.planner.digests import of_texts
from greenlane.planner.locks.circles import circles

Node = TypeVar("Node")
ROOT = "."


class Unproved(Exception):
    """Why a lock file, or a package in it, does not tell what is needed."""


class Importer(NamedTuple):
    """A folder whose packages a lock file lists. digest: of all that it installs.

    leads: folders of other importers that it needs, however far around, ascending.
    """

    digest: str
    leads: tuple[str, ...] = ()


class _Reached(NamedTuple):
    """digest: of a package and all that it needs, None for unknown. importers: those among it, a bit each."""

    digest: str | None
    importers: int


def whole(text: bytes) -> dict[str, Importer]:
    """One importer, the root, that depends on all of the file."""
    return {ROOT: Importer(_of_file(text))}


def canonical(value: object) -> str:
    """A parsed value as one text, whatever the order of its keys. Raises Unproved."""
    try:
        return _WRITER.encode(value)
    except (TypeError, ValueError, RecursionError) as err:
        raise Unproved(f"a value cannot be written: {err}") from err


def flat(content: object) -> dict[str, Importer]:
    """One importer, the root, that depends on all that was read. Raises Unproved."""
    return {ROOT: Importer(of_texts([[canonical(content)]]))}


def closed(
    text: bytes,
    header: object,
    importers: Mapping[str, Node],
    look: Callable[[Node], tuple[object, Iterable[Node]]],
    inner: Mapping[str, Node] | None = None,
) -> dict[str, Importer]:
    """Every importer by its folder; the root is always among them.

    header: what of the file concerns all. look: a package's entry and what it needs; raises Unproved. inner:
    by folder, what others need of an importer, where that is less than all of it.
    """
    top = canonical(header)
    folders = sorted(importers)
    bits = {
        some[path]: 1 << bit for bit, path in enumerate(folders) for some in (importers, inner or importers)
    }
    reached = _followed(importers.values(), bits, look)
    found = {}
    for bit, path in enumerate(folders):
        digest, others = reached[importers[path]]
        leads = tuple(folders[at] for at in _set(others) if at != bit)
        found[path] = Importer(of_texts([[top, path, digest]]) if digest else _of_file(text), leads)
    return {**flat(header), **found}


def _followed(
    start: Iterable[Node],
    bits: Mapping[Node, int],
    look: Callable[[Node], tuple[object, Iterable[Node]]],
) -> dict[Node, _Reached]:
    """What each importer reaches, and each package on the way. bits: of what stands for an importer."""
    content: dict[Node, str] = {}
    needs: dict[Node, tuple[Node, ...]] = {}

    def needed(node: Node) -> tuple[Node, ...]:
        if node not in needs:
            try:
                entry, found = look(node)
                content[node] = canonical(entry)
                needs[node] = tuple(found)
            except Unproved:
                needs[node] = ()
        return needs[node]

    reached: dict[Node, _Reached] = {}
    for circle in circles(start, needed):
        inner = [content.get(node) for node in circle]
        outer = {reached[one] for node in circle for one in needs[node] if one in reached}
        digests = {one.digest for one in outer}
        marks = [bits.get(node, 0) for node in circle] + [one.importers for one in outer]
        digest = None if None in inner or None in digests else _of_circle(inner, digests)
        reached.update(dict.fromkeys(circle, _Reached(digest, reduce(or_, marks))))
    return reached


def _set(bits: int) -> Iterator[int]:
    """Which bits are set, ascending: as many steps as there are."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _of_circle(inner: Iterable[str | None], outer: Iterable[str | None]) -> str:
    return of_texts([sorted(one for one in some if one is not None) for some in (inner, outer)])


def _of_file(text: bytes) -> str:
    return f"whole {hashlib.sha256(text).hexdigest()}"


def _stated(value: object) -> str:
    if isinstance(value, (date, datetime, time)):
        return f"{type(value).__name__} {value.isoformat()}"
    raise TypeError(f"{type(value).__name__} is not known")


_WRITER = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_stated)
