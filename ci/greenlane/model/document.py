"""A report before anyone decided how it looks: the verdict, what to do, then the evidence.

Every renderer (terminal, Markdown, HTML, JSON, SARIF, annotations) takes a Document and decides nothing.
Texts in it are plain: escaping is the renderer's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from greenlane.model.coverage import Coverage
from greenlane.model.finding import Finding
from greenlane.model.verdict import Outcome, Spared


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Lines:
    """Text to be kept as it is: a log's end, a command."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of text. align: one letter a column, l or r. outcomes: per row, what it came to, or None."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str = ""
    outcomes: tuple[Outcome | None, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What was found, the worst first. components: of the finding at the same index, "" for none; those of
    `kept` follow those of `findings`.

    kind: counted, known (baseline) or ignored; the last two come as Spared in `kept`.
    """

    findings: tuple[Finding, ...]
    components: tuple[str, ...] = ()
    kind: Literal["counted", "known", "ignored"] = "counted"
    kept: tuple[Spared, ...] = ()


@dataclass(frozen=True)
class Covered:
    """The coverage by file, and its limits."""

    coverage: Coverage


Block = Paragraph | Lines | Table | Findings | Covered


@dataclass(frozen=True)
class Section:
    """A part of the evidence. outcome: of what it is about, None when it judges nothing."""

    title: str
    blocks: tuple[Block, ...]
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Tool:
    """Who found what: for formats that want to know their tools (SARIF)."""

    name: str
    version: str
    outcome: Outcome


@dataclass(frozen=True)
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
