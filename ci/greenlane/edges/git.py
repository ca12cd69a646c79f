"""git, asked in a way that no configuration, attribute or odd file name can bend.

Every call: no pager, no prompt, no hooks or file monitors, no external diff or text conversion, names
unquoted and ended by NUL, nobody's GIT_* variables. What git cannot say is an OutsideError, never "".
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from greenlane.model.errors import OutsideError
from greenlane.model.evidence import WorkTree

TIMEOUT_S = 300.0
_PLAIN = (
    *("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "diff.external=", "-c", "color.ui=false", "-c", "diff.renames=false", "-c", "core.pager=cat"),
    *("-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "diff.ignoreSubmodules=none"),
    *("-c", "log.showSignature=false", "-c", "safe.directory=*"),
)
DIFF = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--diff-algorithm=histogram")


@dataclass(frozen=True)
class Blob:
    """An object of the store. kind: git's word for it, or "missing"; content: None when it was not read."""

    name: str
    kind: str
    size: int
    content: bytes | None = field(repr=False)


class Repository:
    """The work tree around a folder. Paths that it hands out start from `root`, which may be below `top`."""

    def __init__(self, root: Path, top: Path, environment: Mapping[str, str]) -> None:
        self.root = root
        self.top = top
        self._environment = environment

    @classmethod
    def find(cls, root: Path, environment: Mapping[str, str]) -> Repository | None:
        """The repository around a folder; None when there is none. Raises OutsideError without git."""
        clean = _clean(environment)
        done = _call(["rev-parse", "--show-toplevel"], root, clean)
        if done.returncode:
            if b"not a git repository" in done.stderr:
                return None
            raise _refused(["rev-parse"], done)
        return cls(root.resolve(), Path(os.fsdecode(done.stdout.rstrip(b"\n"))), clean)

    def run(self, *words: str, stdin: bytes | None = None, ok: Sequence[int] = (0,)) -> bytes:
        """What git prints. Raises OutsideError with its own words when it ends otherwise than `ok`."""
        done = _call(words, self.root, self._environment, stdin)
        if done.returncode not in ok:
            raise _refused(words, done)
        return done.stdout

    def lines(self, *words: str) -> Iterator[bytes]:
        """What git prints, line by line while it prints it, for answers too large to hold."""
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(
                ["git", *_PLAIN, *words],
                cwd=self.root,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
            )
            with child:
                assert child.stdout
                yield from child.stdout
            if child.returncode:
                said.seek(0)
                done = subprocess.CompletedProcess(words, child.returncode, b"", said.read())
                raise _refused(words, done)

    def fields(self, *words: str) -> Iterator[bytes]:
        """What git prints, field by field while it prints it, for output of -z: each ends with a NUL."""
        left = b""
        for chunk in self._chunks(words):
            *whole, left = (left + chunk).split(b"\0")
            yield from whole
        if left:
            yield left

    def objects(self, names: Iterable[str], largest: int) -> Iterator[Blob]:
        """The content of objects by full hash, in that order, each as soon as git has it.

        One that is not here comes as missing, one of more than `largest` bytes without its content.
        """
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{name}\n" for name in names).encode())
            asked.seek(0)
            with self._streaming(("cat-file", "--batch", "--buffer"), asked) as out:
                for head in iter(out.readline, b""):
                    yield _blob(head.decode().split(), out, largest)

    def _chunks(self, words: Sequence[str]) -> Iterator[bytes]:
        with self._streaming(words, subprocess.DEVNULL) as out:
            yield from iter(lambda: out.read(1 << 20), b"")

    @contextmanager
    def _streaming(self, words: Sequence[str], stdin: IO[bytes] | int) -> Iterator[IO[bytes]]:
        """git's output while it runs. Raises OutsideError afterwards, when it ended badly."""
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(
                ["git", *_PLAIN, *words],
                cwd=self.root,
                env=dict(self._environment),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=said,
            )
            is_read = False
            try:
                assert child.stdout
                yield child.stdout
                is_read = True
            finally:
                if not is_read:
                    child.kill()
                assert child.stdout
                child.stdout.close()
                child.wait()
            if child.returncode:
                said.seek(0)
                raise _refused(words, subprocess.CompletedProcess(words, child.returncode, b"", said.read()))

    def commit(self, name: str = "HEAD") -> str | None:
        """The full hash of a commit; None when there is no such commit here."""
        out = self.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", ok=(0, 1, 128)
        )
        return out.decode().strip() or None

    def is_shallow(self) -> bool:
        """Whether older history is cut off."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def merge_base(self, one: str, other: str = "HEAD") -> str | None:
        """The best common ancestor; None when history holds none (unrelated, or cut off)."""
        return self.run("merge-base", one, other, ok=(0, 1, 128)).decode().strip() or None

    def files(self) -> list[str]:
        """Tracked files that are there, and untracked ones that are not ignored, below root, ascending."""
        out = self.run("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
        names = {os.fsdecode(name) for name in out.split(b"\0") if name}
        return sorted(name for name in names if _is_there(self.root / name))

    def changed_lines(self, base: str) -> dict[str, frozenset[int]]:
        """What the work tree has that commit `base` has not: path -> new line numbers, from 1.

        Files below root; untracked ones are wholly new; deleted and binary ones have no lines.
        """
        prefix = ("--src-prefix=a/", "--dst-prefix=b/", "--relative", "--unified=0")
        out = self.run("diff", *DIFF, *prefix, "--text", base, "--", ".")
        names = self.run("diff", *DIFF, "--relative", "--name-only", "-z", base, "--", ".")
        found: dict[str, set[int]] = {os.fsdecode(name): set() for name in names.split(b"\0") if name}
        _read_hunks(out, found)
        others = self.run("ls-files", "-z", "--others", "--exclude-standard")
        for name in (os.fsdecode(one) for one in others.split(b"\0") if one):
            if _is_there(self.root / name):
                count = len((self.root / name).read_bytes().splitlines())
                found[name] = set(range(1, count + 1))
        return {name: frozenset(lines) for name, lines in found.items()}

    def state(self) -> WorkTree:
        """The commit, its tree, and the digest of whatever differs from it in the whole work tree."""
        commit = self.commit()
        tree = self.run("rev-parse", "HEAD^{tree}").decode().strip() if commit else None
        return WorkTree(commit, tree, self._changes())

    def _changes(self) -> str:
        out = self.run(
            "status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames", "--", str(self.top)
        )
        if not out:
            return ""
        digest = hashlib.sha256()
        for record in sorted(part for part in out.split(b"\0") if part):
            kind, name = record[:1], _name_in(record)
            path = self.top / os.fsdecode(name)
            digest.update(kind + name + b"\0" + _content(path) + b"\0")
        return digest.hexdigest()


def _blob(head: Sequence[str], out: IO[bytes], largest: int) -> Blob:
    """One answer of cat-file: `hash kind size`, the content, a line's end; or `hash missing`."""
    if len(head) != 3:
        return Blob(head[0] if head else "", "missing", 0, None)
    name, kind, size = head[0], head[1], int(head[2])
    if size <= largest:
        content = out.read(size)
        if len(content) != size or out.read(1) != b"\n":
            raise OutsideError(f"git cat-file broke off within {name}")
        return Blob(name, kind, size, content)
    left = size + 1
    while left:
        chunk = out.read(min(left, 1 << 20))
        if not chunk:
            raise OutsideError(f"git cat-file broke off within {name}")
        left -= len(chunk)
    return Blob(name, kind, size, None)


def _name_in(record: bytes) -> bytes:
    """The path of one porcelain v2 record: the ninth field of 1, the eleventh of u, the second of ?."""
    fields = {b"1": 8, b"2": 9, b"u": 10, b"?": 1, b"!": 1}[record[:1]]
    return record.split(b" ", fields)[fields]


def _content(path: Path) -> bytes:
    """A digest of what is at the path now: kind, mode and bytes."""
    try:
        found = path.lstat()
    except OSError:
        return b"gone"
    if stat.S_ISLNK(found.st_mode):
        return b"link " + os.fsencode(path.readlink())
    if not stat.S_ISREG(found.st_mode):
        return b"other"
    with path.open("rb") as handle:
        return b"%o " % (found.st_mode & 0o111) + hashlib.file_digest(handle, "sha256").digest()


def _read_hunks(out: bytes, found: dict[str, set[int]]) -> None:
    """Collect the new line numbers of a diff without context. Its order of files is that of the names."""
    lines: set[int] | None = None
    remaining = 0
    for line in out.split(b"\n"):
        if remaining and line[:1] in (b"+", b"-", b"\\"):
            remaining -= line[:1] != b"\\"
            continue
        if line.startswith(b"diff --git "):
            lines, remaining = None, 0
        elif line.startswith(b"+++ "):
            lines = found.setdefault(_unquoted(line[4:]), set()) if line != b"+++ /dev/null" else None
        elif line.startswith(b"@@ "):
            _, old, new, *_ = line.split(b" ")
            start, count = _span(new)
            remaining = _span(old)[1] + count
            if lines is not None:
                lines.update(range(start, start + count))


def _span(word: bytes) -> tuple[int, int]:
    start, _, count = word[1:].partition(b",")
    return int(start), int(count or 1)


def _unquoted(name: bytes) -> str:
    """`b/path`, or git's C-quoted form of it, which odd bytes still get; a tab ends a name with a space."""
    if name.startswith(b'"'):
        body = name.rstrip(b"\t").strip(b'"')
        name = body.decode("unicode_escape").encode("latin-1")
    return os.fsdecode(name.rstrip(b"\t")).removeprefix("b/")


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }


def _call(
    words: Sequence[str], cwd: Path, environment: Mapping[str, str], stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *_PLAIN, *words],
            cwd=cwd,
            env=dict(environment),
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError as err:
        raise OutsideError(
            "git is not installed", fix="install git", docs="docs/troubleshooting.md#git"
        ) from err
    except subprocess.TimeoutExpired as err:
        raise OutsideError(f"git {words[0]} did not end within {TIMEOUT_S:.0f} s") from err


def _refused(words: Sequence[str], done: subprocess.CompletedProcess[bytes]) -> OutsideError:
    return OutsideError(
        f"git {words[0]} ended with code {done.returncode}",
        detail=done.stderr.decode(errors="replace").splitlines()[-5:],
    )
