"""What a YAML file holds, as a tree of frozen nodes that know their place and their layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Place:
    """A point in a file. Lines and columns count from 1. layer: see model.declaration.Source."""

    file: str
    line: int
    column: int
    layer: str


@dataclass(frozen=True)
class Scalar:
    """One value. text: as written, or as it reads after interpolation; plain: without quotes.

    variables: the environment variables whose values are part of it; their text is never shown.
    """

    value: Value
    text: str
    plain: bool
    place: Place
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Entry:
    """A key's place and its value."""

    key: Place
    node: Node


@dataclass(frozen=True)
class Table:
    """A mapping. fresh: it replaced something else, so it replaces again when it is merged."""

    entries: Mapping[str, Entry]
    place: Place
    fresh: bool = False


@dataclass(frozen=True)
class Unreadable:
    """Stands where a mistake is already reported or a value is unknown; checks pass over it."""

    place: Place


Node = Scalar | Items | Table | Unreadable


def below(key: str, part: str | int) -> str:
    """The dotted key of a child: `services.db`, `buckets[0]`, `settings."a.b"`."""
    if isinstance(part, int):
        return f"{key}[{part}]"
    plain = part.isprintable() and not set(part) & set('."[] :') and part != ""
    shown = part if plain else '"' + ascii(part)[1:-1] + '"'
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return f"{key}.{shown}" if key else shown


def children(node: Node) -> Iterator[tuple[str | int, Node]]:
    """The parts of a list or a mapping with their index or key."""
    if isinstance(node, Table):
        yield from ((key, entry.node) for key, entry in node.entries.items())
    elif isinstance(node, Items):
        yield from enumerate(node.items)


def child(node: Node | None, part: str | int) -> Node | None:
    """The part of a list or a mapping at an index or key; None where there is none."""
    if isinstance(node, Table):
        entry = node.entries.get(part) if isinstance(part, str) else None
        return entry.node if entry else None
    if isinstance(node, Items) and isinstance(part, int) and 0 <= part < len(node.items):
        return node.items[part]
    return None


def at_path(node: Node | None, path: Sequence[str | int]) -> Node | None:
    """The node at a path, or None."""
    for part in path:
        node = child(node, part)
    return node


def has_variables(node: Node) -> bool:
    """Whether the value of an environment variable is anywhere in it."""
    if isinstance(node, Scalar):
        return bool(node.variables)
    return any(has_variables(inner) for _, inner in children(node))


def plain(node: Node) -> object:
    """The value as strings, numbers, lists and dicts. What is unreadable becomes None."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Table):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    return None
