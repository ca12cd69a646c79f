"""The blocks of a document as HTML. Each value goes through html_frame.value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from greenlane.model.document import Bars, Block, Covered, Fan, Findings, Heat, Lines, Meter, Paragraph, Table
from greenlane.render import words
from greenlane.render.html_charts import chart_html
from greenlane.render.html_coverage import coverage_html
from greenlane.render.html_frame import value
from greenlane.render.html_table import table_html
from greenlane.render.text import is_address, name

LONG_CHARACTERS = 700
BEGINNING_CHARACTERS = 300


def block_html(block: Block, label: str) -> str:
    """One block. label: a name for what scrolls, plain text."""
    match block:
        case Paragraph():
            return f'<p class="said">{value(block.text)}</p>'
        case Lines():
            return f'<pre tabindex="0">{value(chr(10).join(block.lines))}</pre>'
        case Table():
            return table_html(block, label)
        case Findings():
            return _findings(block)
        case Covered():
            return coverage_html(block.coverage, label)
        case Meter() | Fan() | Heat() | Bars():
            return chart_html(block, label)
        case _:
            assert_never(block)


def _findings(block: Findings) -> str:
    found = words.shown(block)
    if not found:
        return ""
    items = "\n".join(_finding(one) for one in found)
    listed = f'<ol class="findings" role="list">\n{items}\n</ol>'
    if block.kind == "counted":
        return listed
    count = f"{words.plural(len(found), 'finding')} {words.KEPT[block.kind]}"
    return f'<details class="kept"><summary>{count}</summary>{listed}</details>'


def _finding(one: words.Shown) -> str:
    finding = one.finding
    severity = finding.severity.value
    place = f"<code>{value(name(finding.place))}</code>" if finding.place else "<i>no file</i>"
    rule = value(name(finding.rule))
    if is_address(finding.docs):
        rule = f'<a href="{value(finding.docs)}" rel="noreferrer">{rule or "rule"}</a>'
    component = f' <span class="component">{value(name(one.component))}</span>' if one.component else ""
    data = f'data-tool="{value(finding.tool)}" data-component="{value(one.component)}"'
    return (
        f'<li data-severity="{severity}" {data}><span class="severity {severity}">{severity}</span><div>'
        f'<p class="where">{place} <span class="by">{value(name(finding.tool))} {rule}</span>{component}</p>'
        f"{_long(finding.message)}{''.join(_more(one))}</div></li>"
    )


def _more(one: words.Shown) -> Iterator[str]:
    finding = one.finding
    if finding.fix:
        yield f'<p class="more"><b>Fix</b> {value(finding.fix)}</p>'
    if finding.trace:
        steps = "".join(f"<li><code>{value(name(step))}</code></li>" for step in finding.trace)
        yield f'<div class="more"><b>Way</b><ol class="way">{steps}</ol></div>'
    if finding.commit:
        yield f'<p class="more"><b>Commit</b> <code>{value(name(finding.commit))}</code></p>'
    if one.reason:
        yield f'<p class="more"><b>Because</b> {value(words.why_kept(one))}</p>'


def _long(text: str) -> str:
    """A message; a long one shows its beginning, and all of it when opened."""
    if len(text) <= LONG_CHARACTERS:
        return f'<p class="said">{value(text)}</p>'
    return (
        f'<p class="said">{value(text[:BEGINNING_CHARACTERS])}…</p>'
        f"<details><summary>all {len(text):,} characters</summary>"
        f'<pre tabindex="0">{value(text)}</pre></details>'
    )
