"""The fields of a written pass, one by one: what each may hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

LONGEST = 1000
"""Of a text, in letters."""
LAST_SECOND = 253402300799
"""Of the year 9999."""
MOST_REPORTS = 1000
"""Of one job."""


def _text(value: Any) -> bool:
    """Printable: a record's words go to terminals and pages."""
    return isinstance(value, str) and len(value) <= LONGEST and value.isprintable()


def _name(value: Any) -> bool:
    return _text(value) and bool(value)


def _hex(*lengths: int) -> Callable[[Any], bool]:
    """A digest of one of these lengths, as lower-case hexadecimal digits."""

    def is_hex(value: Any) -> bool:
        return _text(value) and len(value) in lengths and re.fullmatch(r"[0-9a-f]+", value) is not None

    return is_hex


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    """A whole number; true and false are none."""

    def is_whole(value: Any) -> bool:
        return type(value) is int and low <= value <= high

    return is_whole


def _seconds(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= LAST_SECOND


def _count_or_none(value: Any) -> bool:
    return value is None or _whole(0, 2**63)(value)


def _url(value: Any) -> bool:
    """An http address without control characters, or none."""
    return _text(value) and (value == "" or re.fullmatch(r"https?://[!-~]+", value) is not None)


FIELDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "job": (_name, "a name"),
    "digest": (_hex(64), "64 hexadecimal digits"),
    "repository": (_name, "owner/name"),
    "run_id": (_whole(1, 2**63), "a whole number from 1 on"),
    "attempt": (_whole(1, 2**31), "a whole number from 1 on"),
    "commit": (_hex(40, 64), "a commit's id"),
    "event": (_name, "an event's name"),
    "branch": (_text, "a text"),
    "passed_at": (_whole(0, LAST_SECOND), "Unix seconds"),
    "duration_s": (_seconds, "seconds"),
    "minutes": (_whole(0, 2**31), "whole minutes"),
    "tests": (_count_or_none, "a whole number from 0 on, or null"),
    "url": (_url, "an http address, or an empty text"),
}
"""Of model.plan.Pass: whether a value fits, and what would."""


def wrong(content: Mapping[str, Any]) -> str:
    """The first field that holds what it may not; "" for none. All fields are there."""
    for name, (fits, expected) in FIELDS.items():
        if not fits(content[name]):
            return f"{name}: expected {expected}"
    if not _are_parts(content["parts"]):
        return "parts: expected a list of kind, name and digest"
    if not _are_reports(content["reports"]):
        return f"reports: expected a list of path and digest, at most {MOST_REPORTS}"
    return ""


def is_inside(path: str) -> bool:
    """Whether a path stays below the folder that it starts in, spelled in the one way there is."""
    names = path.split("/")
    is_plain = path.isprintable() and len(path) <= LONGEST and "\\" not in path
    return is_plain and all(name not in ("", ".", "..") and len(name.encode()) < 250 for name in names)


def _are_parts(rows: Any) -> bool:
    """Rows of three texts. One loop without calls: a record has many of them, and a plan many records."""
    if not isinstance(rows, list):
        return False
    for row in rows:
        if type(row) is not list or len(row) != 3:
            return False
        kind, name, digest = row
        if type(kind) is not str or type(name) is not str or type(digest) is not str:
            return False
    return True


def _are_reports(rows: Any) -> bool:
    """Rows of a path and a digest, each path once."""
    if not isinstance(rows, list) or len(rows) > MOST_REPORTS:
        return False
    is_digest = _hex(64)
    for row in rows:
        if type(row) is not list or len(row) != 2 or not all(type(one) is str for one in row):
            return False
        if not is_inside(row[0]) or not is_digest(row[1]):
            return False
    return len({row[0] for row in rows}) == len(rows)
