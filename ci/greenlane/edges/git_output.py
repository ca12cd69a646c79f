"""What git prints for programs, read: raw diffs, hunks without context, states of files."""

from __future__ import annotations

import os
from collections.abc import Mapping


def changed_paths(out: bytes) -> dict[str, set[int] | None]:
    """Every path of `git diff --raw -z`; None for what has no lines of its own: links and submodules."""
    fields = out.split(b"\0")
    found: dict[str, set[int] | None] = {}
    for record, name in zip(fields[::2], fields[1::2], strict=False):
        has_lines = record.split(b" ")[1] not in (b"120000", b"160000")
        found[os.fsdecode(name)] = set() if has_lines else None
    return found


def name_in(record: bytes) -> bytes:
    """The path of one porcelain v2 record: the ninth field of 1, the eleventh of u, the second of ?."""
    fields = {b"1": 8, b"2": 9, b"u": 10, b"?": 1, b"!": 1}[record[:1]]
    return record.split(b" ", fields)[fields].rstrip(b"/")


def is_left(record: bytes) -> bool:
    """Whether a porcelain v2 record is of an untracked file in a folder where greenlane leaves its own."""
    return record[:1] == b"?" and b".greenlane" in name_in(record).split(b"/")[:-1]


def read_hunks(out: bytes, found: Mapping[str, set[int] | None]) -> None:
    """Collect the new line numbers of a diff without context, for the paths in `found`."""
    lines: set[int] | None = None
    remaining = 0
    for line in out.split(b"\n"):
        if remaining and line[:1] in (b"+", b"-", b"\\"):
            remaining -= line[:1] != b"\\"
            continue
        if line.startswith(b"diff --git "):
            lines, remaining = None, 0
        elif line.startswith(b"+++ "):
            lines = found.get(_unquoted(line[4:])) if line != b"+++ /dev/null" else None
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
    name = name.removesuffix(b"\t")
    if name.startswith(b'"'):
        name = name[1:-1].decode("unicode_escape").encode("latin-1")
    return os.fsdecode(name).removeprefix("b/")
