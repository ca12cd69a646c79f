"""A text within a limit of bytes: the most important parts are kept, whole, and the rest is counted.

Properties: the result never exceeds the limit; a part is there in full or not at all; the parts that are
there stand in their own order; no part is kept while a more important one before it was left out.
Example: Part("head", 0), Part("row 1", 5), Part("row 2", 3) with room for two gives "head", "row 2".
It does not cut inside a part, so one part alone may be too large, and is then counted as left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """text: with its line end. rank: 0 for the most important. what: how it is counted when left out."""

    text: str
    rank: int = 0
    what: str = ""


@dataclass(frozen=True)
class Group:
    """Parts that belong together, such as a table's rows. head and tail appear when any part does.

    told: the line that says what was left out, from the `what` of each; it has a line of its own.
    """

    parts: Sequence[Part]
    head: str = ""
    tail: str = ""
    told: Callable[[Sequence[str]], str] = field(default=lambda left_out: f"{len(left_out):,} left out\n")


def fitted(groups: Sequence[Group], limit_bytes: int, last_words: Callable[[int], str]) -> str:
    """All groups in order, within the limit. last_words: says how many groups vanished altogether."""
    reserved = len(last_words(10**9).encode())
    room = limit_bytes - reserved
    kept: list[set[int]] = [set() for _ in groups]
    order = sorted(
        (part.rank, group_at, at)
        for group_at, group in enumerate(groups)
        for at, part in enumerate(group.parts)
    )
    for _, group_at, at in order:
        cost = _cost(groups[group_at], at, is_first=not kept[group_at])
        if cost > room:
            break
        room -= cost
        kept[group_at].add(at)
    vanished = sum(1 for group, chosen in zip(groups, kept, strict=True) if group.parts and not chosen)
    text = "".join(_written(group, chosen) for group, chosen in zip(groups, kept, strict=True))
    return text + (last_words(vanished) if vanished else "")


def _cost(group: Group, at: int, *, is_first: bool) -> int:
    """Bytes of a part; the first one of a group pays for its frame and for the line of what is left out."""
    cost = len(group.parts[at].text.encode())
    if is_first:
        told = group.told([part.what for part in group.parts]) if len(group.parts) > 1 else ""
        cost += len((group.head + group.tail + told).encode())
    return cost


def _written(group: Group, chosen: set[int]) -> str:
    if not chosen:
        return ""
    left_out = [part.what for at, part in enumerate(group.parts) if at not in chosen]
    rows = "".join(group.parts[at].text for at in sorted(chosen))
    return group.head + rows + group.tail + (group.told(left_out) if left_out else "")
