"""A declared set of OSV records, and which of them accuse a release."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

DECLARED = Path(__file__).with_name("advisories_declared")
CANARY = ("jinja2", "2.4.1", "2.10.1")
"""A name, a release that the set must accuse, and the one in which that hole is closed."""
Record = dict[str, Any]


class UselessSet(Exception):
    """The records cannot tell a bad release from a good one."""


@dataclass(frozen=True)
class Records:
    """A declared set of OSV records."""

    records: tuple[Record, ...]

    @classmethod
    def load(cls, folder: Path = DECLARED) -> Records:
        """All records of a folder, one or a list of them a file. Raises UselessSet."""
        found: list[Record] = []
        for path in sorted(folder.glob("*.json")):
            content = json.loads(path.read_text())
            found += content if isinstance(content, list) else [content]
        return cls(tuple(found)).checked()

    def checked(self) -> Records:
        """This set, once it was seen to find the canary and to acquit its fixed release."""
        name, bad, good = CANARY
        accused = {record["id"] for record in self.against(name, bad)}
        still = {record["id"] for record in self.against(name, good)}
        if not accused - still:
            raise UselessSet(f"no record tells {name} {bad} from {good}; see {__name__}")
        return self

    def against(self, name: str, version: str) -> list[Record]:
        """The records that accuse a release, in the order of the set."""
        return [one for one in self.records if any(_hits(part, name, version) for part in one["affected"])]

    def by_name(self, name: str) -> Record | None:
        """One record by its id."""
        return next((one for one in self.records if one["id"] == name), None)


def _hits(affected: Record, name: str, version: str) -> bool:
    """Whether one `affected` part means a release: listed, or within a range of the ecosystem's order."""
    package = affected["package"]
    if package["ecosystem"] != "PyPI" or _plain(package["name"]) != _plain(name):
        return False
    ranges = [one for one in affected.get("ranges", []) if one["type"] == "ECOSYSTEM"]
    return version in affected.get("versions", []) or any(_within(one["events"], version) for one in ranges)


def _within(events: Iterable[dict[str, str]], version: str) -> bool:
    """Walk the events in the order of their versions; the last one at or before the release decides."""
    try:
        asked = Version(version)
        steps = sorted((Version(at), kind) for event in events for kind, at in event.items())
    except InvalidVersion:
        return True
    is_in = False
    for at, kind in steps:
        if at <= asked and kind in ("introduced", "fixed"):
            is_in = kind == "introduced"
        elif kind == "last_affected" and asked > at:
            is_in = False
    return is_in


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
