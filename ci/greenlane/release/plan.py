"""Decides what a release would publish, or all the reasons why it must not. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)((a|b|rc)[1-9]\d*)?")
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Asset:
    """One file to publish. sha256: hex."""

    path: Path
    size_bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """The name that it is published under."""
        return self.path.name


@dataclass(frozen=True)
class Observed:
    """What was seen before deciding. notes: None when the changelog has no section of this version."""

    source_version: str
    commit: str
    notes: str | None
    leftover_fragments: tuple[str, ...]
    tag_exists: bool
    assets: tuple[Asset, ...]


@dataclass(frozen=True)
class Plan:
    """What will be published: the very thing that --dry-run prints and that is carried out."""

    version: str
    commit: str
    notes: str
    assets: tuple[Asset, ...]

    @property
    def tag(self) -> str:
        """The immutable tag; a release never moves it."""
        return f"v{self.version}"

    def lines(self) -> list[str]:
        """The plan as a person reads it."""
        files = [f"  {asset.sha256}  {asset.size_bytes:>9} bytes  {asset.name}" for asset in self.assets]
        return [
            f"draft release {self.tag} of commit {self.commit}",
            *files,
            "notes:",
            *self.notes.splitlines(),
        ]


def checksums(assets: Sequence[Asset]) -> str:
    """The text of SHA256SUMS, as `sha256sum --check` reads it."""
    return "".join(f"{asset.sha256}  {asset.name}\n" for asset in sorted(assets, key=lambda one: one.name))


def obstacles(version: str, observed: Observed) -> list[str]:
    """Every reason why this version must not be released from what was seen; none means go."""
    names = [asset.name for asset in observed.assets]
    reasons = {
        f"{version} is no version such as 1.2.3 or 1.2.3rc1": not VERSION.fullmatch(version),
        f"the source says {observed.source_version}, not {version}": observed.source_version != version,
        "the commit is not known (GITHUB_SHA)": not re.fullmatch(r"[0-9a-f]{40}", observed.commit),
        f"CHANGELOG.md has no section {version}": observed.notes is None,
        f"the section {version} of CHANGELOG.md is empty": observed.notes == "",
        f"changelog.d still holds {', '.join(observed.leftover_fragments)}": bool(
            observed.leftover_fragments
        ),
        f"the tag v{version} exists already": observed.tag_exists,
        "there is no wheel of this version": not _one(names, version, ".whl"),
        "there is no sdist of this version": not _one(names, version, ".tar.gz"),
        f"another version lies among the artifacts: {', '.join(_foreign(names, version))}": bool(
            _foreign(names, version)
        ),
    }
    return [reason for reason, holds in reasons.items() if holds]


def decide(version: str, observed: Observed) -> Plan:
    """The plan. Raises ValueError with every obstacle, a line each."""
    found = obstacles(version, observed)
    if found or observed.notes is None:
        raise ValueError("\n".join(found))
    return Plan(version, observed.commit, observed.notes, observed.assets)


def _one(names: Sequence[str], version: str, ending: str) -> bool:
    return sum(name.endswith(ending) and _is_of(name, version) for name in names) == 1


def _foreign(names: Sequence[str], version: str) -> list[str]:
    return [name for name in names if name != CHECKSUMS and not _is_of(name, version)]


def _is_of(name: str, version: str) -> bool:
    """Whether a file name carries exactly this version: pack-1.2.3-py3-none-any.whl, pack-1.2.3.tar.gz."""
    return f"-{version}-" in name or name.endswith((f"-{version}.tar.gz", f"-{version}.zip"))
