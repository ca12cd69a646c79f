"""A pubspec.yaml -> a component and a job: analyze and test, with Flutter fetched where it is not there."""

from __future__ import annotations

import re
import shlex

from greenlane.workflows.init.names import Names
from greenlane.workflows.init.seen import Check, Part
from greenlane.workflows.init.tree import Tree, at, table

MANIFESTS = ("pubspec.yaml",)
PLACE = "$HOME/flutter"
_SOURCE = "https://github.com/flutter/flutter"


def look(tree: Tree, folder: str, names: Names) -> Part:
    """The app or package in a folder."""
    manifest = tree.yaml(at(folder, "pubspec.yaml"))
    name = names.take(folder if folder != "." else str(manifest.get("name") or tree.name), folder, "app")
    is_flutter = "flutter" in table(manifest.get("dependencies"))
    program = "flutter" if is_flutter else "dart"
    has_tests = any(path.endswith("_test.dart") for path in tree.below(at(folder, "test")))
    wanted, hint = version(tree, folder)
    lock = " --enforce-lockfile" if tree.has(at(folder, "pubspec.lock")) else ""
    words = [f"{program} pub get{lock}", f"{program} analyze", *([f"{program} test"] if has_tests else [])]
    inside = " && ".join([f'export PATH="$PATH:{PLACE}/bin"', *_into(folder), *words])
    there = f'command -v {program} || test -x "{PLACE}/bin/{program}"'
    fetch = f'git clone --quiet --depth 1 --branch {shlex.quote(wanted)} {_SOURCE} "{PLACE}"'
    kind = "Flutter" if is_flutter else "Dart"
    return Part(
        name=name,
        folder=folder,
        found=f"{kind}: {folder if folder != '.' else 'the root'}{' (with tests)' if has_tests else ''}",
        checks=(Check(name, (f"{there} || {fetch}", inside), (name,), setup="90s"),),
        hints=(hint,) if hint else (),
        suffix=".dart",
    )


def version(tree: Tree, folder: str) -> tuple[str, str]:
    """The tag or branch of Flutter to fetch, and a hint when nothing pins it."""
    pinned = tree.json(at(folder, ".fvmrc")).get("flutter")
    pinned = pinned or tree.json(at(folder, ".fvm/fvm_config.json")).get("flutterSdkVersion")
    pinned = pinned or table(tree.yaml(at(folder, "pubspec.yaml")).get("environment")).get("flutter")
    if re.fullmatch(r"\d+\.\d+\.\d+", str(pinned or "")):
        return str(pinned), ""
    return (
        "stable",
        f"{at(folder, 'pubspec.yaml')}: no version of Flutter is pinned, so the job takes today's",
    )


def _into(folder: str) -> list[str]:
    return [] if folder == "." else [f"cd {shlex.quote(folder)}"]
