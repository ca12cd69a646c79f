"""A document as one HTML page that opens without a server: the verdict, what to do, then the evidence.

Without JavaScript everything is shown; with it, findings can be filtered and tables sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from greenlane.model.document import Document, Findings, Section
from greenlane.model.finding import Severity
from greenlane.render import words
from greenlane.render.html_blocks import block_html
from greenlane.render.html_filter import filter_form
from greenlane.render.html_frame import Page, framed, sign, value


def html(document: Document) -> str:
    """The page, ready to be written as UTF-8."""
    body = "\n".join(
        (
            '<a class="skip" href="#evidence">Skip to the evidence</a>',
            _header(document),
            '<div class="columns">',
            _contents(document),
            '<main id="evidence" tabindex="-1">',
            *_main(document),
            "</main>",
            "</div>",
            _footer(document),
        )
    )
    return framed(Page(document.title, document.outcome, body))


def _header(document: Document) -> str:
    fields = "".join(
        f"<div><dt>{value(key)}</dt><dd>{value(said)}</dd></div>" for key, said in document.subject
    )
    return (
        f'<header class="verdict {document.outcome.value}">{sign(document.outcome)}'
        f'<div><p class="about"><b>{document.outcome.value}</b> {value(document.title)}</p>'
        f"<h1>{value(document.verdict)}</h1>"
        f"{f'<dl>{fields}</dl>' if fields else ''}</div></header>"
    )


def _contents(document: Document) -> str:
    """The way to each section, with what it came to and how much is in it."""
    items = "".join(
        f'<li><a href="#part-{at}">{sign(section.outcome) if section.outcome else "<span></span>"}'
        f"<span>{value(section.title)}"
        f"{f'<span class=unseen>, {section.outcome.value}</span>' if section.outcome else ''}</span>"
        f"{_badge(section)}</a></li>"
        for at, section in enumerate(document.sections, 1)
    )
    return f'<nav aria-label="Parts of this report"><ol>{items}</ol></nav>'


def _badge(section: Section) -> str:
    count = sum(len(block.findings) for block in section.blocks if isinstance(block, Findings))
    return (
        f"<b>{count:,}<span class=unseen> {'finding' if count == 1 else 'findings'}</span></b>"
        if count
        else ""
    )


def _main(document: Document) -> Iterator[str]:
    if document.actions:
        actions = "".join(f"<li>{value(action)}</li>" for action in document.actions)
        heading = '<h2 id="to-do">What to do</h2>'
        yield f'<section class="actions" aria-labelledby="to-do">{heading}<ol>{actions}</ol></section>'
    found = [
        one
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Findings)
        for one in words.shown(block)
    ]
    if found:
        yield _tiles(document)
        yield filter_form(found)
    for at, section in enumerate(document.sections, 1):
        yield _section(section, at)


def _tiles(document: Document) -> str:
    counts = Counter(finding.severity for finding in document.findings())
    tiles = "".join(
        f'<li class="{severity.value}{"" if counts[severity] else " none"}">'
        f"<b>{counts[severity]:,}</b> {severity.value}</li>"
        for severity in Severity
    )
    return (
        '<section class="counts" aria-labelledby="counted"><h2 id="counted">Findings that count</h2>'
        f"<ul>{tiles}</ul></section>"
    )


def _section(section: Section, at: int) -> str:
    outcome = section.outcome
    mark = sign(outcome) if outcome else ""
    said = f' <span class="outcome {outcome.value}">{outcome.value}</span>' if outcome else ""
    blocks = "\n".join(
        block_html(block, f"{section.title} {number}") for number, block in enumerate(section.blocks, 1)
    )
    return (
        f'<section class="part" id="part-{at}" aria-labelledby="part-{at}-title">'
        f'<h2 id="part-{at}-title">{mark}{value(section.title)}{said}</h2>\n{blocks}</section>'
    )


def _footer(document: Document) -> str:
    tools = " · ".join(f"{value(one.name)} {value(one.version) or '(no version)'}" for one in document.tools)
    made = f"Made {f'<time>{value(document.made_at)}</time> ' if document.made_at else ''}by greenlane."
    return f"<footer><p>{made}</p>{f'<p>{tools}</p>' if tools else ''}</footer>"
