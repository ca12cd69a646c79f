"""The picture of a plan in a real browser: every text inside its box, none over another, light and dark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from greenlane.model.graph import Graph
from greenlane.model.plan import Declared
from greenlane.planner.graph import graph
from greenlane.render.graph import svg
from tests.browser.chromium import Browser
from tests.unit.planner.plans import DECLARED, plan

LONG = "a rather long name of a job with WWWWWWWWWWWW and mmmmmmmmmmmm in it"
OUTSIDE = """
[...document.querySelectorAll('g:has(> .box)')].flatMap(node => {
  const box = node.querySelector('.box').getBBox();
  return [...node.querySelectorAll('text')].filter(one => {
    const own = one.getBBox();
    return own.x < box.x || own.x + own.width > box.x + box.width || own.y < box.y
      || own.y + own.height > box.y + box.height;
  }).map(one => one.textContent);
})
"""
TOUCHING = """
(() => {
  const boxes = [...document.querySelectorAll('text')].map(one => [one.textContent, one.getBBox()]);
  return boxes.flatMap(([name, a], at) => boxes.slice(at + 1).filter(([, b]) => a.x < b.x + b.width
    && b.x < a.x + a.width && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height)
    .map(([other]) => `${name} | ${other}`));
})()
"""
BEYOND = """
(() => {
  const [, , wide, high] = document.documentElement.getAttribute('viewBox').split(' ').map(Number);
  return [...document.querySelectorAll('text, .box, .panel')].filter(one => {
    const box = one.getBBox();
    return box.x < 0 || box.y < 0 || box.x + box.width > wide || box.y + box.height > high;
  }).map(one => one.textContent || one.className.baseVal);
})()
"""
COLOURS = "[...new Set([...document.querySelectorAll('.box')].map(one => getComputedStyle(one).fill))]"


def small() -> Graph:
    return graph(plan(), DECLARED, ("proto",), "messenger")


def wordy() -> Graph:
    """Every text too long for its box."""
    made = plan()
    decisions = tuple(
        replace(one, job=f"{one.job} {LONG}", reason=f"{LONG}; {LONG}") for one in made.decisions
    )
    parts = tuple(replace(one, paths=(LONG, LONG)) for one in DECLARED.components)
    return graph(replace(made, decisions=decisions), Declared(parts), (), LONG)


@pytest.mark.parametrize("picture", [small(), wordy()], ids=["small", "wordy"])
def test_every_text_is_inside_its_box_and_touches_no_other(
    chromium: Browser, tmp_path: Path, picture: Graph
) -> None:
    file = tmp_path / "plan.svg"
    file.write_text(svg(picture), encoding="utf-8")
    page = chromium.open(file.as_uri())

    assert page.value(OUTSIDE) == []
    assert page.value(TOUCHING) == []
    assert page.value(BEYOND) == []


def test_dark_has_colours_of_its_own(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "plan.svg"
    file.write_text(svg(small()), encoding="utf-8")
    light, dark = (chromium.open(file.as_uri(), dark=dark).value(COLOURS) for dark in (False, True))

    assert len(light) > 2
    assert not set(light) & set(dark)
