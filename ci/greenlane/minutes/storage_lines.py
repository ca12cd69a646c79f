"""Artifacts and caches as a report says them: what, how much there is now, how that stands to the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from greenlane.minutes.figures import plural
from greenlane.minutes.ledger.interface import Ledger
from greenlane.minutes.storage import cache_beyond, stored
from greenlane.model.bill import Cycle


def storage_lines(
    ledger: Ledger, repositories: Collection[str], cycle: Cycle, now: int, storage_mb: int
) -> Iterator[tuple[str, str, str]]:
    """Where any are known. Artifacts of public repositories are free, and left out."""
    paid = [one for one in repositories if ledger.is_private(one) is not False]
    if paid and (artifacts := ledger.artifacts(paid, since=cycle.since)):
        found = stored(artifacts, cycle, now, storage_mb)
        hours = f"{found.gb_hours:,.1f} of {found.included:,.0f} included GB-hours"
        end = f"{found.at_end:,.1f} by the end if nothing is added"
        yield plural(found.artifacts, "artifact"), _gigabytes(found.size_bytes), f"{hours}; {end}"
    uses = ledger.cache_uses(cycle.since - timedelta(days=cycle.days), cycle.until, repositories)
    beyond = cache_beyond(uses, cycle, now)
    latest = {one.repository: one for one in sorted(uses, key=lambda one: one.taken_at)}
    for one in latest.values():
        over = beyond.get(one.repository, 0.0)
        dear = f"; {over:,.1f} GB-hours beyond them are billed" if over else ""
        said = f"{plural(one.caches, 'cache')} of {one.repository}; 10 GB are included{dear}"
        yield "caches", _gigabytes(one.size_bytes), said


def _gigabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:,.2f} GB"
