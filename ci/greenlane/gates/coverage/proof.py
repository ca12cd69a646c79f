"""Whether a report is of the files that lie here. What contradicts the files is never counted in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from greenlane.gates.coverage.languages import language
from greenlane.model.coverage import FileCoverage

COMMENT = {"Python": b"#", "Dart": b"//", "JavaScript": b"//"}


def source_lines(data: bytes) -> list[bytes]:
    """A file's lines, whatever ends them."""
    lines = re.split(rb"\r\n|\r|\n", data)
    return lines[:-1] if lines and not lines[-1] else lines


def misplaced(one: FileCoverage, read: Callable[[str], bytes]) -> str | None:
    """Why the lines of a report cannot be those of the file; None when nothing speaks against it.

    A line beyond the file's end; in Python, Dart and JavaScript a blank line or a comment. Where a report
    counts every line of a JavaScript file (as c8 does), only the end can be held against it.
    """
    lines = source_lines(read(one.path))
    last = max(one.lines, default=0)
    if last > len(lines):
        return f"{one.path} has {len(lines)} lines, and the report has a line {last}"
    spoken = language(one.path)
    comment = COMMENT.get(spoken or "")
    if spoken == "JavaScript" and len(one.lines) == last:
        return None
    for number in sorted(one.lines) if comment else ():
        text = lines[number - 1].strip()
        if not text or text.startswith(comment or b"#"):
            return f"{one.path}:{number} could run, says the report, and it is blank or a comment"
    return None


def older(report: Path, sources: Iterable[str], root: Path) -> str | None:
    """The first of these files that was changed after the report was written; None when there is none."""
    written = report.stat().st_mtime_ns
    for path in sources:
        try:
            if (root / path).stat().st_mtime_ns > written:
                return path
        except OSError:
            return path
    return None
