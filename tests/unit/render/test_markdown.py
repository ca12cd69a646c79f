"""The job summary: every value is only a value, and what does not fit is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from greenlane.model.document import Document, Findings, Lines, Paragraph, Section, Table
from greenlane.model.finding import Severity
from greenlane.model.verdict import Outcome
from greenlane.render.github_text import code, prose
from greenlane.render.markdown import markdown
from greenlane.render.text import flat
from tests.examples import examples
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import VALUES, documents, everywhere, tables, values
from tests.unit.render.sample import DOCUMENT, UNUSED

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OUR_TAGS = {"<code>", "</code>", "<br>", "<details>", "</details>", "<summary>", "</summary>"}
INERT = {"text", "text_special", "softbreak", "html_inline", "link_open", "link_close"}
LINKING = re.compile(r"\w@\w|(?<![\w`])@\w|https?://|www\.|#\d|:[a-z]+:|GH-\d", re.IGNORECASE)


def inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def tags(text: str) -> set[str]:
    """Every tag of ours or not in a text, without a summary's words."""
    return set(re.findall(r"<[^>]*>", text))


def rows_of(text: str) -> list[int]:
    """How many cells each row of each table has."""
    counts: list[int] = []
    for token in PARSER.parse(text):
        if token.type == "tr_open":
            counts.append(0)
        elif token.type in ("th_open", "td_open"):
            counts[-1] += 1
    return counts


def only_ours(text: str) -> None:
    """No markup, no tag and no link in a text but those that we write ourselves."""
    tokens = PARSER.parse(text)
    for token in tokens:
        if token.type == "html_block":
            assert tags(token.content) <= OUR_TAGS
    for token in inline(tokens):
        assert token.type in INERT
        if token.type == "html_inline":
            assert token.content in OUR_TAGS
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith(("http://", "https://"))


def test_a_whole_summary() -> None:
    assert is_golden("summary.md", markdown(DOCUMENT))


def test_the_verdict_comes_first_then_what_to_do() -> None:
    text = markdown(DOCUMENT)

    assert text.startswith("## ❌ fail: 3 of 5 gates fail")
    assert text.index("### What to do") < text.index("project:") < text.index("| gate |")


def test_the_summary_of_a_real_run_holds_only_our_markup() -> None:
    only_ours(markdown(DOCUMENT))


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.unmeasured
def test_no_value_is_markup(value: str) -> None:
    text = markdown(everywhere(value))

    only_ours(text)
    assert set(rows_of(text)) <= {2, 3, 4, 5}


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents)
def test_any_document_is_only_our_markup(document: Document) -> None:
    only_ours(markdown(document))


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(tables())
def test_a_table_keeps_its_columns_and_rows(table: Table) -> None:
    columns = max((len(row) for row in (table.head, *table.rows)), default=0)
    text = markdown(Document("t", Outcome.PASS, "v", sections=(Section("s", (table,)),)))

    assert rows_of(text) == [columns] * ((1 + len(table.rows)) if columns else 0)


@given(values)
def test_a_value_reads_as_it_was(value: str) -> None:
    shown = "".join(
        token.content if token.type != "softbreak" else "\n"
        for token in inline(PARSER.parse(prose(flat(value))))
    )

    assert shown.replace("\u200b", "").strip() == flat(value).strip()


@given(st.one_of(values, st.from_regex(LINKING)))
def test_nothing_in_a_value_becomes_a_link_a_mention_or_an_emoji(value: str) -> None:
    shown = "".join(token.content for token in inline(PARSER.parse(prose(value))))

    assert not LINKING.search(shown)


def test_a_link_to_a_rule_survives_what_is_special_in_an_address() -> None:
    found = replace(UNUSED, docs="https://example.org/a_b*(c)?d=1&e=$2$")
    text = markdown(Document("t", Outcome.FAIL, "v", sections=(Section("s", (Findings((found,)),)),)))

    (link,) = [token for token in inline(PARSER.parse(text)) if token.type == "link_open"]
    assert link.attrs["href"] == "https://example.org/a_b*%28c%29?d=1&e=%242%24"


def test_a_path_is_copied_as_it_is() -> None:
    assert code("node_modules/@scope/a_b.ts") == "<code>node&#95;modules/@scope/a&#95;b.ts</code>"


def test_lines_with_fences_do_not_end_their_block() -> None:
    text = markdown(
        Document("t", Outcome.PASS, "v", sections=(Section("s", (Lines(("```", "````", "x")),)),))
    )

    fences = [token for token in PARSER.parse(text) if token.type == "fence"]
    assert [token.content for token in fences] == ["```\n````\nx\n"]


def many(count: int) -> Document:
    """Findings of three severities, mixed over two sections."""
    kinds = (Severity.WARNING, Severity.HIGH, Severity.MEDIUM)
    found = tuple(
        replace(UNUSED, severity=kinds[at % 3], line=at + 1, message=f"number {at} {'x' * 200}")
        for at in range(count)
    )
    halves = (found[: count // 2], found[count // 2 :])
    sections = tuple(Section(f"part {at}", (Findings(half),)) for at, half in enumerate(halves))
    return Document("t", Outcome.FAIL, "v", sections=sections)


@pytest.mark.parametrize("limit_bytes", [1_000, 5_000, 60_000, 1_000_000])
@pytest.mark.unmeasured
def test_a_summary_keeps_within_its_limit_and_counts_the_rest(limit_bytes: int) -> None:
    text = markdown(many(6_000), limit_bytes)
    shown = text.count("| number")
    left_out = sum(int(number.replace(",", "")) for number in re.findall(r"and ([\d,]+) more findings", text))

    assert len(text.encode()) <= limit_bytes
    assert shown + left_out == 6_000 or "more parts, left out" in text
    assert all(line.endswith(" |") for line in text.splitlines() if line.startswith("| "))
    if limit_bytes < 100_000:
        assert set(rows_of(text)) <= {4}
        only_ours(text)


def test_what_is_left_out_is_never_worse_than_what_is_shown() -> None:
    text = markdown(many(600), 60_000)

    assert "| high |" in text
    assert "| warning |" not in text
    assert re.search(r"and \d+ more findings, no worse than these, left out: .*100 warning", text)


def test_a_small_summary_leaves_nothing_out() -> None:
    assert "left out" not in markdown(many(600))


def test_five_thousand_sections_keep_within_the_limit() -> None:
    sections = tuple(Section(f"part {at}", (Paragraph("x" * 300),)) for at in range(5_000))
    text = markdown(Document("t", Outcome.FAIL, "the verdict", sections=sections))

    assert len(text.encode()) <= 1_000_000
    assert "the verdict" in text
    assert re.search(r"and [\d,]+ more parts, left out", text)


def test_a_row_of_a_table_leads_where_its_address_says_and_nowhere_else() -> None:
    table = Table(
        ("job",), (("docs",), ("evil",)), links=("https://example.org/a_(b)", "javascript:alert(1)")
    )
    text = markdown(Document("t", Outcome.PASS, "v", sections=(Section("s", (table,)),)))

    assert "| [docs](https://example.org/a_%28b%29) |\n| evil |" in text
