"""Repositories on which keys are tried: one declaration, commits of every kind, clones of every kind."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from greenlane.edges.git_tree import opened
from greenlane.model.plan import Component, Declared, Job, Key
from greenlane.planner.keys import keys
from tests.unit.gates.trial import ENVIRONMENT, IDENTITY, Trial

DECLARED = Declared(
    (
        Component("proto", ("proto/**",)),
        Component("server", ("server/**", "!server/notes/**"), ("proto",)),
        Component("docs", ("docs/**", "*.md")),
        Component("pinned", ("vendor/lib", "vendor/*.txt")),
    ),
    (
        Job("proto", ("proto",)),
        Job("server", ("server",), locks=("uv.lock",)),
        Job("docs", ("docs",), definition=(".github/workflows/docs.yml",)),
        Job("pinned", ("pinned",)),
        Job("all"),
    ),
)
JOBS = frozenset(job.name for job in DECLARED.jobs)
PIN = "1" * 40
FILES = {
    "proto/chat.proto": "one\n",
    "server/main.py": "one\n",
    "server/inner/deep.py": "one\n",
    "server/.hidden": "one\n",
    "server/notes/why.txt": "one\n",
    "server/big.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 9\n",
    "docs/index.md": "one\n",
    "README.md": "one\n",
    "vendor/readme.txt": "one\n",
    "uv.lock": "one\n",
    "greenlane.yaml": "one\n",
    "tools/check.sh": "one\n",
    ".github/workflows/docs.yml": "one\n",
    ".github/workflows/other.yml": "one\n",
    "actions/setup/action.yml": "one\n",
    ".gitmodules": '[submodule "lib"]\n\tpath = vendor/lib\n\turl = ../lib\n\tignore = all\n',
}

Change = Callable[[Trial], None]
Clone = Callable[[Path, Path], Path]


def started(root: Path) -> Trial:
    """The repository that every change starts from, with a branch `before` on its only commit."""
    root.mkdir(parents=True)
    trial = Trial(root).write(FILES)
    trial.git("init", "--quiet", "--initial-branch=main")
    for name, value in (("uploadpack.allowFilter", "true"), ("uploadpack.allowAnySHA1InWant", "true")):
        trial.git("config", name, value)
    trial.git("add", "--all")
    pin(trial, PIN)
    commit(trial)
    trial.git("branch", "before")
    return trial


def pin(trial: Trial, to: str, path: str = "vendor/lib") -> None:
    """Put a submodule's commit into the index."""
    trial.git("update-index", "--add", "--cacheinfo", f"160000,{to},{path}")


def commit(trial: Trial, *words: str) -> str:
    """Commit what is in the index."""
    trial.git("commit", "--quiet", "--allow-empty", "--message", "a change", *words)
    return trial.git("rev-parse", "HEAD")


def found(
    folder: Path, revision: str = "HEAD", environment: Mapping[str, str] | None = None
) -> dict[str, Key]:
    """The keys as they are seen in a folder."""
    with opened(folder, environment if environment is not None else ENVIRONMENT, revision) as tree:
        return keys(DECLARED, tree, {})


def digests(
    folder: Path, revision: str = "HEAD", environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The same, all of them told."""
    told = {name: key.digest for name, key in found(folder, revision, environment).items()}
    assert all(told.values()), {name: key.why for name, key in found(folder, revision, environment).items()}
    return {name: digest or "" for name, digest in told.items()}


def full(source: Path, target: Path) -> Path:
    """A clone with all history."""
    return cloned(source, target)


def shallow(source: Path, target: Path) -> Path:
    """A clone of one commit."""
    return cloned(source, target, "--depth=1")


def blobless(source: Path, target: Path) -> Path:
    """A clone of one commit without files."""
    return cloned(source, target, "--depth=1", "--filter=blob:none", "--no-checkout")


def treeless(source: Path, target: Path) -> Path:
    """A clone of one commit without folders."""
    return cloned(source, target, "--depth=1", "--filter=tree:0", "--no-checkout")


def bare(source: Path, target: Path) -> Path:
    """A clone without a work tree."""
    return cloned(source, target, "--bare")


def cloned(source: Path, target: Path, *words: str) -> Path:
    """A clone of the branch that the source is on."""
    git(source.parent, "clone", "--quiet", *words, f"file://{source}", str(target))
    return target


def git(folder: Path, *words: str, environment: Mapping[str, str] | None = None) -> str:
    """One git command in a folder."""
    variables = ENVIRONMENT | IDENTITY | dict(environment or {})
    done = subprocess.run(["git", *words], cwd=folder, env=variables, capture_output=True, check=True)
    return os.fsdecode(done.stdout).strip()


def copied(source: Path, target: Path) -> Trial:
    """The same repository once more."""
    shutil.copytree(source, target, symlinks=True)
    return Trial(target)
