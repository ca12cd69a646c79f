"""Somebody's YAML: SafeLoader's values or nodes, or one kind of error, whatever the file holds.

PyYAML goes down by recursion, and its constructors end in many kinds of errors over a value that is none.
It stands among the edges because every domain may import them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

DEPTH = 100
"""So many lists and mappings in each other are read."""


class TooDeep(yaml.YAMLError):
    """It is nested deeper than DEPTH; the text says where."""


class _Shallow(yaml.SafeLoader):
    """SafeLoader that counts how deep it is."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if not isinstance(event, yaml.CollectionStartEvent):
            return super().compose_node(parent, index)
        if self.depth == DEPTH:
            place: Any = event.start_mark
            raise TooDeep(f"line {place.line + 1}: nested deeper than {DEPTH}")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def load(text: str | bytes) -> Any:
    """The plain values of the one document; None of an empty one. Raises yaml.YAMLError."""
    with _reading(text) as loader:
        return loader.get_single_data()


def compose(text: str | bytes) -> Any:
    """The one document's root node, which knows its places; None of an empty one. Raises yaml.YAMLError."""
    with _reading(text) as loader:
        return loader.get_single_node()


@contextmanager
def _reading(text: str | bytes) -> Iterator[Any]:
    try:
        loader: Any = _Shallow(text)
        try:
            yield loader
        finally:
            loader.dispose()
    except RecursionError as err:  # what holds itself, as a text or by merging
        raise yaml.YAMLError("it refers to itself, or through too many others") from err
    except (ValueError, LookupError, AttributeError, TypeError) as err:  # no date, no number
        raise yaml.YAMLError(f"a value is none of its kind ({type(err).__name__})") from err
