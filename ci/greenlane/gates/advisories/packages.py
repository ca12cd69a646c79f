"""Packages that a project is locked to, and where that is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from greenlane.model.errors import UsageError
from greenlane.model.gates import Unreadable

CANARY = "jinja2==2.4.1"
"""An old release with advisories since 2014, and the example of OSV's own documentation."""

_CANARY = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*==\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)\s*")


@dataclass(frozen=True, order=True)
class Package:
    """One release. name: as PyPI compares names."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, order=True)
class Place:
    """Where a package is written. line: from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def normalised(name: str) -> str:
    """A project's name as PyPI compares it. Source: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def canary_of(declared: str) -> Package:
    """`name==version`. Raises UsageError: without a canary an empty answer would look like a good one."""
    found = _CANARY.fullmatch(declared)
    if not found:
        raise UsageError(
            f"canary: expected name==version of a release with known advisories; got {declared!r}",
            fix=f"leave it out for {CANARY}",
            docs="docs/gates/pip-audit.md#canary",
        )
    return Package(normalised(found[1]), found[2])


def rounds(packages: Iterable[Package]) -> list[tuple[Package, ...]]:
    """The packages in groups in which no name stands twice, since one question is one resolved set.

    Example: six 1 and 2 and idna 3 become (idna 3, six 1) and (six 2).
    """
    groups: list[dict[str, Package]] = []
    for package in sorted(set(packages)):
        for group in groups:
            if package.name not in group:
                group[package.name] = package
                break
        else:
            groups.append({package.name: package})
    return [tuple(group.values()) for group in groups]


def believe(canary: Package, accused: Collection[str], address: str) -> None:
    """Raise Unreadable when nothing was said against the canary: then silence about others means nothing."""
    if canary.name not in accused:
        raise Unreadable(
            f"the advisory service at {address} knows nothing against {canary}",
            fix="ask a service with all of OSV's records, or set `canary` to a release that it must know",
            docs="docs/gates/pip-audit.md#canary",
        )
