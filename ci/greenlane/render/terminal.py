"""A document as a person reads it in a terminal or in a log: the verdict, what to do, the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from greenlane.model.coverage import Coverage, FileCoverage
from greenlane.model.document import (
    Bars,
    Block,
    Covered,
    Document,
    Fan,
    Findings,
    Heat,
    Lines,
    Meter,
    Paragraph,
    Section,
    Table,
)
from greenlane.model.finding import Severity
from greenlane.render import words
from greenlane.render.columns import GAP, chopped, grid, padded, width_of, wrapped
from greenlane.render.pen import Pen, disobeyed
from greenlane.render.text import clipped, name, visible
from greenlane.render.text_charts import chart_lines

MESSAGE_CHARACTERS = 2_000
INDENT = 2
SEVERITY_CELLS = max(len(severity.value) for severity in Severity)


@dataclass(frozen=True)
class Screen:
    """What there is to write on. width: in cells. most: findings, or files, shown of one block."""

    width: int = 100
    colour: bool = False
    most: int = 50


def terminal(document: Document, screen: Screen | None = None) -> str:
    """The document as lines of text, the last one ended."""
    screen = screen or Screen()
    pen = Pen(screen.colour)
    lines = [*_top(document, screen, pen)]
    for section in document.sections:
        lines += ["", *_section(section, screen, pen)]
    guarded = lines if screen.colour else [disobeyed(line) for line in lines]
    return "".join(f"{line.rstrip()}\n" for line in guarded)


def _top(document: Document, screen: Screen, pen: Pen) -> Iterator[str]:
    sign = f"{words.MARKS[document.outcome]} {document.outcome.value.upper()}"
    first, *rest = wrapped(text(document.verdict), screen.width - width_of(sign) - len(GAP))
    yield pen.outcome(sign, document.outcome) + GAP + pen(first, "bold")
    yield from (" " * (width_of(sign) + len(GAP)) + pen(line, "bold") for line in rest)
    if document.actions:
        yield ""
        yield pen("What to do", "bold")
        number_cells = len(str(len(document.actions))) + 2
        for number, action in enumerate(document.actions, 1):
            yield from _hanging(padded(f"{number}.", number_cells), text(action), screen.width)
    about = (("about", document.title), *document.subject)
    made = (("made at", document.made_at),) if document.made_at else ()
    yield ""
    yield from _fields((*about, *made), screen, pen)


def _fields(fields: tuple[tuple[str, str], ...], screen: Screen, pen: Pen) -> Iterator[str]:
    cells = min(max(width_of(name(key)) for key, _ in fields), screen.width // 3)
    for key, value in fields:
        yield from _hanging(pen(padded(name(key), cells), "dim") + GAP, text(value), screen.width, cells)


def _hanging(lead: str, value: str, width: int, cells: int | None = None) -> Iterator[str]:
    """A text beside its lead, going on below itself. cells: how many its lead takes without its gap."""
    taken = INDENT + (width_of(lead) if cells is None else cells + len(GAP))
    first, *rest = wrapped(value, width - taken)
    yield " " * INDENT + lead + first
    yield from (" " * taken + line for line in rest)


def _section(section: Section, screen: Screen, pen: Pen) -> Iterator[str]:
    title = pen(name(section.title), "bold")
    if section.outcome is None:
        yield title
    else:
        yield (
            pen.outcome(words.MARKS[section.outcome], section.outcome)
            + f" {title}: "
            + pen.outcome(section.outcome.value, section.outcome)
        )
    for before, block in zip((None, *section.blocks), section.blocks, strict=False):
        if before is not None and not isinstance(before, Paragraph):
            yield ""
        yield from (f"{' ' * INDENT}{line}" for line in _block(block, screen, pen))


def _block(block: Block, screen: Screen, pen: Pen) -> Iterator[str]:
    width = screen.width - INDENT
    match block:
        case Paragraph():
            yield from wrapped(text(block.text), width)
        case Lines():
            yield from (f"| {part}" for line in block.lines for part in chopped(name(line), width - 2))
        case Table():
            yield from _table(block, width, pen)
        case Findings():
            yield from _findings(block, width, screen.most, pen)
        case Covered():
            yield from _coverage(block.coverage, width, screen.most, pen)
        case Meter() | Fan() | Heat() | Bars():
            yield from chart_lines(block, width, screen.most, pen)
        case _:
            assert_never(block)


def _table(table: Table, width: int, pen: Pen) -> Iterator[str]:
    marks = [words.MARKS[one] if one else "" for one in table.outcomes]
    has_marks = any(marks)
    head = (["", *table.head] if has_marks else [*table.head]) or [""]
    rows = [
        [*([marks[at] if at < len(marks) else ""] if has_marks else []), *row]
        for at, row in enumerate(table.rows)
    ]
    align = f"l{table.align}" if has_marks else table.align
    made = grid([name(cell) for cell in head], [[text(cell) for cell in row] for row in rows], align, width)
    yield from (pen(GAP.join(cells), "dim") for cells in made.head)
    for at, lines in enumerate(made.rows):
        outcome = table.outcomes[at] if at < len(table.outcomes) else None
        for cells in lines:
            first = pen.outcome(cells[0], outcome) if outcome and cells else "".join(cells[:1])
            yield GAP.join([first, *cells[1:]])
    yield from (pen(line, "dim") for said in _links(table) for line in wrapped(said, width))


def _links(table: Table) -> Iterator[str]:
    """Each address once, behind the first cells of the rows that lead to it; no more than three of them."""
    found: dict[str, list[str]] = {}
    for row, link in zip(table.rows, table.links, strict=False):
        if link:
            found.setdefault(link, []).extend(text(one) for one in row[:1] if one)
    for link, names in found.items():
        more = [f"{len(names) - 3} more"] if len(names) > 3 else []
        yield f"{', '.join([*names[:3], *more])}: {name(link)}" if names else name(link)


def _findings(block: Findings, width: int, most: int, pen: Pen) -> Iterator[str]:
    all_shown = words.shown(block)
    if words.KEPT[block.kind]:
        yield pen(f"{words.plural(len(all_shown), 'finding')} {words.KEPT[block.kind]}:", "dim")
    for one in all_shown[:most]:
        yield from _finding(one, width, pen)
    if left_out := all_shown[most:]:
        severities = words.by_severity(one.finding.severity for one in left_out)
        yield pen(f"… and {len(left_out):,} more ({severities}); the HTML and JSON reports have all", "dim")


def _finding(one: words.Shown, width: int, pen: Pen) -> Iterator[str]:
    finding = one.finding
    indent = SEVERITY_CELLS + len(GAP)
    about = (finding.place or "(no file)", words.source(finding), one.component)
    first, *rest = wrapped(" · ".join(name(part) for part in about if part), width - indent)
    yield pen.severity(padded(finding.severity.value, indent), finding.severity) + pen(first, "bold")
    yield from (" " * indent + pen(line, "bold") for line in rest)
    message = clipped(text(finding.message), MESSAGE_CHARACTERS)
    yield from (" " * indent + line for line in wrapped(message, width - indent))
    for lead, value in _more(one):
        lines = wrapped(f"{lead}: {clipped(text(value), MESSAGE_CHARACTERS)}", width - indent)
        yield from (" " * indent + pen(line, "dim") for line in lines)
    if finding.docs:  # whole, so that a terminal makes a link of it
        yield " " * indent + pen(f"see: {clipped(name(finding.docs), MESSAGE_CHARACTERS)}", "dim")


def _more(one: words.Shown) -> Iterator[tuple[str, str]]:
    finding = one.finding
    fields = (
        ("fix", finding.fix),
        ("commit", finding.commit),
        ("way", " → ".join(finding.trace)),
        ("because", words.why_kept(one)),
    )
    yield from ((lead, value) for lead, value in fields if value)


def _coverage(coverage: Coverage, width: int, most: int, pen: Pen) -> Iterator[str]:
    for limit in coverage.thresholds:
        said = f"{words.marked(words.held(limit))}{GAP}{name(limit.name)}: {words.found(limit)}"
        yield from (pen.outcome(line, words.held(limit)) for line in wrapped(said, width))
    for file in words.patch_lacking(coverage):
        said = f"changed and never ran: {name(file.path)}: {words.never_ran(file)}"
        yield from wrapped(said, width)
    lacking = words.lacking(coverage)
    rows = [_covered_row(file) for file in lacking[:most]]
    if rows:
        made = grid(("file", "covered", "never ran"), rows, "lrl", width)
        yield from (pen(GAP.join(cells), "dim") for cells in made.head)
        yield from (GAP.join(cells) for lines in made.rows for cells in lines)
    left_out = len(lacking) - len(rows)
    rest = f", {left_out:,} more of them in the HTML and JSON reports" if left_out else ""
    files = words.plural(len(coverage.files), "file")
    yield pen(f"{files}, {len(lacking):,} not covered in full{rest}", "dim")


def _covered_row(file: FileCoverage) -> tuple[str, str, str]:
    return (name(file.path), words.percent(file.count), words.never_ran(file))


def text(value: str) -> str:
    """Running text with its line feeds."""
    return visible(value).strip("\n")
