"""JSON that says one thing only: no NaN, no name twice, nothing behind its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from greenlane.model.gates import Unreadable


class _Twice(ValueError):
    """A name that an object has twice: which one counts is anybody's guess."""


def loads(content: bytes, number: Callable[[str], Any] = float) -> Any:
    """One JSON text in UTF-8, UTF-16 or UTF-32. number: what makes a number with a point or an exponent.

    Raises Unreadable.
    """
    try:
        return json.loads(content, object_pairs_hook=_once, parse_constant=_refuse, parse_float=number)
    except _Twice as err:
        raise Unreadable(str(err)) from err
    except (ValueError, RecursionError, ArithmeticError) as err:
        raise Unreadable(f"it is no JSON, or half of it ({str(err)[:120]})") from err


def table(value: Any, what: str) -> dict[str, Any]:
    """A mapping. Raises Unreadable, which names `what` has another shape."""
    if not isinstance(value, dict):
        raise Unreadable(f"{what} is no object")
    return value


def tables(value: Any, what: str) -> list[dict[str, Any]]:
    """A list of mappings. Raises Unreadable."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unreadable(f"{what} is no list of objects")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Twice(f"an object in it has {name!r} twice")
            seen.add(name)
    return found


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")
