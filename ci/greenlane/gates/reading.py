"""What catalog entries share when they read what a program printed: strictly, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from greenlane.model.gates import Called, Unreadable

ARGV_BYTES = 96_000
"""How many bytes of file names go into one call, well below what any system takes."""

_CREDENTIALS = re.compile(r"(?<=://)[^\s/@]{1,2000}@")


def batches(files: Sequence[str], size_bytes: int = ARGV_BYTES) -> Iterator[tuple[str, ...]]:
    """The files in groups that fit into an argv; no file, no group."""
    batch: list[str] = []
    used = 0
    for name in files:
        cost = len(name.encode(errors="surrogateescape")) + 1
        if batch and used + cost > size_bytes:
            yield tuple(batch)
            batch, used = [], 0
        batch.append(name)
        used += cost
    if batch:
        yield tuple(batch)


def json_of(done: Called, tool: str) -> Any:
    """Standard output as one JSON text. Raises Unreadable with what it was, when it was not."""
    try:
        return json.loads(done.out)
    except (ValueError, RecursionError) as err:
        said = "nothing" if not done.out.strip() else "something else than JSON, or half of it"
        raise Unreadable(
            f"{tool} printed {said} and ended with code {done.code}",
            detail=(done.err or done.out).splitlines()[-5:],
        ) from err


def without_credentials(said: str) -> str:
    """A text whose addresses have lost the name and the password, or the token, before their host."""
    return _CREDENTIALS.sub("***@", said)


def as_list(value: Any, tool: str) -> list[Any]:
    """A list of mappings. Raises Unreadable."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unreadable(f"{tool} printed JSON of another shape than this version knows")
    return value


def text(value: Any) -> str:
    """A string as it is, None as "", anything else as Python writes it."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def number(value: Any) -> int | None:
    """A whole number from 1, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def relative(path: str, root: Path) -> str | None:
    """A path that a tool named, from the root and with /; None when it lies outside.

    Nothing is followed and nothing need exist: it is a matter of names.
    """
    name = PurePosixPath(path)
    if name.is_absolute():
        for base in (root, root.resolve()):
            if name.is_relative_to(base.as_posix()):
                name = name.relative_to(base.as_posix())
                break
        else:
            return None
    kept: list[str] = []
    for part in name.parts:
        if part == "..":
            if not kept:
                return None
            kept.pop()
        elif part != ".":
            kept.append(part)
    return "/".join(kept) or None
