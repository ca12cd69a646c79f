"""YAML with the place of every part, read as far as it makes sense and no further.

Properties
- What is not there, or of another kind, is an empty node: asking it for more answers with nothing.
- An alias may hold itself: `scalars` gives each place once.
What it does not do: make numbers, dates or truths of texts. `is_plain` says whether quotes stand around one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from greenlane.edges import shallow_yaml

_TRUTH = re.compile(r"true|True|TRUE|false|False|FALSE")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?|0x[0-9a-fA-F]+|0o[0-7]+")


class Broken(Exception):
    """A file that is no YAML that GitHub would read; the text says why."""


@dataclass(frozen=True, eq=False)
class Node:
    """A part of a file; raw None: there is none."""

    raw: Any = None

    def __bool__(self) -> bool:
        return self.raw is not None

    @property
    def line(self) -> int:
        """From 1; of nothing, 1."""
        return int(self.raw.start_mark.line) + 1 if self else 1

    @property
    def column(self) -> int:
        """From 1; of nothing, 1."""
        return int(self.raw.start_mark.column) + 1 if self else 1

    @property
    def text(self) -> str:
        """A scalar as it is written, without its quotes; of anything else, ""."""
        return str(self.raw.value) if isinstance(self.raw, yaml.ScalarNode) else ""

    @property
    def is_text(self) -> bool:
        """Whether it is a scalar at all."""
        return isinstance(self.raw, yaml.ScalarNode)

    @property
    def kind(self) -> str:
        """Of a literal as GitHub reads it: boolean, number, string or null; "" for lists and mappings."""
        if not isinstance(self.raw, yaml.ScalarNode):
            return ""
        if self.raw.style is not None:
            return "string"
        if self.text in ("", "~", "null", "Null", "NULL"):
            return "null"
        if _TRUTH.fullmatch(self.text):
            return "boolean"
        return "number" if _NUMBER.fullmatch(self.text) else "string"

    @property
    def comment(self) -> str:
        """What stands behind it in its line, without the #; "" for nothing."""
        end = self.raw.end_mark if self else None
        rest = end.buffer[end.pointer :].partition("\n")[0].strip("\0\r ") if end else ""
        return str(rest[1:].strip()) if rest.startswith("#") else ""

    @property
    def items(self) -> list[Node]:
        """Of a list."""
        return [Node(one) for one in self.raw.value] if isinstance(self.raw, yaml.SequenceNode) else []

    @property
    def entries(self) -> list[tuple[Node, Node]]:
        """The keys and values of a mapping, in the order of the file."""
        pairs = self.raw.value if isinstance(self.raw, yaml.MappingNode) else []
        return [(Node(key), Node(value)) for key, value in pairs]

    def at(self, *keys: str) -> Node:
        """What stands below a path of keys; keys of GitHub's files do not care for case only in contexts."""
        node = self
        for key in keys:
            node = next((value for name, value in node.entries if name.text == key), Node())
        return node

    def key(self, name: str) -> Node:
        """The key itself, for its place."""
        return next((key for key, _ in self.entries if key.text == name), Node())

    def words(self) -> list[Node]:
        """A text, or the texts of a list: what `needs`, `on` and `runs-on` take."""
        return [self] if self.is_text else [one for one in self.items if one.is_text]

    def scalars(self) -> Iterator[tuple[str, Node]]:
        """Every scalar below, each once, in the order of the file, with the innermost key above it."""
        seen: set[int] = set()
        waiting: list[tuple[str, Any]] = [("", self.raw)]
        while waiting:
            key, one = waiting.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            if isinstance(one, yaml.ScalarNode):
                yield key, Node(one)
            elif isinstance(one, yaml.SequenceNode):
                waiting += [(key, part) for part in reversed(one.value)]
            elif isinstance(one, yaml.MappingNode):
                waiting += [(str(name.value), part) for name, part in reversed(one.value)]

    def place(self, offset: int) -> tuple[int, int | None]:
        """The line and column of a character of a scalar's text; the column only where it is exact."""
        before = self.text[:offset]
        if self.raw.style == "|":
            return self.line + 1 + before.count("\n"), None
        if self.raw.style == ">" or "\n" in self.text.rstrip("\n"):
            return self.line, None
        return self.line, self.column + offset + (self.raw.style is not None)


def read(data: bytes) -> Node:
    """The one document of a file. Raises Broken."""
    try:
        return Node(shallow_yaml.compose(data.decode("utf-8-sig")))
    except shallow_yaml.TooDeep as err:
        raise Broken(f"it cannot be read: {err}") from err
    except (yaml.YAMLError, UnicodeDecodeError) as err:
        raise Broken(f"it is no YAML ({type(err).__name__})") from err
