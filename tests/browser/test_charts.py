"""Charts in a real browser: readable at every width, by keyboard, without a script, on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from greenlane.model.document import Document
from tests.browser.chromium import Browser, Page
from tests.unit.render.charts import CASES, MONTH

Written = Callable[[Document], str]
SLIDER = "document.querySelector('.plot input')"
READING = "document.querySelector('.day').value"
HINT = "Point at a day, or step through them with the arrow keys."
TOUCHING = """
[...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  return boxes.flatMap(([name, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
    .map(([other]) => `${name} | ${other}`));
})
"""
OUTSIDE = """
[...document.querySelectorAll('.chart text')].filter(one => one.getBoundingClientRect().width).filter(one => {
  const [box, card] = [one.getBoundingClientRect(), one.closest('section').getBoundingClientRect()];
  return box.left < card.left || box.right > card.right;
}).map(one => one.textContent)
"""
CUT = """
[...document.querySelectorAll('.heat td, .heat th')].filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => one.textContent)
"""


@pytest.fixture
def page(chromium: Browser, written: Written) -> Page:
    """A month on a screen."""
    return chromium.open(written(MONTH))


def complaints(page: Page) -> list[object]:
    """What the console and the policy said."""
    told = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Network.loadingFailed")
    return [said for name in told for said in page.told(name)]


def point(page: Page, share: float) -> None:
    """The mouse over a part of the plot's width."""
    box = page.value(
        "(() => { const plot = document.querySelector('.plot'); plot.scrollIntoView();"
        "const box = plot.getBoundingClientRect(); return [box.left, box.top, box.width] })()"
    )
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0] + box[2] * share, y=box[1] + 40)
    page.settled()


@pytest.mark.parametrize("document", [MONTH, CASES], ids=["month", "cases"])
def test_the_policy_has_nothing_to_refuse(chromium: Browser, written: Written, document: Document) -> None:
    page = chromium.open(written(document))
    page.settled()

    assert complaints(page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("document", [MONTH, CASES], ids=["month", "cases"])
def test_no_letters_touch_leave_their_card_or_are_cut(
    chromium: Browser, written: Written, document: Document, width: int
) -> None:
    page = chromium.open(written(document), width=width)
    page.settled()

    assert page.value(TOUCHING) == []
    assert page.value(OUTSIDE) == []
    assert page.value(CUT) == []
    assert page.value("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_reads_a_day_from_the_figures_behind_the_picture(page: Page) -> None:
    assert page.value(READING) == HINT

    page.value(f"{SLIDER}.focus()")
    page.press("Home")
    page.settled()

    assert page.value(READING) == "1 Nov · known 92"
    page.press("End")
    page.settled()
    assert page.value(READING) == "30 Nov · middle 2,178 · 90 % 1,885 to 2,529 · 80 % 1,950 to 2,450"
    assert page.value(f"{SLIDER}.getAttribute('aria-valuetext')") == page.value(READING)
    assert page.value("getComputedStyle(document.querySelector('.plot label')).outlineStyle") == "solid"


@pytest.mark.parametrize(("share", "day"), [(0.0, "1 Nov"), (0.555, "17 Nov"), (0.999, "30 Nov")])
def test_pointing_at_a_day_reads_it_and_leaving_stops(page: Page, share: float, day: str) -> None:
    point(page, share)
    assert str(page.value(READING)).startswith(f"{day} · ")
    assert page.value("getComputedStyle(document.querySelector('.cursor')).display") == "inline"

    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
    page.settled()
    assert page.value(READING) == HINT
    assert page.value("getComputedStyle(document.querySelector('.cursor')).display") == "none"


def test_a_day_that_is_clicked_stays_and_the_keys_go_on_from_it(page: Page) -> None:
    point(page, 0.555)
    x, y = page.value(
        "(() => { const one = document.querySelector('.plot').getBoundingClientRect();"
        "return [one.left + one.width * 0.555, one.top + 40] })()"
    )
    for kind in ("mousePressed", "mouseReleased"):
        page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
    page.settled()
    assert str(page.value(READING)).startswith("17 Nov · ")

    page.press("ArrowRight")
    page.settled()
    assert str(page.value(READING)).startswith("18 Nov · ")


def test_the_cursor_stands_where_the_day_is_drawn(page: Page) -> None:
    page.value(f"{SLIDER}.value = 17; {SLIDER}.dispatchEvent(new Event('input'))")

    today = "document.querySelector('.fan .today').getAttribute('x1')"
    cursor = "document.querySelector('.fan .cursor').getAttribute('x1')"
    assert float(page.value(cursor)[:-1]) == pytest.approx(float(page.value(today)[:-1]), abs=0.01)


def test_the_figures_open_without_a_script(chromium: Browser, written: Written) -> None:
    page = chromium.open(written(MONTH), script=False)

    assert page.value("document.querySelectorAll('.behind table').length") == 2
    assert page.value("document.querySelectorAll('.plot input, .day').length") == 0
    assert page.value("document.querySelectorAll('svg.fan .band').length") == 4


def test_bars_sort_by_what_rounding_added(page: Page) -> None:
    page.value("document.querySelectorAll('.bars thead button')[2].click()")
    page.value("document.querySelectorAll('.bars thead button')[2].click()")

    names = page.value("[...document.querySelectorAll('.bars tbody th')].map(one => one.dataset.sort)")
    assert names[:2] == ["ci.yml / lint", "ci.yml / changes"]


def test_a_heat_map_is_turned_on_a_phone_and_keeps_its_order(chromium: Browser, written: Written) -> None:
    page = chromium.open(written(MONTH), width=390)
    place = (
        "(() => { const box = (row, at) => document.querySelectorAll('.heat tbody tr')[row].cells[at]"
        ".getBoundingClientRect();"
        "return [box(0, 1).left === box(0, 24).left, box(0, 1).top < box(0, 24).top,"
        "box(0, 1).left < box(6, 1).left, box(0, 9).top === box(6, 9).top] })()"
    )

    assert page.value(place) == [True, True, True, True]


def test_the_accessibility_tree_has_the_picture_the_slider_and_the_cells(page: Page) -> None:
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    found = {(one["role"]["value"], one.get("name", {}).get("value", "")) for one in nodes if "role" in one}

    assert ("image", "The month") in found
    assert ("slider", "Day of The month") in found
    assert {("rowheader", "Tue"), ("columnheader", "13"), ("cell", "48")} <= found


def test_on_paper_the_figures_are_unfolded_and_nothing_waits_for_a_mouse(page: Page) -> None:
    page.call("Emulation.setEmulatedMedia", media="print")
    page.value("dispatchEvent(new Event('beforeprint'))")

    assert page.value("document.querySelectorAll('.behind:not([open])').length") == 0
    assert page.value("getComputedStyle(document.querySelector('.day')).display") == "none"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("document", [MONTH, CASES], ids=["month", "cases"])
def test_axe_finds_nothing(
    chromium: Browser, written: Written, axe: str, document: Document, width: int, dark: bool
) -> None:
    page = chromium.open(written(document), dark=dark, width=width)
    page.settled()
    page.value(f"{axe}; 0")

    violations = page.value(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(found =>"
        " found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))"
    )
    assert violations == []
