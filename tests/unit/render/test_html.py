"""The page: only our elements and attributes, nothing from outside, nothing lost."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from greenlane.model.coverage import Coverage, FileCoverage
from greenlane.model.document import Covered, Document, Findings, Paragraph, Section, Table
from greenlane.model.verdict import Outcome
from greenlane.render.html import html
from greenlane.render.html_frame import resource, value
from greenlane.render.text import visible
from tests.examples import examples
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import VALUES, documents, everywhere
from tests.unit.render.outline import only_ours, outline, without_resources
from tests.unit.render.sample import DOCUMENT, UNUSED


def test_a_whole_page() -> None:
    assert is_golden("report.html", without_resources(html(DOCUMENT)))


def test_the_verdict_comes_first_then_what_to_do_then_the_evidence() -> None:
    words = " ".join(outline(html(DOCUMENT)).words)
    body = words[words.index("Skip to the evidence") :]

    places = [body.index(said) for said in ("3 of 5 gates fail", "What to do", "Possible SQL injection")]
    assert places == sorted(places)


@pytest.mark.parametrize("text", VALUES, ids=range(len(VALUES)))
def test_no_value_is_markup(text: str) -> None:
    only_ours(html(everywhere(text)))


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents)
def test_any_document_is_only_our_markup(document: Document) -> None:
    only_ours(html(document))


@pytest.mark.parametrize("text", VALUES, ids=range(len(VALUES)))
def test_a_message_is_there_in_full(text: str) -> None:
    document = Document(
        "t",
        Outcome.FAIL,
        "v",
        sections=(Section("s", (Paragraph(text), Findings((replace(UNUSED, message=text),)))),),
    )

    assert outline(html(document)).words.count(visible(text)) >= (2 if visible(text).strip() else 0)


def test_the_policy_allows_our_style_and_our_script_and_nothing_else() -> None:
    page = html(DOCUMENT)
    policy = re.search(r'Security-Policy" content="([^"]+)"', page)
    assert policy

    rules = dict(rule.split(" ", 1) for rule in policy.group(1).split("; "))
    whole = {end: "".join(resource(name, end) for name in ("page", "charts")) for end in ("css", "js")}
    digests = {
        end: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for end, text in whole.items()
    }
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digests['css']}'",
        "script-src": f"'sha256-{digests['js']}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert f"<style>{whole['css']}</style>" in page
    assert f"<script>{whole['js']}</script>" in page


def test_style_and_script_name_nothing_outside() -> None:
    for name in ("page", "charts"):
        for end in ("css", "js"):
            assert not re.search(
                r"url\(|@import|https?:|fetch\(|XMLHttp|innerHTML|eval\(", resource(name, end)
            )


def test_a_page_without_data_is_small() -> None:
    assert len(html(Document("t", Outcome.PASS, "v")).encode()) < 60_000


def test_an_address_that_is_none_is_no_link() -> None:
    found = replace(UNUSED, docs="javascript:alert(1)")
    page = html(Document("t", Outcome.FAIL, "v", sections=(Section("s", (Findings((found,)),)),)))

    assert "javascript:alert" not in page
    assert "F401" in page


def test_every_finding_says_what_the_filter_asks_for() -> None:
    assert '<li data-severity="medium" data-tool="bandit" data-component="api">' in html(DOCUMENT)


def test_many_ranges_are_folded_and_all_there() -> None:
    file = FileCoverage("a.py", {line: line % 2 for line in range(1, 1_001)})
    covered = Covered(Coverage((file,)))
    page = html(Document("t", Outcome.PASS, "v", sections=(Section("s", (covered,)),)))

    assert "<summary>500 ranges</summary>2, 4, 6, " in page
    assert ", 998, 1000</details>" in page


def test_a_value_cannot_end_an_attribute() -> None:
    assert value("\"'<>&\x00") == "&quot;&#x27;&lt;&gt;&amp;\\x00"


def test_a_row_of_a_table_leads_where_its_address_says_and_nowhere_else() -> None:
    links = ("https://example.org/a?b=1&c=2", "javascript:alert(1)")
    table = Table(("job",), (("docs",), ("evil",)), links=links)
    page = html(Document("t", Outcome.PASS, "v", sections=(Section("s", (table,)),)))

    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">docs</a>' in page
    assert "javascript:alert" not in page
