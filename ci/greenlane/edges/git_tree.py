"""A commit's trees and files straight from the object store: one git process, asked by id.

Neither the work tree nor the index is looked at, so a sparse checkout, a bare or a shallow clone and a dirty
folder all give the same answer. Replacements are not followed, and told about: a checkout does follow them.
What a partial clone lacks is fetched in one go, not object by object.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Timer

from greenlane.edges.git_calls import PLAIN, TIMEOUT_S, Git, cleaned
from greenlane.model.errors import OutsideError
from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import IO


AT_ONCE = 60
"""Ids asked for before answers are read: they fit the smallest pipe, a page, so nobody waits for it."""
_DOCS = "docs/troubleshooting.md#git"


class _Absent(OutsideError):
    """An object is not here, or git ended over it."""


class GitTree:
    """A commit of the repository around a folder. What was read is kept while it is open."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.commit = self.id = ""
        self._is_over = False
        self._folder = folder
        self._environment = cleaned(environment)
        self._kept: dict[str, bytes] = {}
        self._child = self._started("cat-file", "--batch")
        self._replaced = self._started("for-each-ref", "--count=1", "--format=%(refname)", "refs/replace/")

    def resolve(self, revision: str) -> None:
        """Find the commit. Raises OutsideError when there is none of that name."""
        if not revision or "\n" in revision or revision.startswith("-"):
            raise OutsideError(f"{revision!r} names no commit")
        self._ask([f"{revision}^{{commit}}"])
        self.commit, said = next(self._answers([revision]))
        self.id = said.partition(b"\n")[0].removeprefix(b"tree ").decode()

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

    def end(self) -> None:
        """Let nothing more be read."""
        self._is_over = True
        self._child.kill()
        self._replaced.kill()

    def close(self) -> None:
        """End git, and wait for it."""
        for child in (self._child, self._replaced):
            _ended(child)

    def _get(self, wanted: Sequence[str]) -> None:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            self._ask(some)
            self._kept.update(self._answers(some))

    def _ask(self, names: Sequence[str]) -> None:
        asking = self._child.stdin
        assert asking
        try:
            asking.write("".join([f"{name}\n" for name in names]).encode())
            asking.flush()
        except OSError as err:
            raise self._absent(names[0]) from err

    def _answers(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Id and content of each: `id kind size`, the content, a line's end; or `name missing`."""
        pipe = self._child.stdout
        assert pipe
        readline, read = pipe.readline, pipe.read
        for name in names:
            head = readline().split()
            if len(head) != 3:
                raise self._absent(name)
            size = int(head[2])
            content = read(size + 1)
            if len(content) != size + 1:
                raise self._absent(name)
            yield head[0].decode(), content[:-1]

    def _absent(self, name: str) -> _Absent:
        self._child.kill()
        if self._is_over:
            return _Absent(
                "git was not done with the commit in time", fix="look what holds it up", docs=_DOCS
            )
        said = self._said()
        if "not a git repository" in said:
            return _Absent("there is no repository here", fix="git init", docs=_DOCS)
        what = f"the repository here does not hold {name}"
        return _Absent(what, fix="fetch it", docs=_DOCS, detail=said.splitlines()[-3:])

    def _said(self) -> str:
        errors: IO[bytes] | None = self._child.stderr
        return errors.read().decode(errors="replace") if errors and not errors.closed else ""

    def _fetch(self, ids: Sequence[str], err: OutsideError) -> None:
        """Get what a partial clone left out. Raises err where this is no such clone, or that fails."""
        git = Git(self._folder, self._environment)
        promised = git.run("config", "--get-regexp", r"^remote\..*\.promisor$", ok=(0, 1)).decode().split()
        if not promised or self._is_over:
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
        _ended(self._child)
        self._child = self._started("cat-file", "--batch")

    @cached_property
    def odd(self) -> str:
        """Whether objects are replaced here; asked while others are read."""
        answers = self._replaced.stdout
        assert answers
        out = answers.read()
        if self._replaced.wait():
            return "git does not say whether objects are replaced here"
        replaced = out.decode().strip()
        return f"{replaced} replaces an object: a checkout is not what the commit says" if replaced else ""

    def _started(self, *words: str) -> subprocess.Popen[bytes]:
        """Over the network goes only `_fetch`: git alone would do it, once an object."""
        try:
            return subprocess.Popen(
                ["git", *PLAIN, *words],
                cwd=self._folder,
                env=self._environment | {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=1 << 16,
            )
        except OSError as err:
            is_missing = isinstance(err, FileNotFoundError) and self._folder.is_dir()
            what = "git is not installed" if is_missing else f"git: {err.strerror}"
            raise OutsideError(what, fix="install git", docs=_DOCS) from err


def _ended(child: subprocess.Popen[bytes]) -> None:
    """Whatever it was about to say."""
    child.kill()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
    child.wait()


@contextmanager
def started(
    folder: Path, environment: Mapping[str, str], *, timeout_s: float = TIMEOUT_S
) -> Iterator[GitTree]:
    """git, while the block runs; `resolve` then finds a commit. It starts while something else is done.

    timeout_s: git is ended after so long, and what is read then is missing. Raises OutsideError without git.
    """
    tree = GitTree(folder, environment)
    watch = Timer(timeout_s, tree.end)
    watch.daemon = True
    watch.start()
    try:
        yield tree
    finally:
        watch.cancel()
        tree.close()


@contextmanager
def opened(
    folder: Path, environment: Mapping[str, str], revision: str = "HEAD", *, timeout_s: float = TIMEOUT_S
) -> Iterator[GitTree]:
    """A commit, while the block runs. Raises OutsideError: no git, no repository, no such commit."""
    with started(folder, environment, timeout_s=timeout_s) as tree:
        tree.resolve(revision)
        yield tree
