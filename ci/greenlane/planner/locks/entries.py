"""Reading what a lock file says, word by word: what is not as it should be is not proved."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping

from greenlane.planner.locks.proof import ROOT, Unproved


def table(value: object, what: str) -> Mapping[str, object]:
    """A mapping with names; an absent one is empty. Raises Unproved."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise Unproved(f"{what} is no table")
    return value


def rows(value: object, what: str) -> list[Mapping[str, object]]:
    """A list of mappings; an absent one is empty. Raises Unproved."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unproved(f"{what} is no list")
    return [table(one, what) for one in value]


def word(value: object, what: str) -> str:
    """A text. Raises Unproved."""
    if not isinstance(value, str) or not value:
        raise Unproved(f"{what} is no text")
    return value


def folder(value: object) -> str:
    """A folder relative to the lock file's own, in one spelling. Raises Unproved for any other place."""
    text = word(value, "a folder")
    if text.startswith(("/", "~")) or not text.isprintable() or "\\" in text or ":" in text:
        raise Unproved(f"{text!r} is no folder of the repository")
    return posixpath.normpath(text) if text != ROOT else ROOT


def no_other_needs(entry: Mapping[str, object], known: Collection[str]) -> None:
    """Raises Unproved when an entry has needs of a kind that is not known here."""
    for name in entry:
        if "depend" in name.lower() and name not in known:
            raise Unproved(f"{name!r} is not known")
