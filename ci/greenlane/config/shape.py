"""The shape of an OPTIONS dataclass as the messages need it: which keys and values a place allows."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin


def types_at(declared: Any, path: tuple[str | int, ...]) -> list[Any]:
    """The types that a value at this path below `declared` may have, unions taken apart."""
    here = list(_alternatives(declared))
    for part in path:
        here = [inner for outer in here for inner in _step(outer, part)]
    return here


def keys_of(allowed: list[Any]) -> list[str]:
    """The option names that a mapping may have when it is one of these types."""
    return [
        field.name for one in allowed if dataclasses.is_dataclass(one) for field in dataclasses.fields(one)
    ]


def literals_of(allowed: list[Any]) -> list[object]:
    """The values of every closed set (Literal, Enum) among these types."""
    found: list[object] = []
    for one in allowed:
        if get_origin(one) is Literal:
            found += get_args(one)
        elif isinstance(one, type) and issubclass(one, Enum):
            found += [member.value for member in one]
    return found


def _alternatives(declared: Any) -> Iterator[Any]:
    origin = get_origin(declared)
    if origin is Annotated:
        yield from _alternatives(get_args(declared)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(declared):
            yield from _alternatives(member)
    else:
        yield declared


def _step(outer: Any, part: str | int) -> Iterator[Any]:
    if dataclasses.is_dataclass(outer) and isinstance(outer, type):
        hints = typing.get_type_hints(outer, include_extras=True)
        if part in hints:
            yield from _alternatives(hints[str(part)])
        return
    origin, arguments = get_origin(outer), get_args(outer)
    if isinstance(origin, type) and issubclass(origin, Mapping) and len(arguments) == 2:
        yield from _alternatives(arguments[1])
    elif isinstance(part, int) and arguments and isinstance(origin, type):
        yield from _alternatives(arguments[0])
