"""Laying one declaration over another.

Mappings merge key by key, everything else replaces, null removes. `merge` is associative: a
null stays in the result until `prune`, and a mapping that replaced something else keeps
replacing (`fresh`), so it does not matter which two of three layers are merged first.

    {a: {x: 1}, b: 2}  over it  {a: {y: 3}, b: null}  is  {a: {x: 1, y: 3}}
"""

from __future__ import annotations

from dataclasses import replace

from greenlane.config.tree import Entry, Node, Scalar, Table


def merge(under: Node, over: Node) -> Node:
    """`over` laid on `under`; every value keeps the place where it was written."""
    if not isinstance(over, Table) or over.fresh:
        return over
    if not isinstance(under, Table):
        return replace(over, fresh=True)
    entries = dict(under.entries)
    for key, entry in over.entries.items():
        below = entries.get(key)
        entries[key] = entry if below is None else Entry(entry.key, merge(below.node, entry.node))
    return replace(under, entries=entries)


def prune(node: Node) -> Node:
    """Without the keys whose value is null. Lists are left as they were written."""
    if not isinstance(node, Table):
        return node
    entries = {
        key: Entry(entry.key, prune(entry.node))
        for key, entry in node.entries.items()
        if not is_null(entry.node)
    }
    return replace(node, entries=entries)


def is_null(node: Node) -> bool:
    """Whether the value is null (or was left out after the colon)."""
    return isinstance(node, Scalar) and node.value is None
