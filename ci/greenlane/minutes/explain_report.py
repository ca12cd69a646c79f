"""What the minutes went to and what would save some -> sections of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenlane.model.document import Bars, Block, Lines, Paragraph, Section, Table
from greenlane.model.explain import Explanation, Parts
from greenlane.model.forecast import Remedy

PICTURED = ("workflow", "job")
"""Dimensions that are drawn; the others are tables."""
TITLES = {
    "workflow": "By workflow",
    "job": "By job",
    "branch": "By branch",
    "actor": "By who started it",
    "event": "By event",
    "conclusion": "By how it ended",
    "repository": "By repository",
}


def cost_section(explanation: Explanation, parts: Sequence[Parts]) -> Section:
    """What the minutes went to."""
    blocks: list[Block] = [Paragraph(_spent(explanation))]
    wasted = tuple(
        (one.kind.value, f"{one.minutes:,.0f}", _share(one.minutes, explanation.minutes), f"{one.jobs:,}")
        for one in explanation.wasted
        if one.jobs
    )
    blocks += [_bars(one) if one.by[0] in PICTURED and len(one.by) == 1 else _table(one) for one in parts]
    if wasted:
        blocks.append(Table(("what went that way", "minutes", "share", "jobs"), wasted, "lrrr"))
    return Section("What costs", tuple(blocks))


def remedy_section(explanation: Explanation) -> Section:
    """What would save some, the most first; then what was judged and is not worth it."""
    blocks: list[Block] = []
    if explanation.remedies:
        rows = tuple(_row(at, one) for at, one in enumerate(explanation.remedies, 1))
        head = ("", "remedy", "where", "saves", "costs", "net a month")
        blocks.append(Table(head, rows, "rllrrr"))
        blocks.append(Paragraph("Remedies overlap: what they save does not add up."))
        for at, one in enumerate(explanation.remedies, 1):
            blocks += _remedy(at, one)
    else:
        blocks.append(Paragraph("No remedy would save a minute a month, going by this history."))
    if explanation.dismissed:
        rows = tuple(_row(0, one) for one in explanation.dismissed)
        blocks.append(Paragraph("Judged, and not worth it:"))
        blocks.append(Table(("", "remedy", "where", "saves", "costs", "net a month"), rows, "rllrrr"))
    blocks += [Paragraph(note) for note in explanation.notes]
    return Section("What would save minutes", tuple(blocks))


def _spent(explanation: Explanation) -> str:
    days = f"{explanation.days:,.0f} days"
    unknown = f"; {explanation.unknown:,} jobs still run or lack a time" if explanation.unknown else ""
    apart = sum(explanation.apart.values())
    larger = f"; {apart:,} minutes of larger runners apart" if apart else ""
    return (
        f"In the last {days}: {explanation.minutes:,.0f} minutes by the law {explanation.law}, "
        f"of {explanation.billed:,} billed jobs in {explanation.runs:,} runs{larger}{unknown}."
    )


def _bars(parts: Parts) -> Bars:
    return Bars(
        title=TITLES.get(parts.by[0], f"By {parts.by[0]}"),
        unit="minutes",
        bars=tuple((one.keys[0] or "none", one.minutes, f"{one.jobs:,} jobs") for one in parts.parts),
        part=tuple(max(0.0, min(one.rounding, one.minutes)) for one in parts.parts),
        part_name="added by rounding up",
    )


def _table(parts: Parts) -> Table:
    rows = tuple(
        (*(key or "none" for key in one.keys), f"{one.minutes:,.0f}", f"{one.rounding:,.0f}", f"{one.jobs:,}")
        for one in parts.parts
    )
    return Table((*parts.by, "minutes", "of them rounding", "jobs"), rows, "l" * len(parts.by) + "rrr")


def _row(at: int, one: Remedy) -> tuple[str, ...]:
    number = str(at) if at else ""
    return number, one.title, one.where, f"{one.saved:,.0f}", f"{one.cost:,.0f}", f"{one.net:,.0f}"


def _remedy(at: int, one: Remedy) -> Iterator[Block]:
    """The edit, what it was computed from, and what it may do."""
    risk = f" Risk: {one.risk}." if one.risk else ""
    yield Paragraph(f"{at}. {one.title}, in {one.where}: {one.evidence}.{risk}")
    if one.edit:
        yield Lines(one.edit)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.1%}".replace("%", " %") if whole else ""
