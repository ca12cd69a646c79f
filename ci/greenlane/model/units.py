"""Durations and sizes as annotated types: written with a unit, held as seconds and bytes.

    timeout: Duration = 30.0        # written "30s", "5m", "250ms"; held as float seconds
    memory: Size = 150 * 1024**2    # written "150MiB"; held as int bytes

A number without a unit is refused, so that nobody has to guess it. pydantic reads the types
through the two hooks of `Unit`; nothing here imports it before it does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

_WRITTEN = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?) ?([A-Za-zµ]*)", re.ASCII)


class WrongUnit(ValueError):
    """A text that is not a number with a unit. expected: what would be; near: the likely one, or ""."""

    def __init__(self, expected: str, near: str = "") -> None:
        super().__init__(f"expected {expected}")
        self.expected = expected
        self.near = near


@dataclass(frozen=True, eq=False)
class Unit:
    """One dimension: its units by name with their factor, smallest first, and a few examples."""

    noun: str
    factors: Mapping[str, Decimal]
    examples: tuple[str, ...]
    whole: bool

    def parse(self, value: object) -> float | int:
        """The number of base units (seconds, bytes) that a text such as "5m" means.

        Raises WrongUnit, with the text it is likely to be when that is plain to see.
        """
        written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
        if written is None or written[2] not in self.factors:
            raise WrongUnit(self.expected, self._near(written))
        amount = Decimal(written[1]) * self.factors[written[2]]
        if self.whole and amount != int(amount):
            raise WrongUnit(f"{self.expected}, a whole number of {next(iter(self.factors))}")
        return int(amount) if self.whole else float(amount)

    def format(self, amount: float) -> str:
        """The shortest way to write an amount: the largest unit that leaves a whole number."""
        exact = Decimal(str(amount))
        for name, factor in reversed(list(self.factors.items())):
            if exact and exact % factor == 0:
                return f"{(exact / factor).normalize():f}{name}"
        base = next(name for name, factor in self.factors.items() if factor == 1)
        return f"{exact.normalize():f}{base}"

    @property
    def expected(self) -> str:
        """What a message asks for."""
        examples = f"{', '.join(self.examples[:-1])} or {self.examples[-1]}"
        return f"{self.noun} such as {examples} (units: {', '.join(self.factors)})"

    @property
    def pattern(self) -> str:
        """The regular expression of what parse accepts, in the dialect of JSON Schema."""
        return rf"^\s*[0-9]{{1,18}}(\.[0-9]{{1,9}})? ?({'|'.join(self.factors)})\s*$"

    def _near(self, written: re.Match[str] | None) -> str:
        if written is None or not written[2]:
            return ""
        typed = written[2].lower()
        for name in (*self.factors, *_SPELLED):
            if typed in (name.lower(), name.lower().replace("ib", "b"), name.lower().removesuffix("ib")):
                unit = _SPELLED.get(name, name)
                return f"{written[1]}{unit}" if unit in self.factors else ""
        return ""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        from pydantic_core import PydanticCustomError, core_schema

        def validate(value: object) -> float | int:
            try:
                return self.parse(value)
            except WrongUnit as err:
                context = {"expected": err.expected, "near": err.near}
                raise PydanticCustomError("wrong_unit", "expected {expected}", context) from err

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(self.format)
        )

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern, "examples": list(self.examples)}


_SPELLED = MappingProxyType(
    {"msec": "ms", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m",
     "minute": "m", "minutes": "m", "hour": "h", "hours": "h", "hr": "h", "day": "d", "days": "d",
     "byte": "B", "bytes": "B"}
)  # fmt: skip

DURATION = Unit(
    noun="a duration",
    factors=MappingProxyType(
        {"ms": Decimal("0.001"), "s": Decimal(1), "m": Decimal(60), "h": Decimal(3600), "d": Decimal(86400)}
    ),
    examples=("250ms", "30s", "5m"),
    whole=False,
)
SIZE = Unit(
    noun="a size",
    factors=MappingProxyType(
        {name: Decimal(1024) ** power for power, name in enumerate(("B", "KiB", "MiB", "GiB", "TiB"))}
    ),
    examples=("64KiB", "150MiB"),
    whole=True,
)

Duration = Annotated[float, DURATION]
"""Seconds, written as a text such as "30s"."""

Size = Annotated[int, SIZE]
"""Bytes, written as a text such as "150MiB"."""
