"""A document as a GitHub job summary: Markdown in which every value is escaped, within its 1 MiB."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
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
from greenlane.render.fitting import Group, Part, fitted
from greenlane.render.github_text import cell, code, link, prose, verbatim
from greenlane.render.markdown_charts import chart_groups
from greenlane.render.markdown_table import MARKS, ROWS, table_groups, told
from greenlane.render.text import clipped

LIMIT_BYTES = 1_000_000
"""Below GitHub's 1 MiB a step, so that a step may add a few words of its own."""

MESSAGE_CHARACTERS = 400
TEXT_CHARACTERS = 4_000
LINES = 200

FRAME, SECTION, WORST, FILES = 0, 1, 2, 11
"""Ranks, the most important first; findings take WORST and what follows, by severity."""


def markdown(document: Document, limit_bytes: int = LIMIT_BYTES) -> str:
    """The document as Markdown of at most `limit_bytes` in UTF-8. What does not fit is counted and said."""
    groups = [_top(document), *_subject(document)]
    for section in document.sections:
        groups += [_heading(section), *(group for block in section.blocks for group in _block(block))]
    return fitted(groups, limit_bytes, _vanished)


def _top(document: Document) -> Group:
    mark = MARKS[document.outcome.value]
    lines = [
        f"## {mark} {document.outcome.value}: {_short(document.verdict)}\n\n",
        *("### What to do\n\n" for _ in document.actions[:1]),
    ]
    actions = [
        Part(f"{number}. {_short(action)}\n", FRAME, "action")
        for number, action in enumerate(document.actions, 1)
    ]
    parts = [Part("".join(lines), FRAME, "verdict"), *actions]
    return Group(parts, tail="\n", told=lambda left: told(left, "actions"))


def _subject(document: Document) -> Iterator[Group]:
    fields = (("about", document.title), *document.subject)
    made = (("made at", document.made_at),) if document.made_at else ()
    lines = [f"{_short(key)}: {code(clipped(value, 200))}<br>\n" for key, value in (*fields, *made)]
    yield Group([Part(line, SECTION) for line in lines], tail="\n")


def _heading(section: Section) -> Group:
    mark = f"{MARKS[section.outcome.value]} " if section.outcome else ""
    outcome = f": {section.outcome.value}" if section.outcome else ""
    return Group([Part(f"### {mark}{prose(clipped(section.title, 200))}{outcome}\n\n", SECTION, "section")])


def _block(block: Block) -> Iterator[Group]:
    match block:
        case Paragraph():
            yield Group([Part(f"{prose(clipped(block.text, TEXT_CHARACTERS))}\n\n", SECTION, "text")])
        case Lines():
            yield from _lines(block)
        case Table():
            yield from table_groups(block)
        case Findings():
            yield from _findings(block)
        case Covered():
            yield from _coverage(block.coverage)
        case Meter() | Fan() | Heat() | Bars():
            yield from chart_groups(block)
        case _:
            assert_never(block)


def _lines(block: Lines) -> Iterator[Group]:
    """The last lines: what went wrong stands at a log's end."""
    kept = tuple(clipped(line, MESSAGE_CHARACTERS) for line in block.lines[-LINES:])
    left_out = len(block.lines) - len(kept)
    before = f"{words.plural(left_out, 'line')} before these left out.\n\n" if left_out else ""
    yield Group([Part(f"{before}{verbatim(kept)}\n\n", SECTION, "lines")])


def _findings(block: Findings) -> Iterator[Group]:
    found = words.shown(block)
    if not found:
        return
    parts = [Part(_finding_row(one), _rank(block, one), one.finding.severity.value) for one in found]
    head, tail = "| severity | where | what | rule |\n| --- | --- | --- | --- |\n", "\n"
    if block.kind != "counted":
        count = f"{words.plural(len(found), 'finding')} {words.KEPT[block.kind]}"
        head, tail = f"<details><summary>{count}</summary>\n\n{head}", "\n</details>\n\n"
    yield Group(parts, head, tail, _findings_told)


def _rank(block: Findings, one: words.Shown) -> int:
    return WORST + one.finding.severity.rank if block.kind == "counted" else ROWS


def _finding_row(one: words.Shown) -> str:
    finding = one.finding
    where = code(clipped(finding.place, MESSAGE_CHARACTERS)) or "-"
    component = f" {cell(clipped(one.component, 100))}" if one.component else ""
    rule = f"{cell(clipped(finding.tool, 100))} {link(clipped(finding.rule, 100), finding.docs)}"
    what = "<br>".join(_said(one))
    return f"| {finding.severity.value} | {where}{component} | {what} | {rule} |\n"


def _said(one: words.Shown) -> Iterator[str]:
    finding = one.finding
    yield cell(clipped(finding.message, MESSAGE_CHARACTERS)) or "-"
    if finding.fix:
        yield f"fix: {cell(clipped(finding.fix, MESSAGE_CHARACTERS))}"
    if finding.trace:
        yield f"way: {' → '.join(code(clipped(step, 200)) for step in finding.trace[:20])}"
    if finding.commit:
        yield f"commit: {code(clipped(finding.commit, 64))}"
    if one.reason:
        yield f"because: {cell(clipped(words.why_kept(one), MESSAGE_CHARACTERS))}"


def _coverage(coverage: Coverage) -> Iterator[Group]:
    rows = [
        Part(f"| {MARKS[words.held(one).value]} {cell(one.name)} | {words.found(one)} |\n", SECTION, "limit")
        for one in coverage.thresholds
    ]
    if rows:
        yield Group(rows, "| limit | found |\n| --- | --- |\n", "\n", lambda left: told(left, "limits"))
    changed = [Part(_file_row(file), WORST, "file") for file in words.patch_lacking(coverage)]
    if changed:
        table = "| changed file | changed lines that ran | never ran |\n| --- | ---: | --- |\n"
        yield Group(changed, table, "\n", lambda left: told(left, "files"))
    files = [Part(_file_row(file), FILES, "file") for file in words.lacking(coverage)]
    if files:
        head = f"<details><summary>{words.plural(len(files), 'file')} not covered in full</summary>\n\n"
        table = "| file | covered | never ran |\n| --- | ---: | --- |\n"
        yield Group(files, head + table, "\n</details>\n\n", lambda left: told(left, "files"))


def _file_row(file: FileCoverage) -> str:
    never = cell(clipped(words.never_ran(file), MESSAGE_CHARACTERS))
    return f"| {code(clipped(file.path, MESSAGE_CHARACTERS))} | {words.percent(file.count)} | {never} |\n"


def _short(text: str) -> str:
    return cell(clipped(text, 1_000))


def _findings_told(left_out: Sequence[str]) -> str:
    counts = Counter(left_out)
    said = ", ".join(f"{counts[one.value]:,} {one.value}" for one in Severity if counts[one.value])
    return f"… and {len(left_out):,} more findings, no worse than these, left out: {said}.\n\n"


def _vanished(groups: int) -> str:
    return f"… and {groups:,} more parts, left out: this summary is full.\n"
