"""The ratchet: how much was covered when a change last reached the default branch, as exact numbers.

Properties
- It moves up or stays; no call of `move` lowers a scope.
- What it holds is covered and total, never a rounded share.
- A scope that it holds stays until a person takes it out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from greenlane.edges.files import write_aside
from greenlane.gates.coverage.limits import scopes
from greenlane.model.coverage import Count, Coverage
from greenlane.model.gates import Unreadable

FILE = "greenlane-coverage.json"


def parse(data: bytes) -> dict[str, Count]:
    """Scope -> what was covered. Raises Unreadable."""
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as err:
        raise Unreadable(f"it is no whole JSON text: {str(err)[:120]}") from err
    if not isinstance(given, dict) or given.get("schema") != 1 or not isinstance(given.get("scopes"), dict):
        raise Unreadable("it is not a ratchet that greenlane writes")
    return {str(scope): _count(scope, value) for scope, value in given["scopes"].items()}


def _count(scope: str, value: Any) -> Count:
    covered, total = (value.get(name) if isinstance(value, dict) else None for name in ("covered", "total"))
    if type(covered) is int and type(total) is int and 0 <= covered <= total:
        return Count(covered, total)
    raise Unreadable(f"scope {scope[:80]!r} is not so many covered of so many")


def higher(one: Mapping[str, Count], other: Mapping[str, Count]) -> dict[str, Count]:
    """Of each scope, whichever asks for more: a change cannot lower what its base holds."""
    found = dict(one)
    for scope, count in other.items():
        if scope not in found or _share(count) > _share(found[scope]):
            found[scope] = count
    return found


def _share(count: Count) -> Fraction:
    return count.share if count.share is not None else Fraction(-1)


def plan(path: Path, coverage: Coverage, components: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What `move` would say. Raises Unreadable."""
    kept = _kept(path)
    return _moves(kept, higher(kept, scopes(coverage.files, components)))


def move(path: Path, coverage: Coverage, components: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Raise the ratchet at that path to what is covered now; returns a line for each scope that moved.

    For a merge to the default branch. The file is written aside and renamed; when nothing moves it is not
    touched. A share that fell, and one of nothing, leave their scope as it is. Raises Unreadable.
    """
    kept = _kept(path)
    now = higher(kept, scopes(coverage.files, components))
    moved = _moves(kept, now)
    if moved:
        found = {
            scope: {"covered": count.covered, "total": count.total}
            for scope, count in sorted(now.items())
            if scope in kept or count.share is not None
        }
        write_aside(path, json.dumps({"schema": 1, "scopes": found}, indent=2) + "\n")
    return moved


def _kept(path: Path) -> dict[str, Count]:
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        return {}


def _moves(kept: Mapping[str, Count], now: Mapping[str, Count]) -> tuple[str, ...]:
    return tuple(
        f"{scope}: {kept.get(scope, 'nothing')} -> {count}"
        for scope, count in sorted(now.items())
        if count.share is not None and kept.get(scope) != count
    )
