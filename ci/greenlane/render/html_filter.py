"""The form that filters a page's findings: by severity, tool, component and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from greenlane.model.finding import Severity
from greenlane.render import words
from greenlane.render.html_frame import value

TEXT = (
    '<label class="field">Text<input type="search" name="text" autocomplete="off" spellcheck="false"></label>'
)
ORDER = (
    '<label class="field">Order<select name="order"><option value="">worst first</option>'
    '<option value="place">by file</option><option value="tool">by tool</option></select></label>'
)


def filter_form(found: Sequence[words.Shown]) -> str:
    """The form, hidden until the script is there to answer it."""
    tools = Counter(one.finding.tool for one in found)
    components = Counter(one.component for one in found if one.component)
    count = f'<output name="shown" aria-live="polite">{words.plural(len(found), "finding")}</output>'
    return (
        '<form id="filter" role="search" aria-label="Filter findings and files" hidden>'
        f"<div><fieldset><legend>Severity</legend>{_boxes(found)}</fieldset><p>{count}</p></div>"
        f"{_choice('tool', 'Tool', tools)}{_choice('component', 'Component', components)}"
        f'{TEXT}{ORDER}<button type="reset">Show all</button></form>'
    )


def _boxes(found: Sequence[words.Shown]) -> str:
    """One box for each severity that there is."""
    counts = Counter(one.finding.severity for one in found)
    return "".join(
        f'<label class="{severity.value}">'
        f'<input type="checkbox" name="severity" value="{severity.value}" checked>'
        f" {severity.value} <b>{counts[severity]:,}</b></label>"
        for severity in Severity
        if counts[severity]
    )


def _choice(name: str, label: str, counts: Counter[str]) -> str:
    """A list to choose from; nothing where there is nothing to choose."""
    if not counts:
        return ""
    options = "".join(
        f'<option value="{value(one)}">{value(one)} ({counts[one]:,})</option>' for one in sorted(counts)
    )
    select = f'<select name="{name}"><option value="">all</option>{options}</select>'
    return f'<label class="field">{label}{select}</label>'
