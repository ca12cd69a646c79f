"""A plan that was written (writing.py), read: refused as a whole when anything in it is off.

Reading what was written gives an equal plan. A file that somebody else made is met with all its mistakes at
once, each at its place. What only reading needs is imported when something is read.
"""

from __future__ import annotations

from greenlane.model.errors import GreenlaneError
from greenlane.model.light import TYPE_CHECKING, Sequence
from greenlane.model.plan import SCHEMA, Plan
from greenlane.planner.writing import KIND

if TYPE_CHECKING:
    from typing import Any

    from greenlane.planner.reading import Mistake

LARGEST_BYTES = 64 * 1024 * 1024
MOST_SHOWN = 20


class NoPlan(GreenlaneError):
    """What was handed in is no plan that can be believed. mistakes: all of them."""

    def __init__(self, where: str, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        count, more = len(self.mistakes), len(self.mistakes) - MOST_SHOWN
        detail = [str(one) for one in self.mistakes[:MOST_SHOWN]]
        super().__init__(
            f"this is not a plan that can be read: {count} mistake{'' if count == 1 else 's'}",
            where=where,
            fix="make it anew: greenlane plan --json",
            docs="docs/planner.md#the-plan-as-a-file",
            detail=[*detail, *([f"and {more} more"] if more > 0 else [])],
        )


def read(data: bytes, where: str = "plan") -> Plan:
    """The plan of `writing.write`. where: what to call the file. Raises NoPlan."""
    from greenlane.planner.reading import Reader, described, shown

    content = _parsed(data, where)
    if not isinstance(content, dict):
        raise _refused(where, "", "an object", described(content))
    kind, schema = content.pop("kind", None), content.get("schema")
    if kind != KIND:
        got = shown(kind) if isinstance(kind, str) else "nothing" if kind is None else described(kind)
        raise _refused(where, "kind", KIND, got)
    if type(schema) is not int or schema != SCHEMA:
        got = shown(str(schema)) if isinstance(schema, int) else described(schema)
        raise _refused(where, "schema", str(SCHEMA), got)
    reader = Reader()
    plan = reader.read(Plan, content)
    if not isinstance(plan, Plan):
        raise NoPlan(where, reader.mistakes)
    return plan


def _refused(where: str, place: str, expected: str, got: str) -> NoPlan:
    from greenlane.planner.reading import Mistake

    return NoPlan(where, [Mistake(place, expected, got)])


def _parsed(data: bytes, where: str) -> Any:
    """Strict JSON: no NaN, no name twice in an object, no more than anybody's plan takes."""
    import json

    if len(data) > LARGEST_BYTES:
        raise _refused(where, "", f"at most {LARGEST_BYTES} bytes", f"{len(data)}")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as err:
        raise _refused(where, f"byte {err.start}", "UTF-8", "another byte") from err
    except json.JSONDecodeError as err:
        raise _refused(where, f"line {err.lineno} column {err.colno}", "JSON", err.msg) from err
    except ValueError as err:
        raise _refused(where, "", "JSON", str(err)) from err
    except RecursionError as err:
        raise _refused(where, "", "JSON", "something nested too deeply") from err


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        from greenlane.planner.reading import shown

        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{shown(twice)} twice in one object")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"the number {word}")
