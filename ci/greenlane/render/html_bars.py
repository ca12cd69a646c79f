"""Bars in HTML: a table with a bar below each name, which sorts as any other table."""

from __future__ import annotations

from greenlane.model.document import Bars
from greenlane.render import chart_words
from greenlane.render.chart_scale import Scale, scale_of
from greenlane.render.html_frame import value
from greenlane.render.html_svg import number
from greenlane.render.html_table import scrolled
from greenlane.render.text import flat, name


def bars_html(bars: Bars, label: str) -> str:
    """The table, and what the lighter part of a bar is; nothing for no bars."""
    if not bars.bars:
        return ""
    scale = scale_of([quantity for _, quantity, _ in bars.bars])
    part = f'<th scope="col" class="right">{value(flat(bars.part_name))}</th>' if bars.part else ""
    head = (
        '<th scope="col" class="left">name</th>'
        f'<th scope="col" class="right">{value(flat(bars.unit)) or "value"}</th>{part}'
    )
    rows = "".join(_row(bars, at, scale) for at in range(len(bars.bars)))
    table = f'<table class="bars"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f"{_key(bars)}{scrolled(table, label)}"


def _row(bars: Bars, at: int, scale: Scale) -> str:
    title, quantity, note = bars.bars[at]
    part = chart_words.nth(bars.part, at)
    noted = f' <span class="note">{value(flat(note))}</span>' if note else ""
    parts = (
        f'<td class="right" data-sort="{part or 0.0!r}">{chart_words.figure(part)}</td>' if bars.part else ""
    )
    return (
        f'<tr><th scope="row" class="left" data-sort="{value(name(title))}">{value(name(title))}{noted}'
        f"{_bar(quantity, part or 0.0, scale)}</th>"
        f'<td class="right" data-sort="{quantity!r}">{chart_words.figure(quantity)}</td>{parts}</tr>'
    )


def _bar(quantity: float, part: float, scale: Scale) -> str:
    """The part stands at the bar's end, lighter and in a frame."""
    whole = scale.share(quantity) * 100
    end = min(scale.share(part) * 100, whole)
    known = f'<rect class="known" width="{number(whole - end)}%" height="100%"/>' if whole > end else ""
    rest = (
        f'<rect class="part" x="{number(whole - end)}%" width="{number(end)}%" height="100%"/>' if end else ""
    )
    return f'<svg class="gauge" aria-hidden="true">{known}{rest}</svg>'


def _key(bars: Bars) -> str:
    if not bars.part or not bars.part_name:
        return ""
    swatch = '<svg class="swatch" aria-hidden="true"><rect class="part" width="26" height="14"/></svg>'
    return f'<ul class="key"><li>{swatch}{value(flat(bars.part_name))}</li></ul>'
