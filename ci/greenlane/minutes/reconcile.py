"""Our count beside GitHub's bill: what is left over, which laws stand, which of them to plan with.

Properties: an account without a bill gets the worst law; an empty bill is unknown, not 0; the bill counts
public repositories too, so ours are added before the two are compared.
Example: 2,192 Linux and 114 Windows minutes on the bill, and a page that shows 2,308: raw comes to 2,306, so
the page does not follow the multipliers (2,420). They may still be what blocks, and are planned with.
Not done here: asking GitHub (edges), and weighing what is planned (the verbs do, with `planning`).
Source: docs/minutes.md#laws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from greenlane.minutes.bill_rows import held_and_missing, rows_of
from greenlane.minutes.blocks import Block
from greenlane.minutes.counting import minutes_of
from greenlane.minutes.evidence import READING, Evidence, Minutes, misfit, objections, total
from greenlane.minutes.laws import laws_at
from greenlane.minutes.skus import SKUS, gross_by_machine, machine_of_sku
from greenlane.model.bill import Cycle, Law, Reconciliation, Residual, Ruling, UsageItem
from greenlane.model.jobs import Booked, Free, LedgerJob, Machine, day_of

NOT_READ = "the token may not read the bill, or nobody asked"
NO_READING = "nobody typed in what the billing page shows; one account's page was seen to follow raw"
NO_FIT = "what the billing page showed fits no law; the nearest is named"
TORN = "the evidence contradicts itself: every law is ruled out, so the worst of all is planned with"
PAGE_UNREAD = "raw"


def reconcile(
    booked: Iterable[Booked],
    usage: Sequence[UsageItem] | None,
    summary: Sequence[UsageItem] | None,
    blocks: Sequence[Block],
    included: int,
    cycle: Cycle,
    page_reading: float | None = None,
    *,
    public: Mapping[Machine, int] | None = None,
    held: Collection[str] = (),
    why_not: str = NOT_READ,
) -> Reconciliation:
    """Hold one cycle's count against its bill.

    booked: ours, of the cycle's days (others are left out). usage, summary: rows of `/usage` and of
    `/usage/summary`, None when they could not be read; why_not says why. blocks: seen in the cycle.
    page_reading: minutes that the billing page showed. public: see public_minutes. held: repositories in the
    ledger besides those in `booked`.
    """
    ours = tuple(one for one in booked if cycle.since <= one.day < cycle.until)
    bill = rows_of(usage, summary, cycle, why_not)
    known, missing = held_and_missing(bill.rows or (), {*held, *(one.repository for one in ours)})
    drawn, given = _drawn(ours), public or {}
    if bill.rows is None:
        shown = (_plus(drawn, given), drawn)
        evidence = Evidence(included, {}, drawn, net=None, page_reading=page_reading, shown=shown)
    else:
        within = tuple(block for block in blocks if cycle.since <= day_of(block.at) < cycle.until)
        evidence = _evidence(ours, bill.rows, known, given, included, within, page_reading)
    laws = laws_at(cycle.since)
    rulings, notes = _rulings(evidence, laws, drawn)
    return Reconciliation(
        cycle,
        asked=bill.rows is not None,
        why_not=bill.why_not,
        residuals=_residuals(_plus(drawn, given), given, bill.rows),
        rulings=rulings,
        page=_page(evidence, laws),
        planning=worst(rulings, laws),
        missing=missing,
        notes=(*bill.notes, *notes),
    )


def public_minutes(jobs: Iterable[LedgerJob]) -> Mapping[Machine, int]:
    """What jobs of public repositories would have counted: free, yet the bill lists and discounts them."""
    found: Counter[Machine] = Counter()
    for one in jobs:
        if one.count.free is Free.PUBLIC and one.count.machine and one.count.duration_s:
            found[one.count.machine] += minutes_of(one.count.duration_s)
    return dict(found)


def worst(rulings: Sequence[Ruling], laws: Sequence[Law]) -> str:
    """The law to plan with: of those not ruled out, or of all if none is left, the one that takes most.

    Where they take the same (Linux only), the one with the heaviest minutes.
    """
    weights = {law.name: sum(law.weights.values(), Fraction(0)) for law in laws}
    standing = [one for one in rulings if not one.ruled_out] or list(rulings)
    return max(standing, key=lambda one: (one.total, weights[one.law])).law


def _rulings(
    evidence: Evidence, laws: Sequence[Law], drawn: Minutes
) -> tuple[tuple[Ruling, ...], tuple[str, ...]]:
    against, notes = objections(evidence, laws)
    rulings = tuple(
        Ruling(law.name, total(law, drawn), against[law.name], _off_page(evidence, law)) for law in laws
    )
    torn = (TORN,) if all(against.values()) else ()
    unread = (NO_READING,) if evidence.page_reading is None else ()
    strange = (NO_FIT,) if all(one.not_on_page for one in rulings) else ()
    return rulings, (*notes, *torn, *unread, *strange)


def _evidence(
    ours: Sequence[Booked],
    bill: Sequence[UsageItem],
    known: Sequence[UsageItem],
    public: Mapping[Machine, int],
    included: int,
    blocks: Sequence[Block],
    page_reading: float | None,
) -> Evidence:
    """known: the bill's rows of repositories that are ours."""
    drawn, billed = _drawn(ours), _billed(bill)
    certain = _minus(_billed(known), public)
    floor = {one: min(much, certain.get(one, Fraction(0))) for one, much in drawn.items()}
    net = sum((one.net for one in bill if machine_of_sku(one.sku) is not Machine.LARGER), Decimal(0))

    def ceiling_at(day: date) -> Minutes:
        so_far = _drawn(one for one in ours if one.day <= day)
        return _most(so_far, _billed(one for one in bill if one.day is None or one.day <= day))

    shown = (billed, _minus(billed, public))
    return Evidence(included, floor, _most(drawn, billed), net, ceiling_at, blocks, page_reading, shown)


def _residuals(
    ours: Minutes, public: Mapping[Machine, int], bill: Sequence[UsageItem] | None
) -> tuple[Residual, ...]:
    billed = None if bill is None else gross_by_machine(bill)
    return tuple(
        Residual(
            SKUS[one],
            int(ours.get(one, 0)),
            None if billed is None else billed.get(one),
            f"{public[one]} of ours are of public repositories" if public.get(one) else "",
        )
        for one in SKUS
        if ours.get(one) or (billed or {}).get(one)
    )


def _page(evidence: Evidence, laws: Sequence[Law]) -> str:
    """The law that is nearest to what the page showed."""
    off = {law.name: misfit(evidence, law) for law in laws}
    near = [(much, name) for name, much in off.items() if much is not None]
    return min(near, key=lambda one: one[0])[1] if near else PAGE_UNREAD


def _off_page(evidence: Evidence, law: Law) -> str:
    off = misfit(evidence, law)
    return "" if off is None or off <= READING else f"it is {float(off):.1%} off what the page showed"


def _drawn(booked: Iterable[Booked]) -> Minutes:
    found: Counter[Machine] = Counter()
    for one in booked:
        found[one.machine] += one.minutes
    return {machine: Fraction(much) for machine, much in found.items()}


def _billed(rows: Iterable[UsageItem]) -> Minutes:
    return {machine: Fraction(much) for machine, much in gross_by_machine(rows).items()}


def _plus(minutes: Minutes, more: Mapping[Machine, int]) -> Minutes:
    return {one: minutes.get(one, Fraction(0)) + more.get(one, 0) for one in {**minutes, **more}}


def _minus(minutes: Minutes, less: Mapping[Machine, int]) -> Minutes:
    return {one: max(Fraction(0), much - less.get(one, 0)) for one, much in minutes.items()}


def _most(one: Minutes, other: Minutes) -> Minutes:
    return {each: max(one.get(each, Fraction(0)), other.get(each, Fraction(0))) for each in {**one, **other}}
