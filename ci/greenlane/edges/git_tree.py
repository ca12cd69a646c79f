"""A commit's trees and files straight from the object store: one git process, asked by id.

Neither the work tree nor the index is looked at, so a sparse checkout, a bare or a shallow clone and a dirty
folder all give the same answer. Replacements are not followed, and told about: a checkout does follow them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from greenlane.edges.git_calls import PLAIN, cleaned
from greenlane.model.errors import OutsideError

AT_ONCE = 256
"""Ids asked for before answers are read: few enough that neither pipe is ever full both ways."""


class GitTree:
    """A commit of the repository around a folder. Contents that were read are kept while it is open."""

    def __init__(self, child: subprocess.Popen[bytes], revision: str) -> None:
        assert child.stdin
        assert child.stdout
        self._child = child
        self._asking: IO[bytes] = child.stdin
        self._answers: IO[bytes] = child.stdout
        self._kept: dict[str, bytes] = {}
        self.commit, said = self._commit(revision)
        self.id = said.partition(b"\n")[0].removeprefix(b"tree ").decode()
        self.odd = ""

    def read(self, ids: Sequence[str]) -> list[bytes]:
        """The raw content of objects, in that order. Raises OutsideError when one is not here."""
        kept = self._kept
        wanted = list(dict.fromkeys(one for one in ids if one not in kept))
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            self._ask(some)
            for one in some:
                kept[one] = self._answer(one)[1]
        return [kept[one] for one in ids]

    def _ask(self, names: Sequence[str]) -> None:
        try:
            self._asking.write("".join(f"{name}\n" for name in names).encode())
            self._asking.flush()
        except OSError as err:
            raise self._ended() from err

    def _answer(self, name: str) -> tuple[str, bytes]:
        """Id and content: `id kind size`, the content, a line's end; or `id missing`."""
        head = self._answers.readline().split()
        if not head:
            raise self._ended()
        if len(head) != 3:
            raise OutsideError(
                f"the repository here does not hold {name}",
                fix="fetch it: a planner needs the trees of this commit, and small files of it",
                docs="docs/troubleshooting.md#git",
            )
        size = int(head[2])
        content = self._answers.read(size + 1)
        if len(content) != size + 1:
            raise self._ended()
        return head[0].decode(), content[:-1]

    def _commit(self, revision: str) -> tuple[str, bytes]:
        if not revision or "\n" in revision or revision.startswith("-"):
            raise OutsideError(f"{revision!r} names no commit")
        self._ask([f"{revision}^{{commit}}"])
        return self._answer(f"commit {revision}")

    def _ended(self) -> OutsideError:
        self._child.kill()
        return OutsideError(
            "git ended while it was asked for the content of a commit",
            fix="git fsck",
            docs="docs/troubleshooting.md#git",
        )


@contextmanager
def opened(folder: Path, environment: Mapping[str, str], revision: str = "HEAD") -> Iterator[GitTree]:
    """A commit, while the block runs. Raises OutsideError: no git, no repository, no such commit."""
    clean = cleaned(environment) | {"GIT_NO_LAZY_FETCH": "1"}
    try:
        child = subprocess.Popen(
            ["git", *PLAIN, "cat-file", "--batch"],
            cwd=folder,
            env=clean,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as err:
        what = "git is not installed" if isinstance(err, FileNotFoundError) else f"git: {err.strerror}"
        raise OutsideError(what, fix="install git", docs="docs/troubleshooting.md#git") from err
    with child:
        try:
            yield GitTree(child, revision)
        finally:
            child.kill()
