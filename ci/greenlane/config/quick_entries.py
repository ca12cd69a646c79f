"""One component, job or policy of config/quick.py: the values that are plainly right, or Unusual.

The fields and their defaults are those of config/sections; a test holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from greenlane.model.light import TYPE_CHECKING
from greenlane.model.plan import Component, Deferral, Job, Policy, Until

if TYPE_CHECKING:
    from typing import Any


_GLOB = re.compile(
    r"!?(?!\.\.?/)(?:(?!\.\./)[A-Za-z0-9_.*@=~ -]+/)*(?!\.\.?\Z)[A-Za-z0-9_.*@=~ -]+", re.ASCII
)


class Unusual(Exception):
    """Something for the full loader to look at."""


def component(name: str, written: Any) -> Component:
    """Raises Unusual."""
    found = _read(written, {"paths": globs, "needs": texts})
    if "paths" not in found or name in found.get("needs", ()):
        raise Unusual
    return Component(name, **found)


def job(name: str, written: Any) -> Job:
    """Raises Unusual."""
    found = _read(written, _JOB)
    if "run" not in found or name in found.get("needs", ()):
        raise Unusual
    renamed = {_RENAMED.get(key, key): value for key, value in found.items()}
    return Job(name, **renamed)


def policy(written: Any) -> Policy:
    """Raises Unusual."""
    found = _read(written, {"wall": duration, "audit": share, "shadow": truth, "clean_runs": count})
    renamed = {_RENAMED.get(key, key): value for key, value in found.items()}
    return Policy(**renamed)


def deferral(written: Any) -> Deferral:
    """Raises Unusual."""
    found = _read(written, {"until": until, "within": duration})
    renamed = {_RENAMED.get(key, key): value for key, value in found.items()}
    return Deferral(**renamed)


def _read(written: Any, fields: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    if type(written) is not dict or not written.keys() <= fields.keys():
        raise Unusual
    return {key: fields[key](value) for key, value in written.items()}


def text(value: Any) -> str:
    if type(value) is not str or not value or "$" in value:
        raise Unusual
    return value


def texts(value: Any) -> tuple[str, ...]:
    if type(value) is not list:
        raise Unusual
    return tuple([text(one) for one in value])


def some(value: Any) -> tuple[str, ...]:
    if not value:
        raise Unusual
    return texts(value)


def globs(value: Any) -> tuple[str, ...]:
    found = some(value)
    if found[0].startswith("!") or not all(_GLOB.fullmatch(one) for one in found):
        raise Unusual
    return found


def truth(value: Any) -> bool:
    if type(value) is not bool:
        raise Unusual
    return value


def number(value: Any) -> float:
    if type(value) not in (int, float):
        raise Unusual
    return float(value)


def share(value: Any) -> float:
    if not 0 <= number(value) <= 1:
        raise Unusual
    return number(value)


def count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000:
        raise Unusual
    return value


def until(value: Any) -> Until:
    try:
        return Until(text(value))
    except ValueError:
        raise Unusual from None


def duration(value: Any) -> float:
    from greenlane.model.units import DURATION, WrongUnit

    try:
        return float(DURATION.parse(text(value)))
    except WrongUnit:
        raise Unusual from None


_JOB: dict[str, Callable[[Any], Any]] = {
    "run": some,
    "components": texts,
    "runner": text,
    "needs": texts,
    "definition": globs,
    "locks": texts,
    "environment": texts,
    "defer": deferral,
    "valid": duration,
    "minutes": number,
    "setup": duration,
    "alone": truth,
    "moves": texts,
    "reports": globs,
}
_RENAMED = {"within": "within_s", "valid": "valid_s", "setup": "setup_s", "wall": "wall_s"}
