"""Trees of the npm registry, laid out by npm itself from a lock file that travels with us."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from greenlane.edges.process import Completed, run
from greenlane.edges.registry import (
    TIMEOUT_S,
    Arrived,
    arrived,
    child_environment,
    could_not,
    sha256_of,
    wrong_hash,
)
from greenlane.model.bundle import NpmTree
from greenlane.model.errors import OutsideError, UsageError

_COPIED = ("package.json", "package-lock.json", ".npmrc")


def fetch_tree(
    tree: NpmTree, lock: Path, root: Path, scratch: Path, npm: Sequence[Path], environment: Mapping[str, str]
) -> Arrived:
    """Lay the tree's node_modules under root, every package checked against the lock.

    lock: the folder with package.json, package-lock.json and, if need be, .npmrc.
    npm: the argv that starts npm. The registry, the proxy and the cache are the user's own.
    No script of any package is run. Raises OutsideError; UsageError for a lock without hashes.
    """
    what = f"{tree.name} {tree.version}"
    for name in _COPIED:
        if (lock / name).is_file():
            shutil.copyfile(lock / name, root / name)
    wanted = _locked(lock / "package-lock.json")
    arguments = (
        "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier",
        "--logs-max=0", "--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000",
    )  # fmt: skip
    path = f"{npm[0].parent}:{environment.get('PATH', '')}"
    child = child_environment(environment, scratch, PATH=path)
    done = run([*npm, *arguments], environment=child, cwd=root, timeout_s=TIMEOUT_S)
    if done.code != 0:
        raise _refusal(what, done)
    _check(what, wanted, root)
    if sha256_of(root / "package-lock.json") != sha256_of(lock / "package-lock.json"):
        raise OutsideError(f"npm rewrote the lock file of {what}", docs="docs/bundles.md#wrong-hash")
    return arrived(root / "package-lock.json", tree.version)


def _locked(path: Path) -> dict[str, dict[str, Any]]:
    """The packages of a lock file by folder. Raises UsageError when one is not pinned by a hash."""
    packages: dict[str, dict[str, Any]] = json.loads(path.read_bytes())["packages"]
    packages.pop("", None)
    for folder, package in packages.items():
        pinned = str(package.get("integrity", "")).startswith("sha512-")
        if not pinned and not package.get("inBundle") and not package.get("link"):
            raise UsageError(f"{folder} has no sha512 in its lock file", where=str(path))
    return packages


def _check(what: str, wanted: Mapping[str, Mapping[str, Any]], root: Path) -> None:
    """What npm says it laid out is what the lock asks for: nothing else, nothing less."""
    laid = json.loads((root / "node_modules" / ".package-lock.json").read_bytes())["packages"]
    for folder, package in laid.items():
        expected = wanted.get(folder, {}).get("integrity")
        if package.get("integrity") != expected:
            raise wrong_hash(f"{folder} of {what}", "npm", str(expected), str(package.get("integrity")))
    left_out = ("dev", "optional", "devOptional", "peer")
    for folder, package in wanted.items():
        if folder not in laid and not any(package.get(word) for word in left_out):
            raise OutsideError(
                f"npm left out {folder} of {what}", fix="look at npm's own configuration (npm config list)"
            )


def _refusal(what: str, done: Completed) -> OutsideError:
    said = re.search(r"(\S+) integrity checksum failed.*?wanted (\S+) but got (\S+?)\.? ", done.err + " ")
    if said:
        return wrong_hash(what, "npm", said[2], said[3])
    return could_not(what, "npm", done, fix="look at npm's own configuration (npm config list)")
