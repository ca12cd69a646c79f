"""YAML as texts, lists and mappings, exactly as it is written: no number, date or truth is made of a text.

`1.10` and `1.1` are two texts, so a digest of what was read misses no change. A name that stands twice, and
anything deeper than DEPTH, is refused. Built from events: no recursion, whatever a file holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DEPTH = 100
TYPED = "\0"
"""In exact reading it begins a text that stands for something else, `true` or `1.10` without quotes."""


def read(text: bytes, *, is_exact: bool = False) -> object:
    """The one document of a file; texts for all scalars. Raises ValueError.

    is_exact: a scalar that is no text to YAML differs from the text of the same letters; aliases and tags
    are refused. Otherwise an alias stands for the same object again.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    building = _Building(_typed(yaml.SafeLoader.yaml_implicit_resolvers) if is_exact else None)
    try:
        for event in yaml.parse(text.decode(), loader):
            _KINDS[type(event).__name__](building, event)
    except yaml.YAMLError as err:
        raise ValueError("it is not YAML") from err
    if len(building.documents) != 1:
        raise ValueError("it holds several documents, or none")
    return building.documents[0]


def _typed(resolvers: Any) -> Callable[[str], bool]:
    """Whether a scalar without quotes is no text."""

    def is_typed(value: str) -> bool:
        return any(shape.match(value) for _, shape in resolvers.get(value[:1], ()))

    return is_typed


class _Building:
    """What was read so far. open: the containers around this place; names: the name that waits, of each."""

    def __init__(self, is_typed: Callable[[str], bool] | None) -> None:
        self.documents: list[object] = []
        self._is_typed = is_typed
        self._open: list[dict[str, object] | list[object]] = []
        self._names: list[str | None] = []
        self._anchors: dict[str, object] = {}

    def scalar(self, event: Any) -> None:
        value: str = event.value
        if TYPED in value:
            raise ValueError("it holds a null character")
        if self._is_typed and not event.style and self._is_typed(value):
            value = TYPED + value
        self._known(event, value)
        self._put(value)

    def mapping(self, event: Any) -> None:
        self._enter(event, {})

    def sequence(self, event: Any) -> None:
        self._enter(event, [])

    def alias(self, event: Any) -> None:
        if self._is_typed or event.anchor not in self._anchors:
            raise ValueError("it uses an alias")
        self._put(self._anchors[event.anchor])

    def end(self, _: Any) -> None:
        self._open.pop()
        if self._names.pop() is not None:
            raise ValueError("a name has no value")

    def nothing(self, _: Any) -> None:
        """Where streams and documents begin and end."""

    def _enter(self, event: Any, container: dict[str, object] | list[object]) -> None:
        if len(self._open) == DEPTH:
            raise ValueError(f"it is deeper than {DEPTH}")
        self._known(event, container)
        self._put(container)
        self._open.append(container)
        self._names.append(None)

    def _known(self, event: Any, value: object) -> None:
        if self._is_typed and event.tag is not None:
            raise ValueError("it uses a tag")
        if event.anchor is not None:
            self._anchors[event.anchor] = value

    def _put(self, value: object) -> None:
        if not self._open:
            self.documents.append(value)
            return
        inner, name = self._open[-1], self._names[-1]
        if isinstance(inner, list):
            inner.append(value)
        elif name is not None:
            inner[name] = value
            self._names[-1] = None
        elif not isinstance(value, str) or value in inner:
            raise ValueError("a name stands twice, or is no text")
        else:
            self._names[-1] = value


_KINDS: dict[str, Callable[[_Building, Any], None]] = {
    "ScalarEvent": _Building.scalar,
    "AliasEvent": _Building.alias,
    "MappingStartEvent": _Building.mapping,
    "SequenceStartEvent": _Building.sequence,
    **dict.fromkeys(("MappingEndEvent", "SequenceEndEvent"), _Building.end),
    **dict.fromkeys(
        ("StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"), _Building.nothing
    ),
}
