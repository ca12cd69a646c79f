"""A graph before anyone decided how it looks: what stands where in an order, what leads to what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """What a node is, or what becomes of it."""

    PART = "part"
    CHANGED = "changed"
    RUN = "run"
    PACK = "pack"
    MOVE = "move"
    REUSE = "reuse"
    DEFER = "defer"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Node:
    """id: not shown, unlike all others. band: index into the graph's bands.

    state: what becomes of it, in words. lines: further ones, each may be cut; more: all of it, for who asks.
    link: an address, "" for none.
    """

    id: str
    title: str
    look: Look
    band: int = 0
    state: str = ""
    lines: tuple[str, ...] = ()
    more: str = ""
    link: str = ""


@dataclass(frozen=True)
class Edge:
    """source has to be there before target: what target needs. is_live: whether a change comes over it."""

    source: str
    target: str
    is_live: bool = False


@dataclass(frozen=True)
class Graph:
    """bands: names of what stands side by side, all of one before all of the next.

    keys: what the looks mean, each with its count, in the order to be shown. notes: below the picture.
    """

    title: str
    verdict: str
    bands: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    keys: tuple[tuple[Look, str], ...] = ()
    notes: tuple[str, ...] = ()
