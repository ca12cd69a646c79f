"""A ledger counted by older rules is counted again, once: its jobs are kept as GitHub gave them."""

from __future__ import annotations

from collections.abc import Callable

from greenlane.minutes.counting import VERSION, count_run
from greenlane.minutes.ledger.interface import Counting, Ledger

ALL = ""
"""The repository under which the rules are noted: they hold for the whole file."""
RULES = "counted_by"


def counted_by_these_rules(
    ledger: Ledger,
    *,
    version: int = VERSION,
    count: Counting = count_run,
    told: Callable[[int, int], None] | None = None,
) -> int:
    """Count again what other rules counted; how many jobs count otherwise now.

    Killed between the counting and the note, it is done again and changes nothing. told: see Ledger.recount.
    """
    if ledger.recall(ALL, RULES) == str(version):
        return 0
    changed = ledger.recount(count, told)
    with ledger.writing() as writer:
        writer.remember(ALL, RULES, str(version))
    return changed
