"""What was seen in folders of earlier commits, kept in a file: true for ever, for an id says all of a folder.

The file has to lie where only the user writes: what it says is believed. Losing it costs a longer look.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

from greenlane.model.light import TYPE_CHECKING
from greenlane.model.sha import sha256
from greenlane.planner.globs import decoded, encoded
from greenlane.planner.sightings import RULES, Seen, Sighting

if TYPE_CHECKING:
    from pathlib import Path

MOST = 100_000
"""Folders remembered; those seen first go first."""


@contextlib.contextmanager
def remembered(path: str | Path) -> Iterator[dict[str, tuple[Sighting, ...]]]:
    """What was kept there, for one call of `keys`; kept again when that saw more."""
    seen = recalled(path)
    before = len(seen)
    yield seen
    if len(seen) != before:
        keep(path, seen)


def recalled(path: str | Path) -> dict[str, tuple[Sighting, ...]]:
    """What was kept there; nothing when it is missing, damaged or from other rules."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        with open(path, "rb") as handle:
            found = json.loads(handle.read())
        if found["rules"] == _rules():
            seen: dict[str, tuple[Sighting, ...]] = dict.fromkeys(found["nothing"].split(), ())
            seen.update({one: tuple(map(_read, rows)) for one, rows in found["something"].items()})
            return seen
    return {}


def keep(path: str | Path, seen: Seen) -> None:
    """Keep it, whole or not at all; where that cannot be written, it is looked at again next time."""
    from pathlib import Path

    from greenlane.edges.files import write_aside

    kept = list(seen.items())[-MOST:]
    content = {
        "rules": _rules(),
        "nothing": " ".join([one for one, found in kept if not found]),
        "something": {one: [_written(each) for each in found] for one, found in kept if found},
    }
    with contextlib.suppress(OSError):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_aside(Path(path), json.dumps(content, separators=(",", ":")), mode=0o600, flush=False)


def _rules() -> str:
    return sha256(RULES).hexdigest()


def _written(one: Sighting) -> list[str | bool]:
    return [decoded(one.at), decoded(one.target), one.is_link]


def _read(row: list[str | bool]) -> Sighting:
    at, target, is_link = row
    return Sighting(encoded(str(at)), encoded(str(target)), bool(is_link))
