"""JSON -> a frozen dataclass or a named tuple, by its type hints, strictly: mistakes are told with a place.

Nothing is guessed: a missing field, one too many, a number for a text, a value out of its set are mistakes.
A field that a dataclass gains is read without a line here.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True)
class Mistake:
    """One thing that is not as it has to be. place: such as decisions[3].minutes, "" for the whole."""

    place: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.place or 'the whole'}: expected {self.expected}; got {self.got}"


class Reader:
    """Reads values and keeps what was wrong with them; what it hands out counts only without mistakes."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def read(self, kind: Any, value: Any, place: str = "") -> Any:
        """A value of this type; None after a mistake."""
        origin = get_origin(kind)
        if origin in (Union, types.UnionType):
            return None if value is None else self.read(_some(kind), value, place)
        if origin is tuple:
            return self._several(get_args(kind)[0], value, place)
        if origin is Mapping:
            return self._named(get_args(kind)[1], value, place)
        if is_dataclass(kind) or hasattr(kind, "_fields"):
            return self._whole(kind, value, place)
        if isinstance(kind, type) and issubclass(kind, str) and kind is not str:
            return self._one_of(kind, value, place)
        return self._plain(kind, value, place)

    def _several(self, kind: Any, value: Any, place: str) -> Any:
        if not isinstance(value, list):
            return self._wrong(place, "a list", value)
        return tuple([self.read(kind, one, f"{place}[{at}]") for at, one in enumerate(value)])

    def _named(self, kind: Any, value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            return self._wrong(place, "an object", value)
        return {name: self.read(kind, one, f"{place}.{shown(name)}") for name, one in value.items()}

    def _whole(self, kind: Any, value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            return self._wrong(place, "an object", value)
        before, start = len(self.mistakes), f"{place}." if place else ""
        hints = _hints(kind)
        for name in value.keys() - hints.keys():
            self.mistakes.append(Mistake(f"{start}{shown(name)}", "no such field", described(value[name])))
        given = {}
        for name, hint in hints.items():
            if name in value:
                given[name] = self.read(hint, value[name], f"{start}{name}")
            else:
                self.mistakes.append(Mistake(f"{start}{name}", "this field", "nothing"))
        return kind(**given) if len(self.mistakes) == before else None

    def _one_of(self, kind: Any, value: Any, place: str) -> Any:
        words = [one.value for one in kind]
        if not isinstance(value, str):
            return self._wrong(place, f"one of {', '.join(words)}", value)
        if value not in words:
            self.mistakes.append(Mistake(place, f"one of {', '.join(words)}", shown(value)))
            return None
        return kind(value)

    def _plain(self, kind: Any, value: Any, place: str) -> Any:
        """A text, a flag, a whole number of 64 bits, or a number that a float can be."""
        if kind is str and isinstance(value, str):
            return value
        if kind is bool and isinstance(value, bool):
            return value
        if isinstance(value, bool):
            return self._wrong(place, WORDS[kind], value)
        if isinstance(value, int) and value in INT64 and kind in (int, float):
            return kind(value)
        if kind is float and isinstance(value, float) and abs(value) < float("inf"):
            return value
        return self._wrong(place, WORDS[kind], value)

    def _wrong(self, place: str, expected: str, value: Any) -> None:
        self.mistakes.append(Mistake(place, expected, described(value)))


WORDS = {str: "a text", bool: "true or false", int: "a whole number of 64 bits", float: "a number"}


def described(value: Any) -> str:
    """What a value is, without showing it: it may be long, or not meant for a log."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "another number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"


def shown(text: str) -> str:
    """A foreign text on one line, in ASCII, and not longer than a person reads."""
    plain = ascii(text)
    return plain if len(plain) <= 60 else f"{plain[:56]}...'"


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)] if is_dataclass(kind) else kind._fields
    return {name: hints[name] for name in names}


@cache
def _some(kind: Any) -> Any:
    """What an optional value is when it is there."""
    return next(one for one in get_args(kind) if one is not types.NoneType)
