"""A cycle held against its bill, as a section of a report."""

from __future__ import annotations

from greenlane.minutes.figures import whole
from greenlane.model.bill import Reconciliation, Ruling
from greenlane.model.document import Block, Paragraph, Section, Table


def bill_section(what: Reconciliation) -> Section:
    """SKU by SKU, law by law, and what the ledger does not hold."""
    blocks: list[Block] = []
    if what.why_not:
        blocks.append(Paragraph(f"The bill was not read: {what.why_not}."))
    if what.residuals:
        rows = tuple(
            (
                one.sku,
                f"{one.ours:,}",
                "not named" if one.bill is None else f"{one.bill:,}",
                "" if one.difference is None else f"{one.difference:+,}",
                one.note,
            )
            for one in what.residuals
        )
        blocks.append(Table(("SKU", "ledger", "bill", "difference", "why"), rows, "lrrrl"))
    laws = tuple((one.law, whole(one.total), _against(one)) for one in what.rulings)
    if laws:
        blocks.append(Table(("counting law", "minutes by it", "evidence"), laws, "lrl"))
    missing = tuple((name, f"{minutes:,}") for name, minutes in what.missing.items())
    if missing:
        blocks.append(Table(("on the bill, not in this ledger", "minutes"), missing, "lr"))
    blocks += [Paragraph(f"{note[:1].upper()}{note[1:]}.") for note in what.notes]
    return Section("Against the bill", tuple(blocks) or (Paragraph("Nothing to compare yet."),))


def _against(ruling: Ruling) -> str:
    """The evidence; what the page shows does not say what blocks."""
    if ruling.ruled_out:
        return ruling.ruled_out
    return f"stands; not on the page: {ruling.not_on_page}" if ruling.not_on_page else "stands"
