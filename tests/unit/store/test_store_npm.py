"""A tree of npm packages is what its lock says, or it is refused. A script plays npm."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from greenlane.edges.npm import fetch_tree
from greenlane.model.bundle import NpmTree
from greenlane.model.errors import OutsideError, UsageError

TREE = NpmTree("a-tree", "1.0", lock="unused")
HASH = f"sha512-{'A' * 86}=="

# Lays out what $LAID says, prints $SAYS, ends with $CODE.
NPM = """
import json, os, pathlib, sys
pathlib.Path("argv").write_text(" ".join(sys.argv[1:]))
laid = pathlib.Path("node_modules/.package-lock.json")
laid.parent.mkdir()
laid.write_text(os.environ["LAID"])
if "REWRITE" in os.environ:
    pathlib.Path("package-lock.json").write_text("{}")
print(os.environ.get("SAYS", ""), file=sys.stderr)
sys.exit(int(os.environ.get("CODE", "0")))
"""


def packages(integrity: str | None = HASH, **more: object) -> str:
    entry = {"version": "1.0", **({"integrity": integrity} if integrity else {}), **more}
    return json.dumps({"packages": {"": {}, "node_modules/a": entry}})


def fetch(folder: Path, lock: str = packages(), laid: str = packages(), **environment: str) -> Path:
    source, root, npm = folder / "lock", folder / "root", folder / "npm.py"
    source.mkdir()
    root.mkdir()
    (source / "package.json").write_text("{}")
    (source / "package-lock.json").write_text(lock)
    (source / ".npmrc").write_text("legacy-peer-deps=true\n")
    npm.write_text(NPM)
    child = {"PATH": os.environ["PATH"], "LAID": laid, **environment}
    fetch_tree(TREE, source, root, folder / "scratch", (Path(sys.executable), npm), child)
    return root


def test_no_script_is_run_and_no_development_package_is_taken(tmp_path: Path) -> None:
    root = fetch(tmp_path)
    argv = (root / "argv").read_text().split()
    assert argv[:3] == ["ci", "--ignore-scripts", "--omit=dev"]
    assert (root / ".npmrc").is_file()


def test_a_lock_without_a_hash_is_refused_before_npm_runs(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="node_modules/a has no sha512"):
        fetch(tmp_path, lock=packages(None))
    assert not (tmp_path / "root" / "argv").exists()


def test_another_package_than_the_locked_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="not the file that was declared") as caught:
        fetch(tmp_path, laid=packages("sha512-other"))
    assert caught.value.detail == (f"expected {HASH}", "got      sha512-other")


def test_a_package_left_out_is_named_unless_it_is_optional(tmp_path: Path) -> None:
    nothing = json.dumps({"packages": {}})
    (tmp_path / "one").mkdir()
    with pytest.raises(OutsideError, match="npm left out node_modules/a"):
        fetch(tmp_path / "one", laid=nothing)
    (tmp_path / "two").mkdir()
    fetch(tmp_path / "two", lock=packages(optional=True), laid=nothing)


def test_a_lock_that_npm_rewrote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="npm rewrote the lock file"):
        fetch(tmp_path, REWRITE="1")


def test_a_wrong_hash_reported_by_npm_is_named(tmp_path: Path) -> None:
    says = (
        f"npm error a integrity checksum failed when using sha512: wanted {HASH} but got sha512-B. (1 bytes)"
    )
    with pytest.raises(OutsideError, match=r"a-tree 1\.0 from npm is not") as caught:
        fetch(tmp_path, SAYS=says, CODE="1")
    assert caught.value.detail == (f"expected {HASH}", "got      sha512-B")


def test_without_a_network_npms_failure_says_so(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"could not fetch a-tree 1\.0 from npm: no connection"):
        fetch(tmp_path, SAYS="npm error code EAI_AGAIN", CODE="1")


def test_a_full_disk_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="the disk is full"):
        fetch(tmp_path, SAYS="npm error code ENOSPC", CODE="1")
