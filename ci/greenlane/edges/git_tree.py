"""A commit's trees and files straight from the object store: one git process, asked by id.

Neither the work tree nor the index is looked at, so a sparse checkout, a bare or a shallow clone and a dirty
folder all give the same answer. Replacements are not followed, and told about: a checkout does follow them.
What a partial clone lacks is fetched in one go, not object by object.
"""

from __future__ import annotations

import os
import time

from greenlane.edges.git_child import GitChild
from greenlane.edges.git_replaced import is_plain
from greenlane.edges.git_words import PLAIN, TIMEOUT_S, cleaned
from greenlane.model.errors import OutsideError
from greenlane.model.light import TYPE_CHECKING, Iterator, Mapping, Sequence

if TYPE_CHECKING:
    from pathlib import Path


AT_ONCE = 60
"""Ids asked for before answers are read: they fit the smallest pipe, a page, so nobody waits for it."""
_DOCS = "docs/troubleshooting.md#git"


def _is_name(revision: str) -> bool:
    return bool(revision) and "\n" not in revision and not revision.startswith("-")


class _Absent(OutsideError):
    """An object is not here, or git ended over it."""


class GitTree:
    """A commit of the repository around a folder. What was read is kept while it is open.

    git starts at once, while something else is done; `resolve` then finds the commit. timeout_s: git is ended
    after so long, and what is read then is missing. Raises OutsideError without git.
    """

    def __init__(
        self, folder: str | Path, environment: Mapping[str, str], *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self.commit = self.id = ""
        self._expected = ""
        self._until = time.monotonic() + timeout_s
        self._folder = folder
        self._environment = cleaned(environment)
        self._kept: dict[str, bytes] = {}
        self._odd: str | None = None
        self._is_over = False
        self._child = self._started("cat-file", "--batch")
        words = ("for-each-ref", "--count=1", "--format=%(refname)", "refs/replace/")
        self._replaced = None if is_plain(os.fspath(folder)) else self._started(*words)

    def __enter__(self) -> GitTree:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def expect(self, revision: str) -> None:
        """Let git look for the commit while something else is done; `resolve` of it has to be next."""
        if _is_name(revision):
            try:
                self._child.ask(f"{revision}^{{commit}}\n{revision}^{{tree}}\n".encode())
            except OSError:
                return  # git is gone: `resolve` says why
            self._expected = revision

    def resolve(self, revision: str) -> None:
        """Find the commit. Raises OutsideError when there is none of that name."""
        if not _is_name(revision):
            raise OutsideError(f"{revision!r} names no commit")
        if self._expected != revision:
            self._ask([f"{revision}^{{commit}}"])
        was_expected, self._expected = bool(self._expected), ""
        self.commit, said = next(self._answers([revision]))
        self.id = said.partition(b"\n")[0].removeprefix(b"tree ").decode()
        if was_expected:
            self._keep_root()

    def read(self, ids: Sequence[str]) -> list[bytes]:
        """The raw content of objects, in that order. Raises OutsideError when one cannot be had."""
        kept = self._kept
        wanted = list(dict.fromkeys(one for one in ids if one not in kept))
        try:
            self._get(wanted)
        except _Absent as err:
            self._fetch([one for one in wanted if one not in kept], err)
            self._get([one for one in wanted if one not in kept])
        return [kept[one] for one in ids]

    def dismiss(self) -> None:
        """End git while something else is done; nothing more may be read."""
        self._is_over = True
        self._child.kill()

    def close(self) -> None:
        """End git, and wait for it."""
        self._child.close()
        if self._replaced:
            self._replaced.close()

    def _keep_root(self) -> None:
        """The root's folder, asked for with the commit. Should another stand there by now, its id says so."""
        head = self._child.answers.readline().split()
        if len(head) == 3 and head[2].isdigit():
            content = self._child.answers.read(int(head[2]) + 1)
            if len(content) == int(head[2]) + 1:
                self._kept[head[0].decode()] = content[:-1]

    def _get(self, wanted: Sequence[str]) -> None:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            self._ask(some)
            self._kept.update(self._answers(some))

    def _ask(self, names: Sequence[str]) -> None:
        if self._is_over:
            raise ValueError(f"git was dismissed, and is asked for {names[0]}")
        if self._expected:
            raise ValueError(f"git was asked for {self._expected}, and its answer was not heard")
        try:
            self._child.ask("".join([f"{name}\n" for name in names]).encode())
        except OSError as err:
            raise self._absent(names[0]) from err

    def _answers(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Id and content of each: `id kind size`, the content, a line's end; or `name missing`."""
        readline, read = self._child.answers.readline, self._child.answers.read
        for name in names:
            head = readline().split()
            if len(head) != 3 or not head[2].isdigit():
                raise self._absent(name)
            size = int(head[2])
            content = read(size + 1)
            if len(content) != size + 1:
                raise self._absent(name)
            yield head[0].decode(), content[:-1]

    def _absent(self, name: str) -> _Absent:
        self._child.kill()
        if self._child.is_late:
            return _Absent(
                "git was not done with the commit in time", fix="look what holds it up", docs=_DOCS
            )
        said = self._child.said()
        if "not a git repository" in said:
            return _Absent("there is no repository here", fix="git init", docs=_DOCS)
        what = f"the repository here does not hold {name}"
        return _Absent(what, fix="fetch it", docs=_DOCS, detail=said.splitlines()[-3:])

    def _fetch(self, ids: Sequence[str], err: OutsideError) -> None:
        """Get what a partial clone left out. Raises err where this is no such clone, or that fails."""
        from greenlane.edges.git_calls import Git

        git = Git(self._folder, self._environment)
        promised = git.run("config", "--get-regexp", r"^remote\..*\.promisor$", ok=(0, 1)).decode().split()
        if not promised or self._child.is_late:
            raise err
        remote = promised[0].removeprefix("remote.").removesuffix(".promisor")
        options = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none")
        settings = ("fetch.negotiationAlgorithm=noop", "maintenance.auto=false", "gc.auto=0")
        configured = [word for one in settings for word in ("-c", one)]
        words = (*configured, "fetch", *options, "--quiet", "--stdin", remote)
        try:
            git.run(*words, stdin="".join(f"{one}\n" for one in ids).encode())
        except OutsideError as why:
            what = "this clone was made without all objects, and they cannot be fetched now"
            raise OutsideError(what, fix="clone without --filter", docs=_DOCS, detail=why.detail) from why
        self._child.close()
        self._child = self._started("cat-file", "--batch")

    @property
    def odd(self) -> str:
        """Whether objects are replaced here; asked while others are read."""
        if self._odd is None:
            self._odd = self._oddity()
        return self._odd

    def _oddity(self) -> str:
        if self._replaced is None:
            return ""
        out = self._replaced.answers.read()
        if self._replaced.wait():
            return "git does not say whether objects are replaced here"
        replaced = out.decode().strip()
        return f"{replaced} replaces an object: a checkout is not what the commit says" if replaced else ""

    def _started(self, *words: str) -> GitChild:
        """Over the network goes only `_fetch`: git alone would do it, once an object."""
        alone = {**self._environment, "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
        try:
            return GitChild((*PLAIN, *words), self._folder, alone, self._until)
        except OSError as err:
            is_missing = isinstance(err, FileNotFoundError)
            what = "git is not installed" if is_missing else f"git: {err.strerror}"
            raise OutsideError(what, fix="install git", docs=_DOCS) from err


def opened(
    folder: str | Path,
    environment: Mapping[str, str],
    revision: str = "HEAD",
    *,
    timeout_s: float = TIMEOUT_S,
) -> GitTree:
    """A commit, to be closed. Raises OutsideError: no git, no repository, no such commit."""
    tree = GitTree(folder, environment, timeout_s=timeout_s)
    try:
        tree.resolve(revision)
    except BaseException:
        tree.close()
        raise
    return tree
