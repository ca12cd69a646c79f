"""A report before anyone decided how it looks: the verdict, what to do, then the evidence.

Every renderer (terminal, Markdown, HTML, JSON, SARIF, annotations) takes a Document and decides nothing.
Texts in it are plain: escaping is the renderer's work.
"""

from __future__ import annotations

from typing import Literal

from greenlane.model.coverage import Coverage
from greenlane.model.finding import Finding
from greenlane.model.frozen import frozen
from greenlane.model.verdict import Outcome, Spared


@frozen
class Paragraph:
    """Running text."""

    text: str


@frozen
class Lines:
    """Text to be kept as it is: a log's end, a command."""

    lines: tuple[str, ...]


@frozen
class Table:
    """Rows of text. align: one letter a column, l or r. outcomes: per row, what it came to, or None.

    links: per row, the address that its first cell leads to, "" for none.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str = ""
    outcomes: tuple[Outcome | None, ...] = ()
    links: tuple[str, ...] = ()


@frozen
class Findings:
    """What was found, the worst first. components: of the finding at the same index, "" for none.

    kind: counted, known (baseline) or ignored; the last two come as Spared in `kept`, and `findings` is then
    empty, or the same findings in the same order.
    """

    findings: tuple[Finding, ...]
    components: tuple[str, ...] = ()
    kind: Literal["counted", "known", "ignored"] = "counted"
    kept: tuple[Spared, ...] = ()


@frozen
class Covered:
    """The coverage by file, and its limits."""

    coverage: Coverage


@frozen
class Meter:
    """A quantity against its limit, as a bar. marks: names and values on the same scale (75 %).

    low, mid, high: where it is expected to end, None when that is not known.
    """

    title: str
    unit: str
    value: float
    limit: float
    marks: tuple[tuple[str, float], ...] = ()
    low: float | None = None
    mid: float | None = None
    high: float | None = None


@frozen
class Fan:
    """A quantity that grows from day to day: what is known, and between what it is expected to end.

    labels: of every day; known: up to today, None afterwards; bands: name, lows, highs, the widest first.
    """

    title: str
    unit: str
    limit: float
    labels: tuple[str, ...]
    known: tuple[float | None, ...]
    mid: tuple[float, ...]
    bands: tuple[tuple[str, tuple[float, ...], tuple[float, ...]], ...]


@frozen
class Heat:
    """A quantity by row and column; None: nothing is known of that cell."""

    title: str
    unit: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]


@frozen
class Bars:
    """Quantities by name, the largest first. Each: name, value, a note beside it.

    part, part_name: of each value, how much is of one kind (what rounding added); empty for none.
    """

    title: str
    unit: str
    bars: tuple[tuple[str, float, str], ...]
    part: tuple[float, ...] = ()
    part_name: str = ""


Chart = Meter | Fan | Heat | Bars
Block = Paragraph | Lines | Table | Findings | Covered | Chart


@frozen
class Section:
    """A part of the evidence. outcome: of what it is about, None when it judges nothing."""

    title: str
    blocks: tuple[Block, ...]
    outcome: Outcome | None = None


@frozen
class Tool:
    """Who found what: for formats that want to know their tools (SARIF)."""

    name: str
    version: str
    outcome: Outcome


@frozen
class Document:
    """verdict: one line. actions: what to do, the most urgent first. made_at: ISO 8601, UTC, or "".

    subject: what it is about (project, commit, state of the work tree), as name and value.
    """

    title: str
    outcome: Outcome
    verdict: str
    actions: tuple[str, ...] = ()
    subject: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    tools: tuple[Tool, ...] = ()
    made_at: str = ""

    def findings(self) -> tuple[Finding, ...]:
        """All that count, over all sections."""
        blocks = [block for section in self.sections for block in section.blocks]
        return tuple(
            finding
            for block in blocks
            if isinstance(block, Findings) and block.kind == "counted"
            for finding in block.findings
        )
