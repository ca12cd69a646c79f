"""Asking a tool about many files when one of them may make it refuse them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from greenlane.model.gates import Unreadable


def ask(
    names: Sequence[str],
    question: Callable[[Sequence[str]], list[Any]],
    shown: Callable[[str], str] = str,
) -> tuple[list[Any], list[str]]:
    """The tool's items about all files at once; when that is unreadable, one by one.

    Returns the items, and a line for each file about which the tool does not speak. shown: how such a
    line names a file.
    Raises Unreadable when it speaks of none.
    """
    try:
        return question(names), []
    except Unreadable as err:
        if len(names) == 1:
            raise
        first = err
    items: list[Any] = []
    unknown: list[str] = []
    for name in names:
        try:
            items += question([name])
        except Unreadable as err:
            unknown.append(f"{shown(name)}: {err.what}")
    if len(unknown) == len(names):
        raise first
    return items, unknown
