"""GitHub's JSON, read field by field. What is not as described is an OutsideError that names the field.

Absent or null where that is allowed is None, never zero or empty. Unknown fields are not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from greenlane.edges.github_errors import unreadable
from greenlane.model.errors import OutsideError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INT64 = range(-(2**63), 2**63)
"""What a database's whole numbers hold."""
NO_TIMES = (int((datetime(1, 1, 1, tzinfo=UTC) - EPOCH).total_seconds()), 0)
"""0001-01-01 and 1970-01-01, at midnight: what programs write that have no time to write."""
MAGNITUDES = range(-400, 31)
"""Powers of ten that a quantity may have: down to the smallest float there is, up to more than any bill."""


def parsed(body: bytes) -> Any:
    """The JSON of a body; fractions are exact. Raises ValueError for anything that is not JSON."""
    try:
        return json.loads(body.decode(), parse_float=Decimal, parse_constant=_no_number)
    except RecursionError as err:
        raise ValueError("nested too deeply") from err


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


@dataclass(frozen=True)
class Fields:
    """An object of an answer. endpoint: what was asked; place: where it stands in the answer, "" on top."""

    content: Mapping[str, Any]
    endpoint: str
    place: str = ""

    @classmethod
    def of(cls, content: Any, endpoint: str, place: str = "") -> Fields:
        """Raises OutsideError unless it is an object."""
        if not isinstance(content, dict):
            raise unreadable(endpoint, place or "the answer", "an object", _kind(content))
        return cls(content, endpoint, place)

    def text(self, name: str) -> str:
        """Half of a surrogate pair becomes U+FFFD: no file and no database takes one."""
        value = self.content.get(name)
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return (
            value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )

    def text_or(self, name: str, default: str = "") -> str:
        return default if self.content.get(name) is None else self.text(name)

    def number(self, name: str) -> int:
        """A whole number of at most 64 bits; true and false are none."""
        value = self.content.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value not in INT64:
            raise self.wrong(name, "a whole number of 64 bits")
        return value

    def number_or_none(self, name: str) -> int | None:
        return None if self.content.get(name) is None else self.number(name)

    def count(self, name: str) -> int:
        """A whole number that is not negative."""
        value = self.number(name)
        if value < 0:
            raise self.wrong(name, "a whole number from 0 on", str(value))
        return value

    def quantity(self, name: str) -> Decimal:
        """A number, which may be a fraction."""
        value = self.content.get(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.wrong(name, "a number")
        exact = Decimal(value)
        if exact.adjusted() not in MAGNITUDES:
            raise self.wrong(name, "a number that can be a quantity")
        return exact

    def flag(self, name: str) -> bool:
        value = self.content.get(name)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def time(self, name: str) -> int:
        """Unix seconds of a time with a zone; parts of a second are cut off."""
        try:
            moment = datetime.fromisoformat(self.text(name))
            if moment.tzinfo is None:
                raise self.wrong(name, "a time with a zone", "one without")
            return (moment.astimezone(UTC) - EPOCH) // timedelta(seconds=1)
        except (ValueError, OverflowError) as err:
            raise self.wrong(name, "a time such as 2026-11-21T15:00:00Z", "another text") from err

    def time_or_none(self, name: str) -> int | None:
        """None too for a zero date, such as 0001-01-01T00:00:00Z: it says that there is no time yet."""
        time = None if self.content.get(name) is None else self.time(name)
        return None if time in NO_TIMES else time

    def day(self, name: str) -> date:
        """The day that a text begins with: `/usage` writes a day, or a day and 00:00:00Z."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError as err:
            raise self.wrong(name, "a day such as 2026-11-21", "another text") from err

    def object_or_none(self, name: str) -> Fields | None:
        value = self.content.get(name)
        return None if value is None else Fields.of(value, self.endpoint, self._at(name))

    def objects(self, name: str) -> list[Fields]:
        """A list of objects. An absent list is not an empty one."""
        return objects(self._list(name), self.endpoint, self._at(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        named = {str(place): value for place, value in enumerate(self._list(name))}
        inner = Fields(named, self.endpoint, self._at(name))
        return tuple(inner.text(place) for place in named)

    def length_or_none(self, name: str) -> int | None:
        """How many there are in a list that may be absent."""
        return None if self.content.get(name) is None else len(self._list(name))

    def wrong(self, name: str, expected: str, got: str = "") -> OutsideError:
        """The error for a field that is not as described."""
        found = got or (_kind(self.content[name]) if name in self.content else "nothing")
        return unreadable(self.endpoint, self._at(name), expected, found)

    def _list(self, name: str) -> list[Any]:
        value = self.content.get(name)
        if not isinstance(value, list):
            raise self.wrong(name, "a list")
        return value

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def objects(content: list[Any], endpoint: str, place: str) -> list[Fields]:
    """The objects of a list. Raises OutsideError when one of them is none."""
    return [Fields.of(one, endpoint, f"{place}[{index}]") for index, one in enumerate(content)]


def _kind(value: Any) -> str:
    """What a value is, without showing it: it may be long, or a secret."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | Decimal():
            return "another number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"
