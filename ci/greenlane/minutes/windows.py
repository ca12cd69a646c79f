"""Spans of time in which runs are still to be listed: joined, cut and split under GitHub's cap. Pure.

Properties: a list of windows is sorted, the newest first, and none touch another; taking one away never adds
a second to what is left; the parts of a split cover it exactly, and each is shorter than the whole.
Example: a week with 2,500 runs is split into four windows of 42 h, the newest first.
Both ends of a window are included, in whole seconds, as in GitHub's `created`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise

from greenlane.model.github import Window

CAP = 1000
"""The most results that GitHub lists of a filtered query, whatever it counts."""

AIM = 700
"""How many runs a part of a split should have: runs do not come evenly."""

MOST_PARTS = 64


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same seconds as windows that do not touch, the newest first."""
    joined: list[Window] = []
    for window in sorted(windows, key=lambda one: one.since):
        if window.until < window.since:
            continue
        if joined and window.since <= joined[-1].until + 1:
            joined[-1] = Window(joined[-1].since, max(joined[-1].until, window.until))
        else:
            joined.append(window)
    return tuple(reversed(joined))


def without(windows: Iterable[Window], read: Window) -> tuple[Window, ...]:
    """What is left of them when one span is read."""
    if read.until < read.since:
        return merged(windows)
    left = []
    for window in windows:
        left.append(Window(window.since, min(window.until, read.since - 1)))
        left.append(Window(max(window.since, read.until + 1), window.until))
    return merged(left)


def split(window: Window, total: int) -> tuple[Window, ...]:
    """Its parts, the newest first, so many that each may stay under the cap; () for a single second."""
    seconds = window.until - window.since + 1
    count = min(max(2, -(-total // AIM)), MOST_PARTS, seconds)
    if count < 2:
        return ()
    edges = [window.since + seconds * number // count for number in range(count)] + [window.until + 1]
    return tuple(Window(since, until - 1) for since, until in reversed(list(pairwise(edges))))


def to_text(windows: Sequence[Window]) -> str:
    """For a note of the ledger."""
    return json.dumps([[window.since, window.until] for window in windows])


def from_text(text: str | None) -> tuple[Window, ...]:
    """What `to_text` wrote; none for no note."""
    return tuple(Window(int(since), int(until)) for since, until in json.loads(text or "[]"))
