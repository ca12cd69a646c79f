"""Which laws the evidence of one cycle contradicts.

Properties: a law is ruled out only when it stays contradicted with every doubt counted in its favour: minutes
that bill and ledger do not agree on, and minutes of repositories that only the bill knows. What contradicts
every law says nothing about laws (a plan that is written wrong, a payment that failed), and rules out none.
Example: 2,130 Linux and 114 Windows minutes, 2,300 included, everything discounted. The multipliers
come to 2,358: more than was included, and nothing was billed. So they are not what GitHub counts by.
Not done here: guessing which of the laws that are left is the right one.
Source: docs/minutes.md#laws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from greenlane.minutes.blocks import Block
from greenlane.model.bill import Law
from greenlane.model.jobs import Machine, day_of

# What a job that runs across the limit, or a rounding, may add.
MARGIN = Fraction(1, 100)
# How near to a law's total a reading of the billing page has to be.
READING = Fraction(1, 100)

Minutes = Mapping[Machine, Fraction]


@dataclass(frozen=True)
class Evidence:
    """What is known of one cycle, in raw minutes by machine.

    floor: certainly drew on the quota; ceiling: the most that can have, and ceiling_at of the time up to the
    end of a day, None while nobody knows what other repositories took. net: of the bill's rows of standard
    machines, None when there is no bill. shown: what the page may add up, in several readings of it.
    """

    included: int
    floor: Minutes
    ceiling: Minutes
    net: Decimal | None
    ceiling_at: Callable[[date], Minutes] | None = None
    blocks: Sequence[Block] = ()
    page_reading: float | None = None
    shown: Sequence[Minutes] = field(default_factory=tuple)


def total(law: Law, minutes: Minutes) -> Fraction:
    """The included minutes that these take under a law."""
    return sum((law.weights.get(one, Fraction(0)) * much for one, much in minutes.items()), Fraction(0))


def objections(evidence: Evidence, laws: Sequence[Law]) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """What contradicts each law ("" for nothing), and notes on evidence that contradicts all of them."""
    found = {law.name: "" for law in laws}
    notes = []
    for objection, otherwise in OBJECTIONS:
        said = {law.name: objection(evidence, law) for law in laws}
        if all(said.values()):
            notes.append(f"{said[laws[0].name]}; and every other law says the same: {otherwise}")
            continue
        found = {name: found[name] or said[name] for name in found}
    return found, tuple(notes)


def misfit(evidence: Evidence, law: Law) -> Fraction | None:
    """How far a law is from what the page showed, as a part of that; None when there is no reading."""
    if evidence.page_reading is None:
        return None
    reading = Fraction(evidence.page_reading)
    base = max(reading, Fraction(1))
    return min((abs(total(law, one) - reading) / base for one in evidence.shown), default=None)


def _all_discounted(evidence: Evidence, law: Law) -> str:
    least = total(law, evidence.floor)
    if evidence.net != 0 or least <= evidence.included * (1 + MARGIN):
        return ""
    return f"nothing was billed, although {law.name} comes to {_words(least)} of {evidence.included} minutes"


def _billed_early(evidence: Evidence, law: Law) -> str:
    most = total(law, evidence.ceiling)
    if not evidence.net or most >= evidence.included * (1 - MARGIN):
        return ""
    return (
        f"{evidence.net} minutes were billed, although {law.name} comes to {_words(most)}"
        f" of {evidence.included} minutes"
    )


def _blocked_early(evidence: Evidence, law: Law) -> str:
    """Jobs on larger machines are stopped for other reasons: included minutes are never used for them."""
    for block in evidence.blocks:
        if evidence.ceiling_at is None or block.machine in {Machine.LARGER, Machine.SELF_HOSTED}:
            continue
        most = total(law, evidence.ceiling_at(day_of(block.at)))
        if most < evidence.included * (1 - MARGIN):
            return (
                f"a job was blocked on {day_of(block.at)}, although {law.name} had come to"
                f" {_words(most)} of {evidence.included} minutes"
            )
    return ""


def _words(minutes: Fraction) -> str:
    return f"{float(minutes):,.0f}"


# How a law is contradicted, and what else may be behind it when all of them are.
OBJECTIONS: tuple[tuple[Callable[[Evidence, Law], str], str], ...] = (
    (_all_discounted, "the plan includes more than is written, or the account has a discount"),
    (_billed_early, "the plan includes less than is written"),
    (_blocked_early, "another limit or a payment stopped it, not the quota"),
)
