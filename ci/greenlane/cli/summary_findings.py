"""What gates found in the jobs of a run: from the JSON reports that `greenlane gate --report` left there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from greenlane.model.document import Findings, Section, Table
from greenlane.model.errors import UsageError
from greenlane.model.verdict import Outcome, together
from greenlane.render.json_reading import read

if TYPE_CHECKING:
    from pathlib import Path

    from greenlane.cli.gate_plan_reports import Gathered
    from greenlane.model.document import Document
    from greenlane.model.finding import Finding

FILE = "report.json"
LARGEST_BYTES = 32 * 2**20


class Read(NamedTuple):
    """One job's report; document None: it could not be read, and why."""

    job: str
    document: Document | None
    why: str = ""


def found(gathered: Gathered) -> tuple[Section, ...]:
    """One section over all jobs, none where no job left such a report."""
    reports = [_read(job, place) for job, path, place in gathered.paths() if path.endswith(FILE)]
    if not reports:
        return ()
    rows = [row for one in reports for row in _rows(one)]
    head, marks = ("gate", "verdict", "job", "why"), tuple(outcome for _, outcome in rows)
    table = Table(head, tuple(row for row, _ in rows), "llll", marks)
    findings = Findings(tuple(sorted(set(_findings(reports)), key=lambda one: one.order)))
    blocks = (table, findings) if findings.findings else (table,)
    return (Section("Findings", blocks, together(marks)),)


def _rows(one: Read) -> Iterator[tuple[tuple[str, str, str, str], Outcome]]:
    if one.document is None:
        yield ("?", Outcome.UNKNOWN.value, one.job, one.why), Outcome.UNKNOWN
        return
    for section in one.document.sections:
        if section.outcome is not None:
            count = sum(len(block.findings) for block in section.blocks if isinstance(block, Findings))
            said = f"{count:,} found" if count else "nothing found"
            yield (section.title, section.outcome.value, one.job, said), section.outcome


def _findings(reports: list[Read]) -> Iterator[Finding]:
    for one in reports:
        yield from one.document.findings() if one.document else ()


def _read(job: str, place: Path) -> Read:
    try:
        if place.stat().st_size > LARGEST_BYTES:
            return Read(job, None, f"its report is larger than {LARGEST_BYTES // 2**20} MiB")
        return Read(job, read(place.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as err:
        return Read(job, None, f"its report cannot be read: {type(err).__name__}")
    except UsageError as err:
        return Read(job, None, err.what)
