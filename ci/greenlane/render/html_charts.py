"""Charts in HTML: a title, what is to be seen in a sentence, the picture, and its figures as a table."""

from __future__ import annotations

from typing import assert_never

from greenlane.model.document import Bars, Chart, Fan, Heat, Meter
from greenlane.render import chart_words
from greenlane.render.html_bars import bars_html
from greenlane.render.html_fan import fan_html
from greenlane.render.html_frame import value
from greenlane.render.html_heat import heat_html
from greenlane.render.html_meter import meter_html
from greenlane.render.html_table import table_html


def chart_html(chart: Chart, label: str) -> str:
    """One chart. label: a name for what scrolls, plain text."""
    match chart:
        case Meter():
            return _figure(
                "meter", chart, chart_words.expected(chart), meter_html(chart) + _table(chart, label)
            )
        case Fan():
            table = _table(chart, label) if chart.labels else ""
            return _figure("fan", chart, chart_words.sentence(chart), fan_html(chart) + table)
        case Heat():
            return _figure("heat", chart, chart_words.sentence(chart), heat_html(chart, label))
        case Bars():
            return _figure("bars", chart, chart_words.sentence(chart), bars_html(chart, label))
        case _:
            assert_never(chart)


def _figure(kind: str, chart: Chart, said: str, picture: str) -> str:
    about = f"<p>{value(said)}</p>" if said else ""
    return (
        f'<figure class="chart of-{kind}"><figcaption><h3>{value(chart.title)}</h3>{about}</figcaption>'
        f"{picture}</figure>"
    )


def _table(chart: Chart, label: str) -> str:
    """The figures behind a picture, folded."""
    table = table_html(chart_words.table(chart), label)
    return f'<details class="behind"><summary>All figures</summary>{table}</details>'
