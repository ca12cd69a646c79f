"""Components whose packages need each other by name alone: needs that a lock file knows and nobody declared.

    packages/a/package.json: "@team/b": "workspace:*"   ->   the component of packages/a needs that of b

A path in a manifest is seen without this; the name of a package in the same workspace is not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Declared
from greenlane.planner.globs import encoded, matches
from greenlane.planner.ownership import ground, owned
from greenlane.planner.places import Places
from greenlane.planner.tree import Tree

_MANIFESTS = ("package.json", "pyproject.toml")


def joined(declared: Declared, tree: Tree, leads: Mapping[str, Collection[str]]) -> Declared:
    """The declaration with those needs; the same object when there are none that it does not say.

    leads: importer's folder -> folders of others that it needs. A tree that cannot be read adds nothing: no
    key can be told of it either.
    """
    missing = undeclared(declared, tree, leads) if leads else {}
    if not missing:
        return declared
    components = tuple(
        replace(one, needs=(*one.needs, *sorted(missing[one.name]))) if one.name in missing else one
        for one in declared.components
    )
    return replace(declared, components=components)


def undeclared(
    declared: Declared, tree: Tree, leads: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Component -> others that its packages need and that it does not name."""
    try:
        places = Places(tree, owned(ground(declared.components), tree).own)
    except OutsideError:
        return {}
    found: dict[str, set[str]] = {}
    for folder, others in leads.items():
        to = frozenset().union(*(places.owners(encoded(one)) for one in others))
        for name in _owning(declared, folder):
            found.setdefault(name, set()).update(to)
    known = {one.name: {one.name, *one.needs} for one in declared.components}
    return {name: frozenset(to - known[name]) for name, to in sorted(found.items()) if to - known[name]}


def _owning(declared: Declared, folder: str) -> list[str]:
    """Components that own the manifest of the package in a folder."""
    paths = [encoded(f"{folder}/{name}") for name in _MANIFESTS]
    return [one.name for one in declared.components if any(matches(one.paths, path) for path in paths)]
