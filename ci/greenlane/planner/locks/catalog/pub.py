"""pubspec.lock: what is installed, without who needs it. So all of it concerns all.

Comments and the order of entries concern nobody.

Source: Dart's documentation, "pubspec.lock".
"""

from __future__ import annotations

from collections.abc import Mapping

from greenlane.planner.locks.entries import table
from greenlane.planner.locks.proof import Importer, Unproved, flat
from greenlane.planner.yaml_reading import read


def is_named(name: str) -> bool:
    """Whether a file of this name is one of these."""
    return name == "pubspec.lock"


def importers(text: bytes) -> Mapping[str, Importer]:
    """One importer, the root. Raises Unproved."""
    try:
        content = table(read(text, is_exact=True), "the file")
    except ValueError as err:
        raise Unproved(f"it cannot be read: {err}") from err
    if set(content) != {"packages", "sdks"}:
        raise Unproved("it is of no known form")
    return flat(content)
