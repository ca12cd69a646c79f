"""A repository: its files, its commits, what changed since one of them, and the state of its work tree."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from greenlane.edges.git_calls import Git, call, refused
from greenlane.edges.git_output import changed_paths, is_left, name_in, read_hunks
from greenlane.edges.git_words import cleaned
from greenlane.model.errors import OutsideError
from greenlane.model.evidence import WorkTree

DIFF = (
    *("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--diff-algorithm=histogram"),
    *("--inter-hunk-context=0", "--submodule=short", "-O/dev/null"),
)


class Repository(Git):
    """The work tree around a folder. Paths that it hands out start from `root`, which may be below `top`."""

    def __init__(self, root: Path, top: Path, environment: Mapping[str, str]) -> None:
        super().__init__(root, environment)
        self.root = root
        self.top = top

    @classmethod
    def find(cls, root: Path, environment: Mapping[str, str]) -> Repository | None:
        """The repository around a folder; None when there is none. Raises OutsideError without git."""
        clean = cleaned(environment)
        words = ["rev-parse", "--show-toplevel"]
        done = call(words, root, clean)
        if done.returncode:
            if b"not a git repository" in done.stderr:
                return None
            raise refused(words, done)
        top = Path(os.fsdecode(done.stdout.removesuffix(b"\n")))
        if not root.resolve().is_relative_to(top.resolve()):
            raise OutsideError(
                "git takes another folder for the work tree of the repository here",
                fix="git config --unset core.worktree",
                docs="docs/troubleshooting.md#git",
            )
        return cls(root.resolve(), top, clean)

    def commit(self, name: str = "HEAD") -> str | None:
        """The full hash of a commit; None when there is no such commit here."""
        out = self.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", ok=(0, 1, 128)
        )
        return out.decode().strip() or None

    def address(self, remote: str = "origin") -> str | None:
        """Where a remote is fetched from; None when there is no such remote."""
        out = self.run("config", "--get", f"remote.{remote}.url", ok=(0, 1)).decode(errors="replace")
        return out.strip() or None

    def is_shallow(self) -> bool:
        """Whether older history is cut off."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def merge_base(self, one: str, other: str = "HEAD") -> str | None:
        """The best common ancestor; None when history holds none (unrelated, or cut off)."""
        out = self.run("merge-base", "--end-of-options", one, other, ok=(0, 1, 128))
        return out.decode().strip() or None

    def content(self, commit: str, path: str) -> bytes | None:
        """A file below root as it stood in a commit; None when it was not there. Raises OutsideError."""
        entry = self.run("ls-tree", "-z", "--end-of-options", commit, f":(literal){path}")
        words = entry.partition(b"\t")[0].split(b" ")
        return self.run("cat-file", "blob", words[2].decode()) if len(words) == 3 else None

    def files(self) -> list[str]:
        """Tracked files that are there, and untracked ones that are not ignored, below root, ascending."""
        out = self.run("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
        names = {os.fsdecode(name) for name in out.split(b"\0") if name}
        return sorted(name for name in names if _is_there(self.root / name))

    def changed_lines(self, base: str) -> dict[str, frozenset[int]]:
        """What the work tree has that commit `base` has not: path -> new line numbers, from 1.

        Files below root, every changed one; untracked ones, and those that git was told to overlook, are
        wholly new. What is deleted, a link or a submodule has no lines. An attribute that calls a file
        binary changes nothing: lines are what ends in a newline.
        """
        prefix = ("--src-prefix=a/", "--dst-prefix=b/", "--relative", "--unified=0")
        words = ("--end-of-options", base, "--", ".")
        found = changed_paths(self.run("diff", *DIFF, "--relative", "--raw", "-z", *words))
        read_hunks(self.run("diff", *DIFF, *prefix, "--text", *words), found)
        others = self.run("ls-files", "-z", "--others", "--exclude-standard")
        whole = [os.fsdecode(one) for one in others.split(b"\0") if one]
        for name in (*whole, *self._overlooked(".")):
            if _is_there(self.root / name):
                found[name] = set(range(1, _line_count(self.root / name) + 1))
        return {name: frozenset(lines or ()) for name, lines in found.items()}

    def modified(self) -> tuple[str, ...]:
        """Tracked files of the whole work tree that are not as in HEAD, from the top, ascending."""
        found = changed_paths(self.run("diff", *DIFF, "--raw", "-z", "HEAD", "--", ":/"))
        return tuple(sorted(found))

    def state(self, *, without: Collection[Path] = ()) -> WorkTree:
        """The commit, its tree, and the digest of whatever differs from it in the whole work tree.

        without: files that do not count, such as the reports of what looked at the others. What lies in a
        folder .greenlane and is not tracked never counts: greenlane itself leaves it.
        """
        words = self.run("log", "--max-count=1", "--format=%H %T", "HEAD", "--", ok=(0, 128)).decode().split()
        commit, tree = words or (None, None)
        apart = {os.fsencode(os.path.relpath(path.resolve(), self.top.resolve())) for path in without}
        return WorkTree(commit, tree, self._changes(apart))

    def _changes(self, apart: Collection[bytes]) -> str:
        """ "" when every file is as in HEAD, whatever stands in the index."""
        out = self.run(
            *("status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames"),
            *("--ignore-submodules=none", "--", ":/"),
        )
        records = [part for part in out.split(b"\0") if part]
        names = {name_in(record) for record in records if not is_left(record)} - set(apart)
        names -= {name for name in self._staged(records) if self._equals_head(name)}
        names |= {os.fsencode(name) for name in self._overlooked(":/")} - set(apart)
        digest = hashlib.sha256()
        for name in sorted(names):
            digest.update(name + b"\0" + self._content(name) + b"\0")
        return digest.hexdigest() if names else ""

    def _staged(self, records: Sequence[bytes]) -> set[bytes]:
        """Names whose entry in the index is not HEAD's: only their files may equal HEAD all the same."""
        return {name_in(one) for one in records if one[:1] == b"1" and one[2:3] != b"."}

    def _equals_head(self, name: bytes) -> bool:
        """Whether the file is HEAD's, byte by byte as git would store it, and mode by mode."""
        entry = self.run(
            "ls-tree", "-z", "--full-tree", "HEAD", f":(literal){os.fsdecode(name)}", ok=(0, 128)
        )
        path = self.top / os.fsdecode(name)
        head = entry.partition(b"\t")[0].split(b" ")
        if len(head) != 3 or not _is_there(path):
            return False
        mode = b"100755" if path.stat().st_mode & 0o100 else b"100644"
        return mode == head[0] and self._blob(path) == head[2]

    def _blob(self, path: Path) -> bytes:
        """The hash of what git would store for the file."""
        return self.run("hash-object", "--", str(path)).strip()

    def _overlooked(self, where: str) -> Iterator[str]:
        """Files that git was told to take for unchanged (assume-unchanged, skip-worktree) and that are not.

        Names start from root for ".", from the top for ":/".
        """
        full = ("--full-name",) if where == ":/" else ()
        start = self.top if where == ":/" else self.root
        for entry in self.run("ls-files", "-z", "-v", "-s", *full, "--", where).split(b"\0"):
            fields, _, name = entry.partition(b"\t")
            if not (fields[:1].islower() or fields[:1] == b"S"):
                continue
            path = start / os.fsdecode(name)
            is_kept = fields[:1] == b"S" and not path.exists()
            if not is_kept and not (_is_there(path) and self._blob(path) == fields.split(b" ")[2]):
                yield os.fsdecode(name)

    def _content(self, name: bytes) -> bytes:
        """A digest of what is at the path now: kind, mode and bytes; of a repository within, its state."""
        path = self.top / os.fsdecode(name)
        if path.is_dir() and not path.is_symlink():
            within = Repository.find(path, self._environment)
            if within is None or within.top.resolve() != path.resolve():
                return b"folder"
            state = within.state()
            return f"repository {state.commit} {state.changes}".encode()
        return _content(path)


def _line_count(path: Path) -> int:
    try:
        data = path.read_bytes()
    except OSError as err:
        raise OutsideError(f"{path.name} cannot be read: {err.strerror}") from err
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


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


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
