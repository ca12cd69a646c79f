"""Programs that single tests want beside the gates' own, fetched by their locks and kept in the cache."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from greenlane.edges import npm, pypi
from greenlane.edges.files import locked
from greenlane.edges.process import run
from greenlane.model.bundle import NpmTree
from greenlane.services.store import default_root
from tests.node import npm as words_of_npm

LOCKS = Path(__file__).parent / "locks"
MULTITOOL = "@microsoft/sarif-multitool-linux"


def multitool() -> Path:
    """The official validator of SARIF."""
    lock = LOCKS / "multitool"
    folder = _kept("multitool", (lock / "package-lock.json").read_bytes(), _lay_multitool)
    return folder / "node_modules" / MULTITOOL / "Sarif.Multitool"


def bandit_that_writes_sarif() -> Path:
    """A folder for PYTHONPATH."""
    return _kept("bandit", (LOCKS / "bandit.txt").read_bytes(), _lay_bandit)


def _kept(name: str, lock: bytes, lay: Callable[[Path], None]) -> Path:
    """The folder made from this lock by this Python; made aside, so that it is there whole or not at all."""
    digest = hashlib.sha256(lock + sys.version.encode()).hexdigest()[:16]
    folder = default_root(os.environ) / "tests" / f"{name}-{digest}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.with_suffix(".lock"), timeout_s=300):
        if not folder.is_dir():
            aside = folder.with_suffix(".aside")
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir()
            lay(aside)
            aside.rename(folder)
    return folder


def _lay_multitool(folder: Path) -> None:
    lock = LOCKS / "multitool"
    version = json.loads((lock / "package.json").read_bytes())["dependencies"][MULTITOOL]
    tree = NpmTree(MULTITOOL, version, lock.name)
    npm.fetch_tree(tree, lock, folder, folder / "scratch", words_of_npm(), os.environ)
    (folder / "node_modules" / MULTITOOL / "Sarif.Multitool").chmod(0o755)


def _lay_bandit(folder: Path) -> None:
    pip = pypi.find_pip(os.environ, folder)
    words = ["install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    done = run(
        [*pip, *words, "--target", folder, "-r", LOCKS / "bandit.txt"],
        environment=dict(os.environ),
        cwd=folder,
        timeout_s=300,
    )
    assert done.code == 0, done.err
