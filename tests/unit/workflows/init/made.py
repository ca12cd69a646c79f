"""Repositories made of a list of files, and what `greenlane init` says and does in them."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.workflows.init.tree import Tree

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PIN = f"octo/greenlane@{COMMIT}"


class Said(NamedTuple):
    """How a call ended, and what it printed."""

    code: int
    out: str
    err: str


def tree(files: Mapping[str, str], name: str = "shop") -> Tree:
    """The same as `greenlane init` sees it, without a repository."""
    return Tree(name, frozenset(files), lambda path: files.get(path, ""))


def repository(folder: Path, files: Mapping[str, str], *, name: str = "shop") -> Path:
    """A git repository of these files, all of them committed."""
    root = folder / name
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    root.mkdir(exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    return commit(root)


def commit(root: Path) -> Path:
    """Everything that is there."""
    git(root, "add", "--all")
    git(
        root,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@localhost",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "x",
    )
    return root


def git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=root, env=environment(root), capture_output=True, text=True, check=True
    )
    return done.stdout


def environment(root: Path) -> dict[str, str]:
    """Nothing of the machine's own but where programs are."""
    kept = {"PATH": os.environ["PATH"], "HOME": str(root.parent), "GIT_CONFIG_NOSYSTEM": "1"}
    return {
        **kept,
        "GREENLANE_STATE": str(root.parent / "state"),
        "GREENLANE_CACHE": str(root.parent / "cache"),
    }


def call(folder: Path, *words: str, variables: Mapping[str, str] | None = None) -> Said:
    """A verb, called in a folder. variables: more of its environment."""
    out, err = io.StringIO(), io.StringIO()
    code = main(list(words), World({**environment(folder), **(variables or {})}, folder, out, err))
    return Said(code, out.getvalue(), err.getvalue())


def init(folder: Path, *words: str) -> Said:
    """`greenlane init` with the pin of the tests."""
    return call(folder, "init", "--pin", PIN, *words)


APART = {".git", ".nox", ".ruff_cache", "__pycache__"}
"""Folders that git and other programs keep for themselves."""


def listed(root: Path) -> dict[str, str]:
    """Every file but those of other programs, with its text."""
    files = [path for path in sorted(root.rglob("*")) if APART.isdisjoint(path.relative_to(root).parts)]
    return {str(path.relative_to(root)): path.read_text() for path in files if path.is_file()}
