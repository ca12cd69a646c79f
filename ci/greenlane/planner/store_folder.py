"""Passes in a folder: one file a record, written aside and renamed. Whoever may write there is believed.

    FOLDER/<job>/<content>.default.json        the newest that the default branch vouches for
    FOLDER/<job>/<content>.proposed.json       the newest of a pull request
A record is found by its name, so it does not matter how many there are. A record that is a link is not
followed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Pass, Refusal
from greenlane.planner.origin import Trust, trust
from greenlane.planner.passes import MOST_BYTES, Expected, decode, encode
from greenlane.planner.record_judging import judged
from greenlane.planner.store import Found, Wanted, tag

DOCS = "docs/planner-passes.md#where-they-are"
ENDS = {Trust.DEFAULT: "default", Trust.PROPOSED: "proposed"}
KINDS = {end: kind for kind, end in ENDS.items()}
RECORD = re.compile(r"([0-9a-f]{64})\.(default|proposed)\.json")
ASIDE = re.compile(r"\.[0-9a-f]{64}\.(default|proposed)\.json\.\d+\.[0-9a-f]{8}")
ASIDE_S = 3600
"""After so long, nobody writes what lies aside any more. Its process may have run on another machine."""
LOOKED_AT = 5
"""How many other passes of a job are tried for one that explains what changed."""


@dataclass(frozen=True)
class FolderStore:
    """A folder of passes of one repository. repository: owner/name; records of others are refused.

    default_branch: "" when unknown; then the branch that a record names is not looked at.
    """

    folder: Path
    repository: str
    default_branch: str = ""

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        """What there is of these."""
        passes: dict[str, Pass] = {}
        refusals: dict[str, Refusal] = {}
        try:
            tags = _names(str(self.folder))
            for one in wanted:
                folder = tag(one.job)
                if folder in tags:
                    self._find(one, f"{self.folder}/{folder}", now, passes, refusals)
        except OSError as err:
            said = os.strerror(err.errno or 0)
            return Found(unreadable=f"the folder of passes {self.folder} cannot be read: {said}")
        return Found(tuple(passes.values()), tuple(refusals.values()))

    def write(self, one: Pass) -> str:
        """Write it, in the place of the older one of the same content."""
        path = self._path(one.job, one.digest, trust(one.event))
        from greenlane.edges.files import refusal, write_aside

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_aside(path, encode(one))
        except OSError as err:
            raise refusal(err) or OutsideError(
                f"the pass of {one.job} could not be kept: {os.strerror(err.errno or 0)}",
                where=str(path),
                fix="look whether the folder of passes is there and may be written",
                docs=DOCS,
            ) from err
        return str(path)

    def prune(self, *, now: int, older_than_s: float) -> int:
        """Remove records that are older, and what killed writers left aside; how many.

        Files that are not ours stay. Of a record that cannot be read, the file's own time counts.
        """
        removed = 0
        for path in self._files():
            if ASIDE.fullmatch(path.name):
                is_old = now - _written_at(str(path)) > ASIDE_S
            else:
                is_old = RECORD.fullmatch(path.name) is not None and now - _dated(path) > older_than_s
            if is_old:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _find(
        self, one: Wanted, folder: str, now: int, passes: dict[str, Pass], refusals: dict[str, Refusal]
    ) -> None:
        """Add what a job's folder holds of one content, at most one pass a trust; by the path."""
        expected = Expected(self.repository, now, one.job, one.digest, one.valid_s)
        found = False
        for kind, end in ENDS.items():
            path = f"{folder}/{one.digest}.{end}.json"
            read = self._read(path, expected, kind)
            if isinstance(read, Refusal):
                refusals[path] = read
            elif read is not None:
                passes[path] = read
                found = True
        if not found:
            passes |= self._latest(one, folder, now)

    def _latest(self, one: Wanted, folder: str, now: int) -> dict[str, Pass]:
        """The job's last pass of other content, however old: it explains, and spares nothing."""
        try:
            names = [found for name in _names(folder) if (found := RECORD.fullmatch(name))]
        except (FileNotFoundError, NotADirectoryError):
            return {}
        others = [found for found in names if found[1] != one.digest]
        newest = sorted(others, key=lambda found: _written_at(f"{folder}/{found[0]}"), reverse=True)
        for found in newest[:LOOKED_AT]:
            path = f"{folder}/{found[0]}"
            expected = Expected(self.repository, now, one.job, found[1], float("inf"))
            read = self._read(path, expected, KINDS[found[2]])
            if isinstance(read, Pass):
                return {path: read}
        return {}

    def _read(self, path: str, expected: Expected, kind: Trust) -> Pass | Refusal | None:
        """The pass in a file; None when there is no such file."""
        data = _bytes(path)
        if data is None or isinstance(data, Refusal):
            return data
        return judged(data, path, expected, kind, self.default_branch)

    def _path(self, job: str, digest: str, kind: Trust) -> Path:
        return self.folder / tag(job) / f"{digest}.{ENDS[kind]}.json"

    def _files(self) -> Iterator[Path]:
        """Files two levels down; nothing when the folder is not there."""
        try:
            folders = [
                Path(entry) for entry in os.scandir(self.folder) if entry.is_dir(follow_symlinks=False)
            ]
        except FileNotFoundError:
            return
        for folder in folders:
            for entry in [*os.scandir(folder)]:
                if entry.is_file(follow_symlinks=False):
                    yield Path(entry)


def _names(folder: str) -> set[str]:
    """What lies in a folder."""
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries}


def _bytes(path: str) -> bytes | Refusal | None:
    """What a file holds, up to one byte more than a record may; None when there is none.

    Opened so that neither a link nor a pipe leads elsewhere or keeps us waiting.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as err:
        return Refusal(path, f"it cannot be read: {os.strerror(err.errno or 0)}")
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            return Refusal(path, "it is no file")
        return os.read(descriptor, min(about.st_size, MOST_BYTES) + 1)
    except OSError as err:
        return Refusal(path, f"it cannot be read: {os.strerror(err.errno or 0)}")
    finally:
        os.close(descriptor)


def _dated(path: Path) -> int:
    """When the pass in a file happened; when it was written, if that cannot be read."""
    data = _bytes(str(path))
    one = decode(data, str(path)) if isinstance(data, bytes) else None
    return one.passed_at if isinstance(one, Pass) else _written_at(str(path))


def _written_at(path: str) -> int:
    try:
        return int(os.lstat(path).st_mtime)
    except FileNotFoundError:
        return 0
