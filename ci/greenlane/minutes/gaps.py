"""What a cycle's count does not hold, each with what to do about it. What is not known is never nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from greenlane.minutes.figures import plural, whole
from greenlane.minutes.ledger.interface import Ledger
from greenlane.minutes.notes import complete_since
from greenlane.minutes.storage import starts
from greenlane.model.bill import Cycle
from greenlane.model.jobs import LedgerJob


def gaps(
    ledger: Ledger, repositories: Collection[str], cycle: Cycle, endless: Sequence[LedgerJob]
) -> Iterator[str]:
    """Days of the cycle that are not held in full, runs whose jobs were not read yet, jobs without a time.

    endless: jobs without an end that do not run.
    """
    for repository in repositories:
        if known := known_late(ledger, repository, cycle):
            yield f"greenlane minutes sync: {repository} is known in full only since {known.isoformat()}"
        elif left := len([one for one in ledger.pending(repository) if not one.is_open]):
            yield f"greenlane minutes sync: the jobs of {left} runs of {repository} were not read yet"
    if unknown := timeless(ledger, repositories, cycle, endless):
        yield (
            f"look at {plural(unknown, 'job')} in the export: GitHub does not say when they began or ended,"
            " so what they took is unknown and not in the count"
        )


def why_partial(ledger: Ledger, repositories: Collection[str], cycle: Cycle) -> str:
    """Why the cycle's count is only the least that it can be; "" when every day of it is held."""
    late = [(one, known) for one in repositories if (known := known_late(ledger, one, cycle))]
    return ", ".join(f"{one} is known in full only since {known.isoformat()}" for one, known in late)


def why_short(missing: Mapping[str, Decimal], left: Fraction) -> str:
    """Why the count is too low to say that minutes are left; "" where it is not.

    missing: minutes by repository that only the bill knows. They may be of public ones, and free: so they
    count only where they would take all that is left.
    """
    much = sum(missing.values(), Decimal(0))
    if not missing or Fraction(much) <= left:
        return ""
    return f"the bill has {whole(Fraction(much))} minutes of {', '.join([*missing][:3])}, not in this ledger"


def known_late(ledger: Ledger, repository: str, cycle: Cycle) -> date | None:
    """Since when a repository is known in full, if that is after the cycle began; None where it is not."""
    known = complete_since(ledger, repository)
    return known if known is not None and known > cycle.since else None


def timeless(
    ledger: Ledger, repositories: Collection[str], cycle: Cycle, endless: Sequence[LedgerJob]
) -> int:
    """How many jobs of the cycle are over and have neither minutes nor a reason to be free."""
    since, until = starts(cycle.since), starts(cycle.until)
    lasting = [one for one in endless if not one.count.free]
    within = [one for one in lasting if since <= (one.job.started_at or one.run.updated_at) < until]
    return len(within) + ledger.uncounted(cycle.since, cycle.until, repositories)
