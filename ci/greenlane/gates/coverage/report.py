"""One report as its format's reader hands it over: names as they stand there, nothing resolved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from greenlane.model.gates import Unreadable

Branch = tuple[int, str]


@dataclass(frozen=True)
class Record:
    """What a report says of one file. names: where that file may be; only one of them will do."""

    names: tuple[str, ...]
    lines: Mapping[int, int]
    branches: Mapping[Branch, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """kind: the format and, if told, who wrote it. has_branches: whether branches were measured.

    excluded_lines: how many lines its writer left out on demand (`pragma: no cover`); None: it does not say.
    """

    kind: str
    records: tuple[Record, ...]
    has_branches: bool
    excluded_lines: int | None = None

    @property
    def has_hits(self) -> bool:
        """Whether anything ran at all."""
        return any(any(record.lines.values()) for record in self.records)


def line_number(value: object) -> int:
    """A line's number from 1. Raises Unreadable."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise Unreadable(f"{value!r:.40} is not the number of a line")


def written_line(text: str) -> int:
    """A line's number in digits, from 1: line 0 would count, and stand nowhere. Raises Unreadable."""
    return line_number(whole(text, "the number of a line"))


def whole(text: str, what: str) -> int:
    """A count that is written in digits. Raises Unreadable."""
    if text.isascii() and text.isdigit() and len(text) < 20:
        return int(text)
    raise Unreadable(f"{text[:40]!r} is not {what}")
