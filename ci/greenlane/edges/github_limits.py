"""When to ask GitHub again: what an answer says of rate limits, and how long to wait. Pure.

Source: GitHub's docs, "Rate limits for the REST API" (November 2026): first `retry-after`; else, with
`x-ratelimit-remaining: 0`, until `x-ratelimit-reset`; else at least a minute, longer each time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from random import Random

from greenlane.model.github import Quota

LIMITING = (403, 429)
PAUSE_S = 60
LONGEST_S = 366 * 86400
BASE_S = 1.0
CAP_S = 30.0


@dataclass(frozen=True)
class Limit:
    """A rate limit that was hit. kind: primary or secondary. reset_at: Unix seconds."""

    kind: str
    wait_s: int
    reset_at: int


@dataclass(frozen=True)
class Wait:
    """A pause before the next request. why: in words, for the progress of a long run."""

    seconds: float
    why: str


def limit_of(
    status: int, headers: Mapping[str, str], text: str, now: float, earlier: int = 0
) -> Limit | None:
    """The limit that an answer speaks of; None when it is about something else.

    now: our clock; GitHub's own `date` is taken instead where it is given, since ours may be off.
    earlier: how many limits this request ran into before.
    """
    if status not in LIMITING:
        return None
    date = _date(headers.get("date", ""))
    now = now if date is None else date
    said = text.lower()
    is_primary = headers.get("x-ratelimit-remaining", "").strip() == "0"
    after = headers.get("retry-after", "").strip()
    if after:
        return _limit("primary" if is_primary else "secondary", _seconds(after, now, earlier), now)
    if is_primary:
        reset = _whole(headers.get("x-ratelimit-reset", ""))
        wait = _pause(earlier) if reset is None else reset + 1 - now
        return _limit("primary", wait, now)
    if status == 429 or "secondary rate limit" in said or "abuse detection" in said:
        return _limit("secondary", _pause(earlier), now)
    return None


def quota_of(headers: Mapping[str, str]) -> Quota | None:
    """What an answer says of the primary limit; None when it says nothing whole."""
    names = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
    limit, remaining, reset_at = (_whole(headers.get(name, "")) for name in names)
    if limit is None or remaining is None or reset_at is None:
        return None
    return Quota(limit, remaining, reset_at)


def backoff_s(failures: int, random: Random) -> float:
    """Full jitter: anything from nothing to a span that doubles with each failure, at most CAP_S."""
    return random.uniform(0, min(CAP_S, BASE_S * 2 ** min(failures, 10)))


def _limit(kind: str, wait_s: float, now: float) -> Limit:
    whole = int(min(max(wait_s, 1), LONGEST_S))
    return Limit(kind, whole, int(now) + whole)


def _pause(earlier: int) -> float:
    return min(PAUSE_S * 2.0 ** min(earlier, 20), LONGEST_S)


def _seconds(after: str, now: float, earlier: int) -> float:
    """`retry-after`: seconds, or a date; a minute and more when it is neither."""
    whole = _whole(after)
    if whole is not None:
        return whole
    date = _date(after)
    return _pause(earlier) if date is None else date - now


def _whole(text: str) -> int | None:
    """A whole number as headers carry it; None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text.strip()) else None


def _date(text: str) -> float | None:
    """The Unix time of a date as HTTP writes it; None for anything else."""
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
