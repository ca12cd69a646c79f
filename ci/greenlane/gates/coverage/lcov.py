"""lcov's tracefile, as Flutter, Jest, Vitest, c8, nyc and coverage.py write it.

Any number of tests (TN) and of records for one file; each record must end, and its sums (LF, LH, BRF,
BRH), where given, must agree with its lines and branches. A keyword that lcov does not have is an error.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

from greenlane.gates.coverage.report import Branch, Record, Report, whole, written_line
from greenlane.model.gates import Unreadable

PASSED_OVER = frozenset({"TN", "VER", "FN", "FNDA", "FNF", "FNH", "FNL", "FNA", "MCDC", "MCF", "MCH"})
"""Of the test, of functions and of conditions: nothing that lines and branches need."""


@dataclass
class _Open:
    """A record while it is read."""

    name: str
    lines: dict[int, int] = field(default_factory=dict)
    branches: dict[Branch, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)

    def closed(self) -> Record:
        """The record, its sums checked. Raises Unreadable."""
        counted = {
            "LF": len(self.lines),
            "LH": sum(map(bool, self.lines.values())),
            "BRF": len(self.branches),
            "BRH": sum(map(bool, self.branches.values())),
        }
        for keyword, said in self.sums.items():
            if said != counted[keyword]:
                raise Unreadable(
                    f"{keyword} of {self.name[:200]} is {said}, and there are {counted[keyword]}"
                )
        return Record((self.name,), self.lines, self.branches)


def parse(data: bytes) -> Report:
    """The report. Raises Unreadable, with the line, when it is cut off or not lcov's."""
    records: list[Record] = []
    current: _Open | None = None
    has_branches = False
    for number, raw in enumerate(io.BytesIO(data), 1):
        line = raw.strip()
        if not line or line.startswith(b"#"):
            continue
        keyword, _, value = line.decode("utf-8", "surrogateescape").partition(":")
        try:
            if keyword == "SF":
                current = _opened(current, value)
            elif keyword == "end_of_record":
                records.append(_needed(current).closed())
                current = None
            elif keyword in READERS:
                READERS[keyword](_needed(current), keyword, value)
                has_branches = has_branches or keyword in ("BRDA", "BRF")
            elif keyword not in PASSED_OVER:
                raise Unreadable(f"{keyword[:40]!r} is no keyword of lcov")
        except Unreadable as err:
            raise Unreadable(f"line {number}: {err.what}") from err
    if current is not None:
        raise Unreadable(f"it ends within the record of {current.name[:200]}: it is cut off")
    return Report("lcov", tuple(records), has_branches)


def _opened(current: _Open | None, name: str) -> _Open:
    if current is not None:
        raise Unreadable(f"the record of {current.name[:200]} does not end")
    if not name:
        raise Unreadable("a record without the name of its file")
    return _Open(name)


def _needed(current: _Open | None) -> _Open:
    if current is None:
        raise Unreadable("this belongs to a file, and none was named (SF) before")
    return current


def _line(current: _Open, _keyword: str, value: str) -> None:
    """`DA:line,hits[,checksum]`; a line that is told twice ran as often as both say."""
    parts = value.split(",")
    if len(parts) not in (2, 3):
        raise Unreadable(f"DA:{value[:40]} is not a line and its hits")
    line = written_line(parts[0])
    current.lines[line] = current.lines.get(line, 0) + whole(parts[1], "how often a line ran")


def _branch(current: _Open, _keyword: str, value: str) -> None:
    """`BRDA:line,block,branch,taken`, where the branch may be an expression with commas; - is never."""
    line, _, rest = value.partition(",")
    name, comma, taken = rest.rpartition(",")
    if not comma or "," not in name:
        raise Unreadable(f"BRDA:{value[:40]} is not a branch")
    key = (written_line(line), name)
    hits = 0 if taken == "-" else whole(taken, "how often a branch was taken")
    current.branches[key] = current.branches.get(key, 0) + hits


def _sum(current: _Open, keyword: str, value: str) -> None:
    current.sums[keyword] = whole(value, "a count")


READERS: dict[str, Callable[[_Open, str, str], None]] = {
    "DA": _line,
    "BRDA": _branch,
    **dict.fromkeys(("LF", "LH", "BRF", "BRH"), _sum),
}
