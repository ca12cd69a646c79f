"""package.json and tsconfig.json of a project: who they name, what they alias."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from greenlane.gates.mocks import jsonc
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Tree

_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")


class Manifests:
    """Read once, and only when asked."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._configurations: dict[str, dict[str, Any]] = {}

    def _read(self, path: str) -> dict[str, Any]:
        try:
            return jsonc.read(self._tree.read(path).decode(errors="replace"))
        except OutsideError:
            return {}

    @cached_property
    def packages(self) -> dict[str, dict[str, Any]]:
        """Folder -> its package.json."""
        return {path.rpartition("/")[0]: self._read(path) for path in self._tree.files("package.json")}

    @cached_property
    def workspaces(self) -> dict[str, str]:
        """Packages of the project -> their folders."""
        return {str(one["name"]): folder for folder, one in self.packages.items() if one.get("name")}

    @cached_property
    def dependencies(self) -> frozenset[str]:
        """Every package from outside that any package.json names."""
        found: set[str] = set()
        for manifest in self.packages.values():
            for key in _DEPENDENCIES:
                table = manifest.get(key)
                found.update(table if isinstance(table, dict) else ())
        return frozenset(found)

    def depends_on(self, folder: str, *names: str) -> bool:
        """Whether the package in this folder needs any of these."""
        manifest = self.packages.get(folder, {})
        return any(name in (manifest.get(key) or {}) for key in _DEPENDENCIES for name in names)

    def above(self, path: str) -> str:
        """The folder of the nearest package.json; the root, when there is none."""
        return next((folder for folder in _upwards(path) if folder in self.packages), "")

    @cached_property
    def _settings(self) -> frozenset[str]:
        return frozenset(self._tree.files("tsconfig*.json", "jsconfig*.json"))

    def aliases(self, path: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Of the nearest tsconfig.json: (pattern, targets from the root), the longest prefix first.

        `baseUrl` is the pattern `*`. Settings that it extends or refers to count too.
        """
        for folder in _upwards(path):
            for name in ("tsconfig.json", "jsconfig.json"):
                if _join(folder, name) in self._settings:
                    found = self._aliases_of(_join(folder, name), frozenset())
                    return tuple(
                        sorted(found.items(), key=lambda one: (-len(one[0].partition("*")[0]), one[0]))
                    )
        return ()

    def _aliases_of(self, path: str, seen: frozenset[str]) -> dict[str, tuple[str, ...]]:
        if path in seen or path not in self._settings:
            return {}
        settings = self._configurations.setdefault(path, self._read(path))
        folder, found = path.rpartition("/")[0], {}
        for other in _others(settings):
            found.update(self._aliases_of(_setting_file(folder, other), seen | {path}))
        options = settings.get("compilerOptions")
        options = options if isinstance(options, dict) else {}
        base = _join(folder, str(options.get("baseUrl") or ""))
        if options.get("baseUrl"):
            found["*"] = (_join(base, "*"),)
        paths = options.get("paths")
        for pattern, targets in (paths if isinstance(paths, dict) else {}).items():
            found[pattern] = tuple(_join(base, str(one)) for one in targets if isinstance(targets, list))
        return found


def _others(settings: dict[str, Any]) -> Iterator[str]:
    extends = settings.get("extends") or []
    yield from (str(one) for one in (extends if isinstance(extends, list) else [extends]))
    references = settings.get("references")
    for one in references if isinstance(references, list) else []:
        if isinstance(one, dict) and one.get("path"):
            yield str(one["path"])


def _setting_file(folder: str, name: str) -> str:
    path = _join(folder, name)
    if path.endswith(".json"):
        return path
    return f"{path}.json" if posixpath.basename(path).startswith("tsconfig") else _join(path, "tsconfig.json")


def _upwards(path: str) -> Iterator[str]:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _join(folder: str, name: str) -> str:
    path = posixpath.normpath(posixpath.join(folder, name))
    return "" if path == "." else path
