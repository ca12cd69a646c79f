"""What a run leaves, laid into a folder that its workflow uploads as `greenlane-passes`.

- The folder holds what kept_archive.py reads, and nothing else: what lay there before is removed.
- What would make it longer than any reader takes is left out, what is carried on first; and that is told.
- Of passes that are carried on, the newest of each job keeps its parts, for it explains what changed since.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlane.model.frozen import replace
from greenlane.model.plan import Pass, Refusal
from greenlane.planner import clean_count, debt_book
from greenlane.planner.debt_book import Book
from greenlane.planner.passes import encode
from greenlane.planner.store import REPORTS, pass_file

MOST_BYTES = 40 << 20
"""Of all files together, before they are packed."""
MOST_FILES = 5000
MOST_CARRIED = 2000
"""Passes that are carried on; the newest stay."""


@dataclass(frozen=True)
class WithReports:
    """A pass to keep, with its reports by their digests."""

    one: Pass
    reports: Mapping[str, bytes]


def lay(
    folder: Path,
    passes: Iterable[WithReports],
    carried: Iterable[WithReports],
    book: Book,
    clean: int | None,
    most_bytes: int = MOST_BYTES,
) -> tuple[Refusal, ...]:
    """Write it all. passes: of this run. carried: of others, those that matter most first.

    Gives what found no room. Raises OSError.
    """
    files = {debt_book.FILE: debt_book.write(book)}
    if clean is not None:
        files[clean_count.FILE] = clean_count.write(clean)
    room = _Room(files, most_bytes)
    refusals = [
        Refusal(f"the pass of {kept.one.job}", "there is no room for it and its reports")
        for kept in passes
        if not room.takes(kept)
    ]
    for kept in _carried(carried):
        if pass_file(kept.one.job, kept.one.digest) not in files:
            room.takes(kept)
    _write(folder, files)
    return tuple(refusals)


class _Room:
    """Files by name, as long as there is room for them."""

    def __init__(self, files: dict[str, bytes], most_bytes: int) -> None:
        self._files = files
        self._left = most_bytes - sum(map(len, files.values()))

    def takes(self, kept: WithReports) -> bool:
        """Add a pass and its reports, or nothing of it."""
        more = {f"{REPORTS}/{digest}": data for digest, data in kept.reports.items()}
        more[pass_file(kept.one.job, kept.one.digest)] = encode(kept.one)
        new = {name: data for name, data in more.items() if name not in self._files}
        size = sum(map(len, new.values()))
        if size > self._left or len(self._files) + len(new) > MOST_FILES:
            return False
        self._left -= size
        self._files |= new
        return True


def _carried(carried: Iterable[WithReports]) -> list[WithReports]:
    """As many as are kept; only the newest of a job explains."""
    ones = list(carried)[:MOST_CARRIED]
    newest = {each.one.job: each.one for each in sorted(ones, key=lambda kept: kept.one.passed_at)}
    return [each if newest[each.one.job] is each.one else _plain(each) for each in ones]


def _plain(kept: WithReports) -> WithReports:
    return WithReports(replace(kept.one, parts=()), kept.reports)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.is_dir():
        shutil.rmtree(folder)
    (folder / REPORTS).mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
