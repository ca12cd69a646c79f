"""The report in a real browser: filters, order, keyboard, no script, no network, nothing that hinders."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from greenlane.model.document import Document, Findings, Section
from greenlane.model.finding import Severity
from greenlane.model.verdict import Outcome
from tests.browser.chromium import Browser, Page
from tests.unit.render.hostile import VALUES, everywhere
from tests.unit.render.sample import DOCUMENT, UNUSED

SHIFT = 8
Written = Callable[[Document], str]


@pytest.fixture
def page(chromium: Browser, written: Written) -> Page:
    """The report of an ordinary run."""
    return chromium.open(written(DOCUMENT))


def rules(page: Page) -> list[str]:
    """The rules of the findings that are shown, in their order."""
    found = page.value(
        "[...document.querySelectorAll('.findings > li:not([hidden]) .by')]"
        ".map(one => one.textContent.split(' ')[1])"
    )
    return list(found)


def choose(page: Page, name: str, value: str) -> None:
    """As a person who picks from a list."""
    page.value(
        f"(() => {{ const one = document.getElementById('filter').elements['{name}']; one.value = '{value}';"
        "one.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    page.settled()


def shown(page: Page) -> str:
    """What the page says is shown."""
    return str(page.value("document.querySelector('output').value"))


def noise(page: Page) -> list[object]:
    """What was fetched beside the page, and every complaint."""
    asked = [said["request"]["url"] for said in page.told("Network.requestWillBeSent")]
    told = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
    beside = [url for url in asked[1:] if not url.startswith("data:image/svg")]
    return [*beside, *(said for name in told for said in page.told(name))]


def test_a_report_fetches_nothing_and_says_nothing_to_the_console(page: Page) -> None:
    page.settled()

    assert noise(page) == []


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_value_runs_or_fetches(chromium: Browser, written: Written, value: str) -> None:
    page = chromium.open(written(everywhere(value)))
    page.value("for (const one of document.querySelectorAll('details')) one.open = true")
    page.settled()

    assert noise(page) == []
    assert page.value("document.querySelectorAll('script').length") == 1


def test_the_policy_refuses_a_script_that_is_not_ours(page: Page) -> None:
    page.value(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'bad = 1'}))"
    )
    page.value(
        "document.body.insertAdjacentHTML('beforeend', '<img src=https://example.org/x onerror=bad=1>')"
    )
    page.settled()

    assert page.value("typeof window.bad") == "undefined"
    assert [said["blockedReason"] for said in page.told("Network.loadingFailed")] == ["csp"]


def test_everything_is_shown_at_first(page: Page) -> None:
    assert rules(page) == ["GHSA-xxxx-yyyy-zzzz", "B608", "B404", "reachable-fake", "E501", "F401"]
    assert shown(page) == "6 findings"


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("tool", "ruff", ["E501", "F401"]),
        ("component", "api", ["B608", "reachable-fake", "F401"]),
        ("text", "SEARCH.py unused", ["F401"]),
        ("text", "no such thing", []),
    ],
)
def test_a_filter_leaves_what_fits(page: Page, name: str, value: str, left: list[str]) -> None:
    choose(page, name, value)

    assert rules(page) == left
    assert shown(page) == f"{len(left)} of 6 findings"


def test_a_severity_is_taken_out_and_put_back_with_the_space_bar(page: Page) -> None:
    page.value("document.querySelector('input[value=warning]').focus()")
    page.press(" ", " ")
    page.settled()
    assert "E501" not in rules(page)

    page.press(" ", " ")
    page.settled()
    assert "E501" in rules(page)


def test_text_filters_the_files_of_the_coverage_too(page: Page) -> None:
    choose(page, "text", "chat.dart")

    files = page.value(
        "[...document.querySelectorAll('tr[data-file]:not([hidden]) code')].map(one => one.textContent)"
    )
    assert files == ["app/lib/chat.dart"]


def test_the_order_can_be_by_file_and_back(page: Page) -> None:
    worst_first = rules(page)
    choose(page, "order", "place")
    assert rules(page) == ["GHSA-xxxx-yyyy-zzzz", "B608", "B404", "reachable-fake", "E501", "F401"]
    choose(page, "order", "tool")
    assert rules(page)[:2] == ["B608", "GHSA-xxxx-yyyy-zzzz"]

    choose(page, "order", "")
    assert rules(page) == worst_first


def test_a_filter_survives_in_the_address_and_show_all_clears_it(page: Page, chromium: Browser) -> None:
    choose(page, "tool", "ruff")
    address = page.value("location.href")
    again = chromium.open(address)
    assert rules(again) == ["E501", "F401"]

    again.value("document.querySelector('button[type=reset]').click()")
    again.value("new Promise(done => setTimeout(done))")
    again.settled()
    assert (shown(again), "#" in again.value("location.href")) == ("6 findings", False)


def test_a_table_is_sorted_by_its_heads_as_numbers_where_they_are(page: Page) -> None:
    cells = "[...document.querySelectorAll('#part-1 tbody tr')].map(row => row.cells[{}].textContent)"
    head = "document.querySelectorAll('#part-1 thead button')[{}]"
    page.value(head.format(2) + ".click()")
    assert page.value(cells.format(2)) == ["0", "0", "0", "1", "2", "2"]
    page.value(head.format(2) + ".click()")
    assert page.value(cells.format(2)) == ["2", "2", "1", "0", "0", "0"]

    assert page.value(head.format(2) + ".parentNode.getAttribute('aria-sort')") == "descending"


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(page: Page) -> None:
    about = (
        "(() => { const one = document.activeElement; const box = getComputedStyle(one);"
        "const around = getComputedStyle(one.closest('label') ?? one);"
        "const isSeen = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;"
        "return [one.tagName, one.name || one.textContent.trim().slice(0, 20),"
        "[box, around].some(isSeen)] })()"
    )
    stops = []
    for _ in range(60):
        page.press("Tab")
        stop = page.value(about)
        if stop[0] == "BODY":
            break
        stops.append(stop)

    assert stops[0][1] == "Skip to the evidence"
    assert [name for tag, name, _ in stops if tag in ("INPUT", "SELECT")] == [
        *["severity"] * 4,
        *("tool", "component", "text", "order"),
    ]
    assert {"BUTTON", "SUMMARY", "DIV", "PRE", "A"} <= {tag for tag, _, _ in stops}
    assert [name for _, name, is_visible in stops if not is_visible] == []


def test_the_skip_link_leads_to_the_evidence(page: Page) -> None:
    page.press("Tab")
    page.press("Enter", "\r")
    page.settled()

    assert page.value("document.activeElement.id") == "evidence"


def test_without_a_script_all_is_shown_and_no_filter(chromium: Browser, written: Written) -> None:
    page = chromium.open(written(DOCUMENT), script=False)

    assert len(rules(page)) == 6
    assert page.value("getComputedStyle(document.getElementById('filter')).display") == "none"
    assert page.value("document.querySelectorAll('thead button').length") == 0


def test_on_paper_there_are_no_filters_and_nothing_is_folded(page: Page) -> None:
    page.call("Emulation.setEmulatedMedia", media="print")
    page.value("dispatchEvent(new Event('beforeprint'))")

    hidden = "['#filter', 'nav', '.skip'].map(one => getComputedStyle(document.querySelector(one)).display)"
    assert page.value(hidden) == ["none"] * 3
    assert page.value("document.querySelectorAll('details:not([open])').length") == 0


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_scrolls_sideways(chromium: Browser, written: Written, width: int) -> None:
    for document in (DOCUMENT, everywhere("x" * 5_000), everywhere("漢字 " * 500)):
        page = chromium.open(written(document), width=width)
        page.settled()
        assert page.value("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("outcome", Outcome)
def test_axe_finds_nothing(
    chromium: Browser, written: Written, axe: str, dark: bool, outcome: Outcome
) -> None:
    every = Section("all", (Findings(tuple(replace(UNUSED, severity=one) for one in Severity)),), outcome)
    document = replace(DOCUMENT, outcome=outcome, sections=(*DOCUMENT.sections, every))
    page = chromium.open(written(document), dark=dark)
    page.settled()
    page.value(f"{axe}; 0")

    violations = page.value(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(found =>"
        " found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))"
    )
    assert violations == []


def test_ten_thousand_findings_open_and_filter_quickly(chromium: Browser, written: Written) -> None:
    """Generous bounds: on two idle cores it opens in 1.1 s and answers a key in 0.3 s (2026-11-21)."""
    found = tuple(
        replace(UNUSED, line=at, path=f"server/area{at % 37}/module{at % 211}.py") for at in range(1, 10_001)
    )
    address = written(replace(DOCUMENT, sections=(Section("lint", (Findings(found),), Outcome.FAIL),)))

    started = time.monotonic()
    page = chromium.open(address)
    page.settled()
    opened_s = time.monotonic() - started
    page.value("document.getElementById('filter').elements.text.focus()")
    started = time.monotonic()
    page.type("module17.py")

    assert shown(page) == "48 of 10,000 findings"
    assert opened_s < 30
    assert time.monotonic() - started < 30
