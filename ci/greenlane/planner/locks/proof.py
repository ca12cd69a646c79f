"""Digests of what each importer of a lock file installs, with all that this needs in turn.

    packages a -> x -> y, b -> z   ->   {"a": digest of (a, x, y), "b": digest of (b, z)}

A digest covers a package's entry word for word and the digests of those it needs; packages that need each
other in a circle share one. What is wrong with a package spreads to all that need it, and an importer that it
reaches gets the digest of the whole file: then every change of the file counts. Nothing depends on an order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import TypeVar

from greenlane.planner.digests import of_texts
from greenlane.planner.locks.circles import circles

Node = TypeVar("Node")
ROOT = "."


class Unproved(Exception):
    """Why a lock file, or a package in it, does not tell what is needed."""


def whole(text: bytes) -> dict[str, str]:
    """One importer, the root, that depends on all of the file."""
    return {ROOT: _of_file(text)}


def canonical(value: object) -> str:
    """A parsed value as one text, whatever the order of its keys. Raises Unproved."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_stated)
    except (TypeError, ValueError, RecursionError) as err:
        raise Unproved(f"a value cannot be written: {err}") from err


def flat(content: object) -> dict[str, str]:
    """One importer, the root, that depends on all that was read. Raises Unproved."""
    return {ROOT: of_texts([[canonical(content)]])}


def closed(
    text: bytes,
    header: object,
    importers: Mapping[str, Node],
    look: Callable[[Node], tuple[object, Iterable[Node]]],
) -> dict[str, str]:
    """The digest of every importer by its folder; the root is always among them.

    header: what of the file concerns all. look: a package's entry and what it needs; raises Unproved.
    """
    top = canonical(header)
    digests = _digests(importers.values(), look)
    found = {}
    for path, node in importers.items():
        digest = digests[node]
        found[path] = of_texts([[top, path, digest]]) if digest else _of_file(text)
    return {**flat(header), **found}


def _digests(
    start: Iterable[Node], look: Callable[[Node], tuple[object, Iterable[Node]]]
) -> dict[Node, str | None]:
    """Of each package reached and all that it needs; None where that is not known."""
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

    digests: dict[Node, str | None] = {}
    for circle in circles(start, needed):
        inner = [content.get(node) for node in circle]
        outer = {digests[one] for node in circle for one in needs[node] if one in digests}
        digest = None if None in inner or None in outer else _of_circle(inner, outer)
        digests.update(dict.fromkeys(circle, digest))
    return digests


def _of_circle(inner: Iterable[str | None], outer: Iterable[str | None]) -> str:
    return of_texts([sorted(one for one in some if one is not None) for some in (inner, outer)])


def _of_file(text: bytes) -> str:
    return f"whole {hashlib.sha256(text).hexdigest()}"


def _stated(value: object) -> str:
    if isinstance(value, (date, datetime, time)):
        return f"{type(value).__name__} {value.isoformat()}"
    raise TypeError(f"{type(value).__name__} is not known")
