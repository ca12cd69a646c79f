"""What artifacts and caches take of the storage that an account has.

Artifacts: GB-hours of a cycle; deleting one stops the clock and gives nothing back. Caches: what a
repository holds beyond 10 GB, in GB-hours. A GB is 10**9 bytes here: if GitHub means 2**30, ours is 7 % high.
Storage of public repositories is free: the caller leaves theirs out. Packages share the artifacts' quota, and
are not seen here. Source: docs/minutes.md#storage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from greenlane.model.bill import Artifact, CacheUse, Cycle

GB = 10**9
HOUR = 3600
CACHE_INCLUDED_GB = 10


@dataclass(frozen=True)
class Stored:
    """What storage came to in a cycle, in GB-hours.

    included: of the whole cycle. at_end: at the end of the cycle, if nothing is added or deleted and what
    expires does so. size_bytes, artifacts: what is there now. by_repository: GB-hours so far, the most first.
    """

    gb_hours: float
    included: float
    at_end: float
    size_bytes: int
    artifacts: int
    by_repository: Mapping[str, float]


def stored(artifacts: Iterable[Artifact], cycle: Cycle, now: int, storage_mb: int) -> Stored:
    """The artifacts' storage in a cycle. now: Unix seconds. storage_mb: of the plan."""
    since, until = starts(cycle.since), starts(cycle.until)
    by_repository: defaultdict[str, float] = defaultdict(float)
    at_end, size_bytes, there = 0.0, 0, 0
    for one in artifacts:
        by_repository[one.repository] += _gb_hours(one, since, min(now, until))
        at_end += _gb_hours(one, since, until)
        if one.created_at <= now < _ends(one, now + 1):
            size_bytes, there = size_bytes + one.size_bytes, there + 1
    order = sorted(by_repository, key=lambda name: (-by_repository[name], name))
    return Stored(
        sum(by_repository.values()),
        storage_mb / 1000 * 24 * cycle.days,
        at_end,
        size_bytes,
        there,
        {name: by_repository[name] for name in order},
    )


def cache_beyond(uses: Iterable[CacheUse], cycle: Cycle, now: int) -> Mapping[str, float]:
    """GB-hours of cache beyond the included 10 GB, by repository, those that have any.

    uses: what was seen, in any order; each holds until the next. Give the last before the cycle too: of the
    time before the first nothing is known, and nothing is counted.
    """
    since, until = starts(cycle.since), min(now, starts(cycle.until))
    seen: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for use in uses:
        seen[use.repository].append((use.taken_at, use.size_bytes))
    found = {}
    for repository, samples in sorted(seen.items()):
        ordered = [*sorted(samples), (until, 0)]
        found[repository] = sum(
            max(0.0, size / GB - CACHE_INCLUDED_GB) * _hours(max(begin, since), min(end, until))
            for (begin, size), (end, _) in pairwise(ordered)
        )
    return {repository: much for repository, much in found.items() if much > 0}


def starts(day: date) -> int:
    """The Unix time at which a UTC day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _gb_hours(one: Artifact, since: int, until: int) -> float:
    return one.size_bytes / GB * _hours(max(one.created_at, since), min(_ends(one, until), until))


def _ends(one: Artifact, otherwise: int) -> int:
    """When it stopped or stops taking room; `otherwise` for one that has no end."""
    ends = [time for time in (one.expires_at, one.gone_at) if time is not None]
    return min(ends, default=otherwise)


def _hours(begin: int, end: int) -> float:
    return max(0, end - begin) / HOUR
