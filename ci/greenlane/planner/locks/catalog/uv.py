"""uv.lock: packages that name what they need; members of a workspace are the importers.

An importer needs its dependencies, all its extras and all its groups; any other package its dependencies and
those extras that were asked for. A name without a version means every package of that name in the file.
Source: uv's documentation, "Resolution" and "Locking and syncing"; files made by uv 0.13.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from greenlane.planner.locks.entries import folder, no_other_needs, rows, table, word
from greenlane.planner.locks.proof import ROOT, Importer, Unproved, closed

LOCAL = ("editable", "virtual", "directory")
_KNOWN = ("dependencies", "optional-dependencies", "dev-dependencies")
_FILE = re.compile(r"""^    (\{ url = "[^'\n]*\}),$""", re.MULTILINE)
_ASKED = ("requirements", "dependency-groups")


class _Node(NamedTuple):
    """at: a package, by its place in the file; -1 is the manifest. extra: one that was asked for, or None.

    is_whole: as an importer, with all its extras and groups.
    """

    at: int
    extra: str | None = None
    is_whole: bool = False


MANIFEST = _Node(-1)


def is_named(name: str) -> bool:
    """Whether a file of this name is one of these."""
    return name == "uv.lock"


def importers(text: bytes) -> Mapping[str, Importer]:
    """Each member by its folder. Raises Unproved."""
    import tomllib

    try:
        content = tomllib.loads(_shortened(text.decode()))
    except (ValueError, RecursionError) as err:
        raise Unproved(f"it cannot be read: {err}") from err
    if content.get("version") != 1:
        raise Unproved("its version is not known")
    lock = _Lock(content)
    header = {name: value for name, value in content.items() if name != "package"}
    return closed(text, header, lock.importers(), lock.look, lock.needed())


class _Lock:
    def __init__(self, content: Mapping[str, object]) -> None:
        self._manifest = table(content.get("manifest"), "manifest")
        self._packages = rows(content.get("package"), "package")
        self._named: dict[str, list[int]] = {}
        self._members: dict[str, int] = {}
        for index, package in enumerate(self._packages):
            self._named.setdefault(word(package.get("name"), "a name"), []).append(index)
            path = _local(package)
            if path is not None and self._members.setdefault(path, index) != index:
                raise Unproved(f"two packages lie in {path}")

    def importers(self) -> dict[str, _Node]:
        """Members by folder. The root has what the manifest asks for, and a package of its own if need be."""
        found = {ROOT: MANIFEST}
        for path, index in self._members.items():
            if path != ROOT:
                found[path] = _Node(index, is_whole=True)
        return found

    def needed(self) -> dict[str, _Node]:
        """The same members as others need them."""
        return {ROOT: MANIFEST} | {path: _Node(at) for path, at in self._members.items()}

    def look(self, node: _Node) -> tuple[object, Iterable[_Node]]:
        """Raises Unproved."""
        if node == MANIFEST:
            no_other_needs(self._manifest, (*_ASKED, "dependency-metadata"))
            root = [_Node(self._members[ROOT], is_whole=True)] if ROOT in self._members else []
            return "manifest", [*root, *self._asked(self._all_of(self._manifest, *_ASKED))]
        package = self._packages[node.at]
        no_other_needs(package, _KNOWN)
        if node.extra is None:
            parts = ["dependencies", *(_KNOWN[1:] if node.is_whole else ())]
            return [package, node.is_whole], self._asked(self._all_of(package, *parts))
        extras = table(package.get("optional-dependencies"), "extras")
        chosen = {node.extra: extras[node.extra]} if node.extra in extras else extras
        found = self._asked(rows(one, "an extra") for one in chosen.values())
        return [node.extra, package], [_Node(node.at), *found]

    def _all_of(self, entry: Mapping[str, object], *names: str) -> list[list[Mapping[str, object]]]:
        found: list[list[Mapping[str, object]]] = []
        for name in names:
            value = entry.get(name)
            if isinstance(value, Mapping):
                found.extend(rows(one, name) for one in value.values())
            else:
                found.append(rows(value, name))
        return found

    def _asked(self, lists: Iterable[Iterable[Mapping[str, object]]]) -> list[_Node]:
        found: list[_Node] = []
        for need in (one for some in lists for one in some):
            extras = need.get("extra", need.get("extras", []))
            if not isinstance(extras, list):
                raise Unproved("extras are no list")
            for index in self._meant(need):
                found.append(_Node(index))
                found.extend(_Node(index, word(extra, "an extra")) for extra in extras)
        return found

    def _meant(self, need: Mapping[str, object]) -> list[int]:
        name = word(need.get("name"), "a name")
        exact = {key: need[key] for key in ("version", "source") if key in need}
        found = [
            index
            for index in self._named.get(name, ())
            if all(self._packages[index].get(key) == value for key, value in exact.items())
        ]
        if not found:
            raise Unproved(f"{name} is needed and not in the file")
        return found


def _shortened(text: str) -> str:
    """The same with each file to download as one text: most of the lines, of which nothing is looked up.

    A line that begins with { stands in a list, unless it is in a text of several lines, and these are seen.
    """
    return text if "'''" in text or '"""' in text else _FILE.sub(r"    '\1',", text)


def _local(package: Mapping[str, object]) -> str | None:
    source = table(package.get("source"), "a source")
    return next((folder(source[kind]) for kind in LOCAL if kind in source), None)
