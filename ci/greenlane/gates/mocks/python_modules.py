"""Where Python's imports lead: roots, packages with and without `__init__`, and where production starts.

Properties
- A name is looked for below each root in turn: the importing file's own, the project's, `src`-like folders
  and every folder that holds a package. The first that has it wins, so the answer is always the same.
- `import a.b` runs `a/__init__.py` too; `from a import b` means `a/b.py` where it exists.
- A top-level name that no root has is a package from outside.
"""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from greenlane.gates.mocks.facts import Import, Resolved, Setting
from greenlane.gates.mocks.places import TEST_FOLDERS, is_development
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Tree

_GENERATED = re.compile(r"(?:_pb2|_pb2_grpc|_version|version|_generated)$")
_STARTING = ("__main__.py", "manage.py", "asgi.py", "wsgi.py")
_AT_ROOTS = ("app.py", "main.py", "server.py", "application.py")
_PROGRAM = re.compile(
    rb"\b(?:FastAPI|Flask|Starlette|Litestar|Sanic|Quart|Bottle|Typer|Celery|create_app|Application)\(|__main__"
)
_OBJECT = re.compile(r"\s*([\w.]+)\s*(?::\s*[\w.]+)?\s*(?:\[.*\])?\s*$")
_OF_AN_APP = ("models", "apps", "admin", "urls", "signals", "tasks", "handlers")


class Modules:
    """facts.Resolver for Python."""

    def __init__(self, tree: Tree, setting: Setting) -> None:
        self._tree = tree
        self._setting = setting
        self._all = tree.files("*.py")

    def resolve(self, path: str, imported: Import) -> Resolved:
        """Where an import leads."""
        target = imported.target
        if target.startswith("__name__"):
            package = path.removesuffix(".py").removesuffix("/__init__")
            return self._pattern(package + target.removeprefix("__name__").replace(".", "/"), imported)
        if target.startswith(".") or target.startswith("__package__"):
            return self._relative(path, imported)
        top = target.partition(".")[0]
        missing = ""
        for root in self._roots_for(path):
            if not self._has(_join(root, top)):
                continue
            found = self._below(root, target, imported)
            if found:
                return Resolved(files=tuple(found))
            missing = missing or f"{target}, which is not below {_join(root, top)}"
        if not missing or top in self._setting.external:
            return Resolved(package=target)
        if imported.optional or _GENERATED.search(target):
            return Resolved()
        return Resolved(missing=missing)

    def _pattern(self, prefix: str, imported: Import) -> Resolved:
        folder = prefix.rpartition("/")[0] if not prefix.endswith("/") else prefix.rstrip("/")
        files = [
            one for one in self._all if one.startswith(f"{folder}/") and "/" not in one[len(folder) + 1 :]
        ]
        return Resolved(files=tuple(files)) if imported.is_pattern and files else Resolved(missing="")

    def _relative(self, path: str, imported: Import) -> Resolved:
        target = imported.target.replace("__package__", ".", 1) if imported.is_pattern else imported.target
        name = target.lstrip(".")
        folders = path.split("/")[:-1]
        up = max(len(target) - len(name) - 1, 0)
        if up > len(folders):
            return (
                Resolved() if imported.optional else Resolved(missing=f"{target}, which is above the project")
            )
        base = "/".join(folders[: len(folders) - up])
        if imported.is_pattern:
            return self._pattern(_join(base, name.replace(".", "/")), imported)
        found = self._below(base, name, imported) if name else self._package(base, imported)
        if found or imported.optional or _GENERATED.search(name) or not name:
            return Resolved(files=tuple(found))
        return Resolved(missing=f"{target}, which is not there")

    def _below(self, root: str, target: str, imported: Import) -> list[str]:
        """The files that importing `target` runs, packages first; empty when the last one is not there."""
        parts = [part for part in target.split(".") if part]
        if imported.is_pattern:
            return list(self._pattern(_join(root, "/".join(parts)) + "/", imported).files)
        found: list[str] = []
        folder = root
        for index, part in enumerate(parts):
            here = _join(folder, part)
            is_last = index == len(parts) - 1
            if f"{here}/__init__.py" in self._setting.files:
                found.append(f"{here}/__init__.py")
            elif f"{here}.py" in self._setting.files:
                return [*found, f"{here}.py"] if is_last or imported.optional else []
            elif here not in self._folders:
                return found if imported.optional and found else []
            folder = here
        return [*found, *self._named(folder, imported)] or [*self._named(folder, imported)]

    def _package(self, folder: str, imported: Import) -> list[str]:
        """`from . import a, b`: the package and those of its modules."""
        own = f"{folder}/__init__.py" if folder else "__init__.py"
        return [*([own] if own in self._setting.files else []), *self._named(folder, imported)]

    def _named(self, folder: str, imported: Import) -> Iterator[str]:
        names = imported.names or (_OF_AN_APP if imported.optional else ())
        for name in names:
            for candidate in (f"{_join(folder, name)}.py", f"{_join(folder, name)}/__init__.py"):
                if candidate in self._setting.files:
                    yield candidate

    def _has(self, path: str) -> bool:
        return f"{path}.py" in self._setting.files or path in self._folders

    @cached_property
    def _folders(self) -> frozenset[str]:
        """Folders with Python anywhere below."""
        found: set[str] = set()
        for path in self._all:
            parent = path.rpartition("/")[0]
            while parent and parent not in found:
                found.add(parent)
                parent = parent.rpartition("/")[0]
        return frozenset(found)

    def _roots_for(self, path: str) -> Iterator[str]:
        """A script's own folder comes first where it is no package."""
        folder = path.rpartition("/")[0]
        own = self._root_of(folder)
        yield own
        yield from (root for root in self._roots if root != own)

    def _root_of(self, folder: str) -> str:
        while folder and f"{folder}/__init__.py" in self._setting.files:
            folder = folder.rpartition("/")[0]
        return folder

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """The project's root, src-like folders, and what holds a package, ascending."""
        holding = {
            self._root_of(path.rpartition("/")[0])
            for path in self._all
            if path.endswith("/__init__.py") and not is_development(path)
        }
        sources = {
            folder for folder in self._folders if folder.rpartition("/")[2] in ("src", "lib", "python")
        }
        return ("", *sorted((holding | sources) - {""}))

    def sources(self) -> tuple[str, ...]:
        """Python that should be reachable: no tests, no tools' settings, nothing beside production."""
        return tuple(path for path in self._all if not is_development(path))

    def entries(self) -> tuple[str, ...]:
        """Scripts and plugins of the manifests, `__main__.py`, Django's and WSGI's; else the package."""
        found = {path for name in self._objects() for path in self._object(name)}
        for path in self.sources():
            folder, _, name = path.rpartition("/")
            if name in _STARTING or (name in _AT_ROOTS and self._is_program(path, folder)):
                found.add(path)
        return tuple(sorted(found or self._library()))

    def _is_program(self, path: str, folder: str) -> bool:
        """`main.py` where programs usually stand, or anywhere when it makes an application."""
        if folder in self._starts:
            return True
        try:
            return bool(_PROGRAM.search(self._tree.read(path)))
        except OutsideError:
            return True

    @cached_property
    def _starts(self) -> frozenset[str]:
        beside = {
            path.rpartition("/")[0] for path in self._setting.files if path.endswith("requirements.txt")
        }
        return frozenset({"", "src", "app", "server", "backend", "api"} | set(self._roots) | beside)

    def _objects(self) -> Iterator[str]:
        for path in self._tree.files("pyproject.toml"):
            manifest = _toml(self._tree, path)
            project = manifest.get("project", {})
            poetry = manifest.get("tool", {}).get("poetry", {})
            plugins = [*project.get("entry-points", {}).values(), *poetry.get("plugins", {}).values()]
            for table in (
                project.get("scripts"),
                project.get("gui-scripts"),
                poetry.get("scripts"),
                *plugins,
            ):
                if isinstance(table, dict):
                    yield from (value for value in table.values() if isinstance(value, str))
        for path in self._tree.files("setup.cfg"):
            yield from _setup_cfg(self._tree, path)

    def _object(self, written: str) -> tuple[str, ...]:
        """`package.module:function` -> its file."""
        match = _OBJECT.match(written)
        if not match:
            return ()
        return self.resolve("", Import(0, match[1])).files[-1:]

    def _library(self) -> Iterator[str]:
        """A library has no program: every module of its packages is there to be imported by others."""
        bases = {
            path.rpartition("/")[0] for path in self._tree.files("pyproject.toml", "setup.py", "setup.cfg")
        }
        homes = bases | {_join(base, "src") for base in bases}
        for path in self.sources():
            top = self._root_of(path.rpartition("/")[0])
            if (
                top in homes
                and path.removeprefix(f"{top}/").partition("/")[0] not in TEST_FOLDERS
                and "/" in path
            ):
                yield path


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}".strip("/")


def _toml(tree: Tree, path: str) -> dict[str, Any]:
    """A manifest; one that is broken names nothing (other tools say so)."""
    try:
        return tomllib.loads(tree.read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OutsideError):
        return {}


def _setup_cfg(tree: Tree, path: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(tree.read(path).decode())
    except (configparser.Error, UnicodeDecodeError, OutsideError):
        return
    if parser.has_section("options.entry_points"):
        for _, lines in parser.items("options.entry_points"):
            yield from (line.partition("=")[2] for line in lines.splitlines() if "=" in line)
