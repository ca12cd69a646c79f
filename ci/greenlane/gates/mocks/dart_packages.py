"""Where Dart's imports lead: files, packages of the project by pubspec.yaml, packages from outside."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import Any

import yaml

from greenlane.edges import shallow_yaml
from greenlane.gates.mocks.facts import Import, Resolved, Setting
from greenlane.gates.mocks.places import is_development
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Tree

_GENERATED = re.compile(
    r"\.(?:g|freezed|gr|config|mocks|chopper|pb\w*|reflectable|gen|mapper|auto_mappr)\.dart$"
)
_GENERATED_FOLDERS = re.compile(
    r"(?:^|/)(?:generated|l10n|gen|\.dart_tool|flutter_gen)(?:/|$)|app_localizations"
)
_MAIN = re.compile(r"(?:^|/)(?:lib/main\w*|bin/[^/]+|web/main\w*)\.dart$")
_NOT_SHIPPED = re.compile(r"main[_-]\w*(?:dev|mock|fake|test|local|debug|demo|stub)\w*\.dart$")
_SDK = frozenset(
    {"flutter", "flutter_localizations", "flutter_web_plugins", "flutter_test", "sky_engine", "meta"}
)


class Packages:
    """facts.Resolver for Dart."""

    def __init__(self, tree: Tree, setting: Setting) -> None:
        self._tree = tree
        self._setting = setting

    def resolve(self, path: str, imported: Import) -> Resolved:
        """Where an import, export or part leads."""
        target = imported.target
        if target.startswith("dart:"):
            return Resolved(package=target)
        if target.startswith("package:"):
            return self._package(target.removeprefix("package:"))
        return self._file(posixpath.normpath(posixpath.join(posixpath.dirname(path), target)), target)

    def _package(self, target: str) -> Resolved:
        name, _, rest = target.partition("/")
        if name in self._names:
            return self._file(
                posixpath.normpath(posixpath.join(self._names[name], "lib", rest)), f"package:{target}"
            )
        if name in self._known:
            return Resolved(package=name)
        if _GENERATED_FOLDERS.search(name):
            return Resolved()
        return Resolved(package=name, missing=f"package:{target}, which no pubspec.yaml names")

    def _file(self, path: str, written: str) -> Resolved:
        if path in self._setting.files:
            return Resolved(files=(path,))
        if _GENERATED.search(path) or _GENERATED_FOLDERS.search(path):
            return Resolved()
        return Resolved(missing=f"{written}, which is not there")

    @cached_property
    def _manifests(self) -> dict[str, dict[str, Any]]:
        """Folder -> its pubspec.yaml; one that is broken names nothing (other tools say so)."""
        found: dict[str, dict[str, Any]] = {}
        for path in self._tree.files("pubspec.yaml"):
            try:
                manifest = shallow_yaml.load(self._tree.read(path))
            except (yaml.YAMLError, UnicodeDecodeError, ValueError, OutsideError):
                continue
            if isinstance(manifest, dict):
                found[path.rpartition("/")[0]] = manifest
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        """Packages of the project -> their folders."""
        return {str(one["name"]): folder for folder, one in self._manifests.items() if one.get("name")}

    @cached_property
    def _known(self) -> frozenset[str]:
        """Packages from outside."""
        found = set(_SDK) | set(self._setting.external)
        for manifest in self._manifests.values():
            for key in ("dependencies", "dev_dependencies", "dependency_overrides"):
                table = manifest.get(key)
                found.update(map(str, table if isinstance(table, dict) else ()))
        return frozenset(found)

    def sources(self) -> tuple[str, ...]:
        """Dart that should be reachable."""
        return tuple(path for path in self._tree.files("*.dart") if not is_development(path))

    def entries(self) -> tuple[str, ...]:
        """`lib/main*.dart`, `bin/*.dart`; in a package without them, `lib/<name>.dart`.

        `lib/main_mock.dart` and its like start no production where another main stands beside.
        """
        sources = self.sources()
        found = {path for path in sources if _MAIN.search(path)}
        found = {path for path in found if not _NOT_SHIPPED.search(path)} or found
        if not found:
            for name, folder in self._names.items():
                library = f"{folder}/lib/{name}.dart".lstrip("/")
                found |= {library} & set(sources)
        return tuple(sorted(found))
