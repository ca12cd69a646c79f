"""pnpm-lock.yaml of version 9: importers by folder, and snapshots: each package with the peers that it got.

A `link:` leads from an importer to another one. Older versions, and files of several documents, count whole.
Source: pnpm's documentation, "Working with Git" and "pnpm-workspace.yaml"; files made by pnpm 9.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from greenlane.planner.locks.entries import folder, no_other_needs, table, word
from greenlane.planner.locks.proof import Importer, Unproved, closed
from greenlane.planner.yaml_reading import read

_NEEDED = ("dependencies", "optionalDependencies")
_IMPORTED = (*_NEEDED, "devDependencies")
_NO_NEEDS = (
    *("dependenciesMeta", "transitivePeerDependencies", "peerDependencies", "peerDependenciesMeta"),
    "bundledDependencies",
)


class _Node(NamedTuple):
    """An importer's folder, or a snapshot's name."""

    name: str
    is_importer: bool


def is_named(name: str) -> bool:
    """Whether a file of this name is one of these."""
    return name == "pnpm-lock.yaml"


def importers(text: bytes) -> Mapping[str, Importer]:
    """Each importer by its folder. Raises Unproved."""
    try:
        content = table(read(text, is_exact=True), "the file")
    except ValueError as err:
        raise Unproved(f"it cannot be read: {err}") from err
    if content.get("lockfileVersion") != "9.0":
        raise Unproved("its version is not known")
    lock = _Lock(content)
    own = ("importers", "packages", "snapshots")
    header = {name: value for name, value in content.items() if name not in own}
    return closed(text, header, lock.importers(), lock.look)


class _Lock:
    def __init__(self, content: Mapping[str, object]) -> None:
        entries = table(content.get("importers"), "importers")
        self._importers = {folder(path): table(entry, path) for path, entry in entries.items()}
        self._packages = table(content.get("packages"), "packages")
        self._snapshots = table(content.get("snapshots"), "snapshots")
        if len(self._importers) != len(entries):
            raise Unproved("two importers lie in one folder")
        for entry in self._importers.values():
            no_other_needs(entry, (*_IMPORTED, *_NO_NEEDS))

    def importers(self) -> dict[str, _Node]:
        return {path: _Node(path, True) for path in self._importers}

    def look(self, node: _Node) -> tuple[object, Iterable[_Node]]:
        """Raises Unproved."""
        if node.is_importer:
            entry = self._importers[node.name]
            return ["importer", node.name, entry], self._imported(node.name, entry)
        snapshot = table(self._snapshots[node.name], node.name)
        package = table(self._package(node.name), node.name)
        no_other_needs(snapshot, (*_NEEDED, *_NO_NEEDS))
        no_other_needs(package, _NO_NEEDS)
        needs = [self._snapshot(name, version) for name, version in _pairs(snapshot, _NEEDED)]
        return [node.name, package, snapshot], needs

    def _imported(self, path: str, entry: Mapping[str, object]) -> list[_Node]:
        found = []
        for name, need in _pairs(entry, _IMPORTED):
            version = word(table(need, name).get("version"), "a version")
            if version.startswith("link:"):
                found.append(self._linked(posixpath.join(path, version.removeprefix("link:"))))
            else:
                found.append(self._snapshot(name, version))
        return found

    def _linked(self, path: str) -> _Node:
        target = folder(path)
        if target not in self._importers:
            raise Unproved(f"{target} is linked and no importer")
        return _Node(target, True)

    def _snapshot(self, name: str, version: object) -> _Node:
        """By its version; of a package under another name, by the whole of what stands for the version."""
        text = word(version, "a version")
        for key in (f"{name}@{text}", text):
            if key in self._snapshots:
                return _Node(key, False)
        raise Unproved(f"{name} {text} is needed and not in the file")

    def _package(self, snapshot: str) -> object:
        """What is downloaded: `x@1.0.0(y@2.0.0)` is x@1.0.0 with a peer."""
        key = snapshot.partition("(")[0]
        if key not in self._packages:
            raise Unproved(f"{key} is not among the packages")
        return self._packages[key]


def _pairs(entry: Mapping[str, object], groups: Iterable[str]) -> list[tuple[str, object]]:
    return [pair for group in groups for pair in table(entry.get(group), group).items()]
