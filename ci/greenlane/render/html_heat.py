"""A heat map in HTML: a table whose cells are shaded and hold their figure.

It is no drawing, so that it can be read, selected and copied. On a narrow page a map with few rows is turned:
its rows stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.model.document import Heat
from greenlane.render import chart_words
from greenlane.render.chart_scale import Shading, shading
from greenlane.render.html_frame import value
from greenlane.render.html_table import scrolled
from greenlane.render.text import flat

TURNED_ROWS = 8


def heat_html(heat: Heat, label: str) -> str:
    """The table and the key to its shades; nothing where there is no cell."""
    if not heat.rows or not heat.columns:
        return ""
    shades = shading(heat)
    head = "".join(f'<th scope="col">{value(flat(name))}</th>' for name in heat.columns)
    rows = "".join(_row(heat, at, shades) for at in range(len(heat.rows)))
    css = "heat turned" if len(heat.rows) <= TURNED_ROWS < len(heat.columns) else "heat"
    table = f'<table class="{css}"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'{scrolled(table, label)}<ul class="key">{"".join(_key(heat, shades))}</ul>'


def _row(heat: Heat, at: int, shades: Shading) -> str:
    cells = "".join(_cell(chart_words.cell(heat, at, column), shades) for column in range(len(heat.columns)))
    return f'<tr><th scope="row">{value(flat(heat.rows[at]))}</th>{cells}</tr>'


def _cell(found: float | None, shades: Shading) -> str:
    if found is None:
        return f'<td class="no-shade">{chart_words.UNKNOWN}</td>'
    return f'<td class="shade-{shades.shade(found)}">{chart_words.short(found)}</td>'


def _key(heat: Heat, shades: Shading) -> Iterator[str]:
    """What each shade means, in figures."""
    if shades.ends:
        yield _swatch("shade-0", "0")
        for shade, end in enumerate(shades.ends, 1):
            yield _swatch(f"shade-{shade}", f"to {chart_words.short(end)}")
        yield f"<li>{value(flat(heat.unit))}</li>"
    if any(
        chart_words.cell(heat, row, column) is None
        for row in range(len(heat.rows))
        for column in range(len(heat.columns))
    ):
        yield _swatch("no-shade", f"{chart_words.UNKNOWN} unknown")


def _swatch(css: str, name: str) -> str:
    return f'<li><span class="swatch {css}"></span>{name}</li>'
