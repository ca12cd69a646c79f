"""Which format a report has, told by its first bytes, and what it says."""

from __future__ import annotations

from greenlane.gates.coverage import cobertura, coveragepy, lcov
from greenlane.gates.coverage.report import Report
from greenlane.model.gates import Unreadable

LARGEST_BYTES = 512 * 1024 * 1024


def read(data: bytes) -> Report:
    """The report. Raises Unreadable: empty, binary, cut off, of no known format, or without any file."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:64]
    if not start:
        raise Unreadable("it is empty")
    if b"\0" in data:
        raise Unreadable("it is binary (is it coverage.py's own .coverage? give `coverage json` instead)")
    if start.startswith(b"{"):
        report = coveragepy.parse(data)
    elif start.startswith(b"<"):
        report = cobertura.parse(data)
    elif start.startswith((b"TN:", b"SF:", b"#", b"VER:")):
        report = lcov.parse(data.removeprefix(b"\xef\xbb\xbf"))
    else:
        raise Unreadable("it is neither coverage.py's JSON, nor lcov, nor Cobertura's XML")
    if not any(record.lines for record in report.records):
        raise Unreadable("it holds no line of any file")
    return report
