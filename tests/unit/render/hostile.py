"""Values that want to be more than values, and documents made of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from greenlane.model.coverage import Count, Coverage, FileCoverage, Threshold
from greenlane.model.document import (
    Bars,
    Block,
    Chart,
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
    Tool,
)
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome, Spared

Quantity = TypeVar("Quantity")
VALUES = (
    "<script>alert(1)</script>",
    "a | b || c",
    "back\\slash \\| end\\",
    "`code` ``two`` ```\nfence",
    "*bold* _under_ __both__ ~~gone~~ $math$",
    "# heading\n- list\n1. one\n===\n---\n> quote",
    "@octocat and me@example.org",
    "[text](https://example.org) https://example.org www.example.org ![i](x.png)",
    "<!-- comment --> &lt; &#60; <br>",
    ":smile: :+1: #123 GH-4",
    '" onmouseover="x" \' autofocus',
    "</style></script></title></details></table>",
    "\x1b[31mred\x1b[0m \x1b]8;;https://example.org\x07link\x1b]8;;\x07 \x9b31m",
    "::error file=a.py::obeyed",
    "  ::stop-commands::x",
    "##[error]obeyed ##[add-mask]x",
    "#\u200d#\ufe0f[error]x",
    "%0A::error::x %25",
    "\u202egnp.exe\u2066x",
    "nul \x00 bell \x07 back \x08 del \x7f next \x85",
    "\ud800 half, byte \udcff",
    "line\u2028separator\u2029paragraph\x0bvertical\x0cform",
    "one\ntwo\r\nthree\rfour\ttab",
    "👩‍👩‍👧 🇩🇪 ❤️ 漢字 한글 é",
    "\u200b\ufeff\u2060",
    "long " * 20_000,
    "x" * 100_000,
    "漢" * 30_000,
    "",
    " ",
)

anything = st.characters(exclude_categories=())
values = st.one_of(st.sampled_from(VALUES), st.text(anything, max_size=30))
few = st.integers(0, 3)
outcomes = st.sampled_from(Outcome)
lines = st.one_of(st.none(), st.integers(1, 10**6))


def several(strategy: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """A tuple of none to a few."""
    return st.lists(strategy, max_size=most).map(tuple)


findings = st.builds(
    Finding,
    tool=values,
    rule=values,
    severity=st.sampled_from(Severity),
    message=values,
    path=st.one_of(st.none(), values),
    line=lines,
    column=lines,
    end_line=lines,
    fix=values,
    docs=st.one_of(values, st.just("https://example.org/a_b?c=1&d=(2)")),
    trace=several(values),
    commit=values,
    fingerprint=values,
)
hits = st.dictionaries(st.integers(1, 40), few, max_size=20)
covered_files = st.builds(
    FileCoverage, values, hits, st.dictionaries(st.tuples(st.integers(1, 40), values), few, max_size=3)
)
counts = st.tuples(few, few).map(lambda pair: Count(min(pair), max(pair)))
thresholds = st.builds(Threshold, values, st.fractions(0, 100).map(Fraction), counts)
coverages = st.builds(
    Coverage,
    files=st.lists(covered_files, max_size=3, unique_by=lambda file: file.path).map(tuple),
    thresholds=st.lists(thresholds, max_size=2).map(tuple),
    patch=st.one_of(st.none(), st.dictionaries(values, hits, max_size=2)),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Rows of any length, more or fewer outcomes than rows."""
    return Table(
        head=draw(several(values)),
        rows=tuple(draw(st.lists(several(values), max_size=3))),
        align=draw(st.text("lr", max_size=3)),
        outcomes=tuple(draw(st.lists(st.one_of(st.none(), outcomes), max_size=3))),
        links=draw(several(st.one_of(values, st.just("https://example.org/a_b?c=1&d=(2)")))),
    )


quantities = st.floats(allow_nan=False, allow_infinity=False)
known = st.one_of(st.none(), quantities)


def row(strategy: st.SearchStrategy[Quantity]) -> st.SearchStrategy[tuple[Quantity, ...]]:
    """A list of a chart; it may be shorter or longer than its neighbours."""
    return st.lists(strategy, max_size=4).map(tuple)


meters = st.builds(
    Meter, values, values, quantities, quantities, row(st.tuples(values, quantities)), known, known, known
)
bands = st.lists(st.tuples(values, row(quantities), row(quantities)), max_size=3).map(tuple)
fans = st.builds(Fan, values, values, quantities, several(values, 5), row(known), row(quantities), bands)
heats = st.builds(Heat, values, values, several(values), several(values), row(row(known)))
bars = st.builds(Bars, values, values, row(st.tuples(values, quantities, values)), row(quantities), values)
charts: st.SearchStrategy[Chart] = st.one_of(meters, fans, heats, bars)

blocks: st.SearchStrategy[Block] = st.one_of(
    charts,
    st.builds(Paragraph, values),
    st.builds(Lines, several(values)),
    tables(),
    st.builds(
        Findings,
        findings=st.lists(findings, max_size=3).map(tuple),
        components=several(values),
        kind=st.sampled_from(("counted", "known", "ignored")),
        kept=st.lists(st.builds(Spared, findings, values, values), max_size=2).map(tuple),
    ),
    st.builds(Covered, coverages),
)
sections = st.builds(Section, values, st.lists(blocks, max_size=3).map(tuple), st.one_of(st.none(), outcomes))
documents = st.builds(
    Document,
    title=values,
    outcome=outcomes,
    verdict=values,
    actions=several(values),
    subject=st.lists(st.tuples(values, values), max_size=2).map(tuple),
    sections=st.lists(sections, max_size=3).map(tuple),
    tools=st.lists(st.builds(Tool, values, values, outcomes), max_size=2).map(tuple),
    made_at=values,
)


def everywhere(value: str) -> Document:
    """The value in every place of a document where a text can stand."""
    finding = Finding(
        value, value, Severity.HIGH, value, value, 1, 2, 3, value, value, (value, value), value, value
    )
    coverage = Coverage(
        (FileCoverage(value, {1: 0, 2: 1}, {(1, value): 0}),),
        (Threshold(value, Fraction(80), Count(1, 2)),),
        {value: {1: 0}},
    )
    all_blocks: tuple[Block, ...] = (
        Paragraph(value),
        Lines((value, value)),
        Table((value, value), ((value, value), (value,)), "lr", (Outcome.FAIL, None), (value, value)),
        Findings((finding,), (value,)),
        Findings((), (value,), "ignored", (Spared(finding, value, value),)),
        Covered(coverage),
        Meter(value, value, 3.0, 4.0, ((value, 2.0), (value, 2.1)), 3.5, 4.5, 6.0),
        Fan(value, value, 4.0, (value, value), (1.0, None), (1.0, 3.0), ((value, (1.0, 2.0), (1.0, 5.0)),)),
        Heat(value, value, (value, value), (value, value), ((1.0, None), (0.0, 2.0))),
        Bars(value, value, ((value, 3.0, value), (value, 1.0, value)), (1.0, 0.5), value),
    )
    return Document(
        value,
        Outcome.FAIL,
        value,
        (value, value),
        ((value, value),),
        (Section(value, all_blocks, Outcome.FAIL),),
        (Tool(value, value, Outcome.PASS),),
        value,
    )
