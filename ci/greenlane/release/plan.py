"""Decides what a release would publish, or all the reasons why it must not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from greenlane.release.remote import Remote, taken

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)((a|b|rc)[1-9]\d*)?")
COMMIT = re.compile(r"[0-9a-f]{40}")
CHECKSUMS = "SHA256SUMS"
SBOM = ".cdx.json"
"""How the name of the bill of materials ends, as CycloneDX recommends it."""
SEAL = "greenlane release seal"


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
class Built:
    """What lies among the artifacts. sums: what SHA256SUMS says, by name; None when there is none.

    commit: at which it was sealed, "" when the bill of materials does not say.
    """

    assets: tuple[Asset, ...]
    sums: Mapping[str, str] | None
    commit: str = ""


@dataclass(frozen=True)
class Observed:
    """What was seen before deciding.

    commit: that the run is of; head: that the files here are of; each "" when unknown. notes: None when the
    changelog has no section of this version. built: None when nothing is built yet.
    """

    source_version: str
    commit: str
    head: str
    notes: str | None
    leftover_fragments: tuple[str, ...] = ()
    remote: Remote = field(default_factory=Remote)
    built: Built | None = None


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

    @property
    def is_final(self) -> bool:
        """Whether it is no candidate."""
        return self.version.replace(".", "").isdigit()


def checksums(assets: Sequence[Asset]) -> str:
    """The text of SHA256SUMS, as `sha256sum --check` reads it."""
    return "".join(f"{asset.sha256}  {asset.name}\n" for asset in sorted(assets, key=lambda one: one.name))


def obstacles(version: str, observed: Observed) -> list[str]:
    """Every reason why this version must not be released from what was seen; none means go."""
    built = _built(version, observed.built, observed.commit) if observed.built else ()
    return [*_source(version, observed), *_commit(observed), *taken(version, observed), *built]


def decide(version: str, observed: Observed) -> Plan:
    """The plan. Raises ValueError with every obstacle, a line each."""
    found = obstacles(version, observed)
    if found or observed.notes is None or observed.built is None:
        raise ValueError("\n".join(found or ["nothing is built"]))
    return Plan(version, observed.commit, observed.notes, observed.built.assets)


def _source(version: str, seen: Observed) -> Iterator[str]:
    if not VERSION.fullmatch(version):
        yield f"{version} is no version such as 1.2.3 or 1.2.3rc1"
    if seen.source_version != version:
        yield f"the source says {seen.source_version}, not {version}"
    if seen.notes is None:
        yield f"CHANGELOG.md has no section {version}"
    if seen.notes == "":
        yield f"the section {version} of CHANGELOG.md is empty"
    if seen.leftover_fragments:
        yield f"changelog.d still holds {', '.join(seen.leftover_fragments)}"


def _commit(seen: Observed) -> Iterator[str]:
    if not COMMIT.fullmatch(seen.commit):
        yield "the commit is not known: neither GITHUB_SHA nor a repository here names one"
    elif not seen.head:
        yield f"there is no repository here, so nothing shows that these files are of {seen.commit[:12]}"
    elif seen.head != seen.commit:
        yield f"the files here are of commit {seen.head[:12]}, and the release is of {seen.commit[:12]}"


def _built(version: str, built: Built, commit: str) -> Iterator[str]:
    names = [asset.name for asset in built.assets]
    for what, ending in (("wheel", ".whl"), ("sdist", ".tar.gz"), ("bill of materials", SBOM)):
        if sum(name.endswith(ending) and _is_of(name, version) for name in names) != 1:
            yield f"there is no {what} of this version, or more than one"
    foreign = [name for name in names if name != CHECKSUMS and not _is_of(name, version)]
    if foreign:
        yield f"another version lies among the artifacts: {', '.join(foreign)}"
    yield from _unsealed(built)
    if built.sums is not None and commit and built.commit != commit:
        at = built.commit[:12] or "no commit that is known"
        yield f"what is built was sealed at {at}, and the release is of {commit[:12]}: {SEAL}"


def _unsealed(built: Built) -> Iterator[str]:
    """What is not as it was sealed."""
    if built.sums is None:
        yield f"there is no {CHECKSUMS}: {SEAL}"
        return
    found = {asset.name: asset.sha256 for asset in built.assets if asset.name != CHECKSUMS}
    for name in sorted(found.keys() | built.sums.keys()):
        if name not in found:
            yield f"{name} stands in {CHECKSUMS} and is not there"
        elif name not in built.sums:
            yield f"{name} was laid there after the seal: {CHECKSUMS} does not name it"
        elif found[name] != built.sums[name]:
            yield f"{name} is not what was sealed: its SHA-256 differs from {CHECKSUMS}"


def _is_of(name: str, version: str) -> bool:
    """Whether a file name carries exactly this version: pack-1.2.3-py3-none-any.whl, pack-1.2.3.tar.gz."""
    return f"-{version}-" in name or name.endswith(
        tuple(f"-{version}{end}" for end in (".tar.gz", ".zip", SBOM))
    )
