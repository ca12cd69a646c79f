"""Every kind of change, seen in a clone with all history and in one of a single commit: nothing is missed.

Where more runs than has to, the case says why.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.unit.gates.trial import Trial
from tests.unit.planner.git.workshop import (
    FILES,
    JOBS,
    Change,
    Clone,
    blobless,
    commit,
    copied,
    digests,
    full,
    pin,
    shallow,
    started,
)

Changed = Callable[[str], tuple[Path, dict[str, str]]]
NOBODY = frozenset({"all"})
"""Only the job on the whole tree."""


def writes(path: str, content: str = "two\n") -> Change:
    def change(trial: Trial) -> None:
        trial.write({path: content})
        trial.git("add", "--", path)
        commit(trial)

    return change


def runs(*commands: str) -> Change:
    """git, word by word; then a commit."""

    def change(trial: Trial) -> None:
        for command in commands:
            trial.git(*command.split())
        commit(trial)

    return change


def links(path: str, to: str) -> Change:
    def change(trial: Trial) -> None:
        place = trial.root / path
        place.unlink(missing_ok=True)
        place.symlink_to(to)
        trial.git("add", "--", path)
        commit(trial)

    return change


def makes_executable(trial: Trial) -> None:
    trial.git("update-index", "--chmod=+x", "server/main.py")
    commit(trial)


def bumps(trial: Trial) -> None:
    pin(trial, "2" * 40)
    commit(trial)


def becomes_a_file(trial: Trial) -> None:
    trial.git("rm", "--quiet", "--cached", "vendor/lib", ".gitmodules")
    trial.write({"vendor/lib": "now a file\n"})
    trial.git("add", "--", "vendor/lib")
    commit(trial)


def writes_many(trial: Trial) -> None:
    for number in range(3100):
        name = f"docs/made/{number:04}.md"
        trial.write({name: "made\n"})
    trial.write({"proto/zzz.proto": "two\n"})
    trial.git("add", "--", "docs/made", "proto/zzz.proto")
    commit(trial)


def branches(trial: Trial, **files: str) -> Iterator[str]:
    """A branch from `before` for each file, written there."""
    for name, path in files.items():
        trial.git("checkout", "--quiet", "-B", name, "before")
        writes(path, f"{name}\n")(trial)
        yield name


def merges_like_github(trial: Trial) -> None:
    list(branches(trial, base="docs/index.md", head="proto/chat.proto"))
    trial.git("checkout", "--quiet", "-B", "main", "base")
    trial.git("merge", "--quiet", "--no-ff", "--message", "merge", "head")


def merges_three(trial: Trial) -> None:
    names = list(branches(trial, a="docs/index.md", b="proto/chat.proto", c="vendor/readme.txt"))
    trial.git("checkout", "--quiet", "-B", "main", "before")
    trial.git("merge", "--quiet", "--message", "octopus", *names)


def merges_crosswise(trial: Trial) -> None:
    list(branches(trial, a="docs/index.md", b="proto/chat.proto"))
    trial.git("branch", "kept", "a")
    trial.git("checkout", "--quiet", "a")
    trial.git("merge", "--quiet", "--message", "b into a", "b")
    trial.git("checkout", "--quiet", "b")
    trial.git("merge", "--quiet", "--message", "a into b", "kept")
    trial.git("checkout", "--quiet", "-B", "main", "a")
    trial.git("merge", "--quiet", "--no-ff", "--message", "criss-cross", "b")


def merges_against_its_parents(trial: Trial) -> None:
    """Neither parent holds what the merge says: no diff against one of them alone need show it."""
    list(branches(trial, a="docs/index.md", b="docs/other.md"))
    trial.git("checkout", "--quiet", "-B", "main", "a")
    trial.git("merge", "--quiet", "--no-ff", "--no-commit", "b")
    trial.write({"proto/chat.proto": "evil\n"})
    trial.git("add", "--", "proto/chat.proto")
    commit(trial)


def starts_anew(trial: Trial) -> None:
    trial.write({"proto/chat.proto": "two\n"})
    trial.git("add", "--", "proto/chat.proto")
    trial.git("checkout", "--quiet", "--orphan", "first")
    commit(trial)
    trial.git("branch", "--quiet", "-D", "main")
    trial.git("branch", "--quiet", "--move", "main")


def pushes_over(trial: Trial) -> None:
    writes("proto/chat.proto", "gone\n")(trial)
    trial.git("reset", "--quiet", "--hard", "before")
    writes("proto/chat.proto")(trial)


def reverts(trial: Trial) -> None:
    writes("proto/chat.proto")(trial)
    trial.git("revert", "--no-edit", "HEAD")


def red_then_elsewhere(trial: Trial) -> None:
    """What an earlier push broke is still another content after a push that touches something else."""
    writes("proto/chat.proto")(trial)
    writes("docs/index.md")(trial)


def changes_attributes(trial: Trial) -> None:
    writes("server/.gitattributes", "* -diff linguist-generated export-ignore\n")(trial)
    trial.git("branch", "--force", "before")
    writes("server/main.py")(trial)


SERVER = {"server", "all"}
PROTO = {"proto", "server", "all"}
DOCS = {"docs", "all"}
PINNED = {"pinned", "all"}

CASES: dict[str, tuple[Change, set[str] | frozenset[str]]] = {
    "a file is changed": (writes("server/main.py"), SERVER),
    "a file is changed far down": (writes("server/inner/deep.py"), SERVER),
    "a file that others need is changed": (writes("proto/chat.proto"), PROTO),
    "a file is added": (writes("server/new/one.py"), SERVER),
    "a file is deleted": (runs("rm --quiet server/inner/deep.py"), SERVER),
    "a file is renamed": (runs("mv server/main.py server/other.py"), SERVER),
    "a file moves to another component": (runs("mv server/inner/deep.py docs/deep.py"), SERVER | DOCS),
    "a file moves out of every component": (runs("mv server/inner/deep.py tools/deep.py"), JOBS),
    "a folder is renamed": (runs("mv server/inner server/outer"), SERVER),
    "a name changes its case": (runs("mv server/main.py server/Main.py"), SERVER),
    "a file is copied": (writes("server/copy.py", FILES["server/main.py"]), SERVER),
    "a mode is changed": (makes_executable, SERVER),
    "a file becomes a link": (links("server/main.py", "inner/deep.py"), SERVER),
    "a link into another component appears": (links("server/manual.md", "../docs/index.md"), SERVER),
    "a dotfile is changed": (writes("server/.hidden"), SERVER),
    "a file is emptied": (writes("server/main.py", ""), SERVER),
    "only the end of a line is changed": (writes("server/main.py", "one\r\n"), SERVER),
    "a pointer of LFS is changed": (
        writes("server/big.bin", FILES["server/big.bin"].replace("a", "b")),
        SERVER,
    ),
    "attributes hide what is changed": (changes_attributes, SERVER),
    "a submodule is bumped and ignored": (bumps, PINNED),
    # .gitmodules is of nobody, so it counts for all.
    "a submodule becomes a file": (becomes_a_file, JOBS),
    "a name is not UTF-8": (writes(os.fsdecode(b"server/\xff\xfe.py")), SERVER),
    "a name holds a newline": (writes("server/a\nb.py"), SERVER),
    "a name holds quotes and a tab": (writes('server/"a\t\\b".py'), SERVER),
    "a name begins with a dash": (writes("server/-rf"), SERVER),
    "a name is beyond ASCII": (writes("server/käse.py"), SERVER),
    "a name looks like a pathspec": (writes("server/:(top)x"), SERVER),
    "what is taken out again is changed": (writes("server/notes/why.txt"), JOBS),
    "a workflow is changed": (writes(".github/workflows/other.yml"), JOBS),
    "a local action is changed": (writes("actions/setup/action.yml"), JOBS),
    "a file of nobody is changed": (writes("tools/check.sh"), JOBS),
    "a file in the root is changed": (writes("Makefile"), JOBS),
    "the configuration is changed": (writes("greenlane.yaml"), JOBS),
    "a lock file is changed": (writes("uv.lock"), JOBS),
    "attributes of the root are changed": (writes(".gitattributes", "*.py text\n"), JOBS),
    "more files than a listing holds are changed": (writes_many, PROTO | DOCS),
    "a merge of a pull request": (merges_like_github, PROTO | DOCS),
    "an octopus": (merges_three, PROTO | DOCS | PINNED),
    "a criss-cross merge": (merges_crosswise, PROTO | DOCS),
    "a merge says what no parent says": (merges_against_its_parents, PROTO | DOCS),
    "a first commit": (starts_anew, PROTO),
    "a push over another": (pushes_over, PROTO),
    "an earlier push was red": (red_then_elsewhere, PROTO | DOCS),
    "a revert": (reverts, frozenset()),
    "an empty commit": (runs("status"), frozenset()),
}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return started(tmp_path_factory.mktemp("start") / "repository").root


@pytest.fixture(scope="module")
def changed(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """The repository after a case, and the keys before it: made once, and only cloned."""

    @cache
    def once(case: str) -> tuple[Path, dict[str, str]]:
        trial = copied(start, tmp_path_factory.mktemp("changed") / "origin")
        change, _ = CASES[case]
        change(trial)
        return trial.root, digests(trial.root, "before")

    return once


@pytest.mark.parametrize("clone", [full, shallow, blobless], ids=lambda one: one.__name__)
@pytest.mark.parametrize("case", CASES)
def test_the_keys_that_change_are_those_that_have_to(
    case: str, clone: Clone, changed: Changed, tmp_path: Path
) -> None:
    _, expected = CASES[case]
    origin, before = changed(case)
    after = digests(clone(origin, tmp_path / "clone"))
    assert {name for name in JOBS if before[name] != after[name]} == expected
