"""What the minutes went to, told apart by dimensions: asked of the ledger, weighed by the law."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction

from greenlane.minutes.ledger.interface import Dimension, Ledger
from greenlane.model.bill import Law
from greenlane.model.explain import Part, Parts
from greenlane.model.jobs import Machine, Spent

LINES = 20


def went_to(
    ledger: Ledger,
    by: Sequence[Dimension],
    since: date,
    until: date,
    *,
    law: Law,
    repositories: Collection[str] = (),
    lines: int = LINES,
) -> Parts:
    """The minutes of a span by dimensions, the largest part first; what is beyond `lines` parts is summed.

    until: not included. Parts that took no included minutes stand last, by their raw minutes.
    """
    asked = [*by, Dimension.MACHINE]
    return parts(ledger.spent(asked, since, until, repositories), by, law=law, lines=lines)


def parts(spent: Sequence[Spent], by: Sequence[Dimension], *, law: Law, lines: int = LINES) -> Parts:
    """What was spent, by the dimensions and then by machine -> by the dimensions alone, weighed."""
    groups: dict[tuple[str, ...], list[Spent]] = {}
    for one in spent:
        groups.setdefault(one.keys[:-1], []).append(one)
    found = [_part(keys, rows, law) for keys, rows in groups.items()]
    found.sort(key=lambda one: (-one.minutes, -one.raw, -one.jobs, one.keys))
    names = tuple(str(one) for one in by)
    if len(found) <= lines:
        return Parts(names, tuple(found))
    return Parts(names, (*found[: lines - 1], _sum(found[lines - 1 :])), others=len(found) - lines + 1)


def _part(keys: tuple[str, ...], rows: Sequence[Spent], law: Law) -> Part:
    weights = {id(one): _weight(one.keys[-1], law) for one in rows}
    minutes = sum((weights[id(one)] * one.minutes for one in rows), Fraction(0))
    rounding = sum(float(weights[id(one)]) * one.rounding_minutes for one in rows)
    raw = sum(one.minutes for one in rows)
    return Part(keys, sum(one.jobs for one in rows), raw, float(minutes), rounding)


def _weight(machine: str, law: Law) -> Fraction:
    """The law's weight of a machine as the ledger names it; "" where a job has none."""
    known = {str(one): one for one in Machine}
    return law.weights.get(known[machine], Fraction(0)) if machine in known else Fraction(0)


def _sum(rest: Sequence[Part]) -> Part:
    """Many small parts as one."""
    keys = (f"{len(rest)} others", *("" for _ in rest[0].keys[1:]))
    return Part(
        keys,
        sum(one.jobs for one in rest),
        sum(one.raw for one in rest),
        sum(one.minutes for one in rest),
        sum(one.rounding for one in rest),
    )
