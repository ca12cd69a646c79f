"""The files of a repository as `greenlane init` looks at them: names, and the text of a few."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

FOREIGN = frozenset(
    (
        *(
            "node_modules",
            "vendor",
            "third_party",
            "testdata",
            "fixtures",
            "test",
            "tests",
            "__tests__",
            "spec",
        ),
        *("example", "examples", "templates", "docs", "doc", "site-packages", "dist", "build"),
    )
)
"""Folders whose manifests are not of this project: other people's, tests', examples'."""

DEEPEST = 3
"""How many folders down a manifest may lie."""


@dataclass(frozen=True)
class Tree:
    """name: of the repository's folder. files: paths from the root. read: their text; "" when it is none."""

    name: str
    files: frozenset[str]
    read: Callable[[str], str] = field(repr=False)

    def has(self, path: str) -> bool:
        """Whether there is a file of that path."""
        return path in self.files

    def first(self, *paths: str) -> str:
        """The first of these files that is there, or ""."""
        return next((path for path in paths if path in self.files), "")

    @cached_property
    def _ascending(self) -> list[str]:
        return sorted(self.files)

    @cached_property
    def _homes(self) -> dict[str, list[str]]:
        """Folders of this project's own by the name of a file in them."""
        found: dict[str, list[str]] = {}
        for path in self._ascending:
            folder, _, name = path.rpartition("/")
            parts = folder.split("/") if folder else []
            is_ours = not any(part in FOREIGN or part.startswith(".") for part in parts)
            if is_ours and len(parts) <= DEEPEST and folder.isprintable():
                found.setdefault(name, []).append(folder or ".")
        return found

    def below(self, folder: str) -> Iterator[str]:
        """The files in a folder, however deep, ascending; "." is the root."""
        start = "" if folder == "." else f"{folder}/"
        for at in range(bisect_left(self._ascending, start), len(self._ascending)):
            if not self._ascending[at].startswith(start):
                return
            yield self._ascending[at]

    def folders(self, folder: str = ".") -> list[str]:
        """The names of the folders right in a folder that hold files, ascending."""
        start = 0 if folder == "." else len(folder) + 1
        return sorted({path[start:].partition("/")[0] for path in self.below(folder) if "/" in path[start:]})

    def homes(self, *manifests: str) -> list[str]:
        """The folders that hold one of these files and are this project's own, "." first."""
        found = {home for name in manifests for home in self._homes.get(name, ())}
        return sorted(found, key=lambda one: (one != ".", one))

    def toml(self, path: str) -> dict[str, Any]:
        """A TOML file; {} when it is not there or cannot be read."""
        try:
            return tomllib.loads(self.read(path)) if self.has(path) else {}
        except tomllib.TOMLDecodeError:
            return {}

    def json(self, path: str) -> dict[str, Any]:
        """A JSON object in a file; {} when it is not there or is none."""
        try:
            found = json.loads(self.read(path)) if self.has(path) else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def yaml(self, path: str) -> dict[str, Any]:
        """A YAML mapping in a file; {} when it is not there or is none."""
        import yaml

        from greenlane.edges import shallow_yaml

        try:
            found = shallow_yaml.load(self.read(path)) if self.has(path) else {}
        except (yaml.YAMLError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def at(folder: str, name: str) -> str:
    """A path in a folder, from the root."""
    return name if folder == "." else f"{folder}/{name}"


def table(value: object) -> dict[str, Any]:
    """A mapping out of somebody's file, where one is expected; {} for anything else."""
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}


def slug(text: str, fallback: str) -> str:
    """A name for greenlane.yaml: letters, digits, - and _, beginning with a letter, 40 at most."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text.rpartition("/")[2]).strip("-_")
    plain = re.sub(r"^[^A-Za-z]+", "", plain)[:40].strip("-_")
    return plain or fallback


def plain_glob(path: str) -> bool:
    """Whether a path, as a glob, means itself: `?`, `+` and brackets are refused in greenlane.yaml."""
    return not re.search(r"[?+\[\]{}*!\\@(]|^\s|\s$", path) and path.isprintable()
