"""A server bundle as it is declared: which registries hold its parts, and what must come out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Platform(StrEnum):
    """The machines a bundle can be declared for. Only LINUX_X86_64 has been verified."""

    LINUX_X86_64 = "linux-x86_64"
    LINUX_ARM64 = "linux-arm64"
    MACOS_ARM64 = "macos-arm64"
    MACOS_X86_64 = "macos-x86_64"


@dataclass(frozen=True)
class Wheel:
    """One wheel of PyPI. tag: the platform tag pip is asked for; sha256: of the wheel file, hex."""

    name: str
    version: str
    tag: str
    sha256: str
    registry: Literal["pypi"] = "pypi"


@dataclass(frozen=True)
class NpmTree:
    """Packages of the npm registry with their closure, pinned by a lock file that travels with us.

    lock: the folder inside the package `greenlane.services.catalog.locks` that holds
    package.json and package-lock.json (integrity hashes, no addresses).
    """

    name: str
    version: str
    lock: str
    registry: Literal["npm"] = "npm"


@dataclass(frozen=True)
class DebianPackage:
    """One package of the machine's own Debian or Ubuntu archive, unpacked, never installed.

    The archive signs what it serves, so apt's verification is the check, and a security
    revision of the same package is accepted. version: what was verified here, for the docs.
    """

    name: str
    version: str
    registry: Literal["debian"] = "debian"


Part = Wheel | NpmTree | DebianPackage


@dataclass(frozen=True)
class Archive:
    """A tar file inside what was fetched, unpacked under the root and then removed.

    path: the tar file below the root (globs allowed: one match).
    source: the leading folders to take (globs allowed, one for each folder); the rest is left out.
    into: what stands in their place below the root; "" is the root itself.
    """

    path: str
    source: str = ""
    into: str = ""


@dataclass(frozen=True)
class Bundle:
    """A server (or a tool) ready to be fetched, unpacked once and shared.

    parts: what to fetch for each platform, in order; later parts overlay earlier ones under
        the same root. No entry for a platform means: not available there.
    archives: unpacked in order, after all parts.
    programs: name -> path of the executable below the bundle's root (globs allowed: one match).
    required: shared objects below the root that must be loadable as the programs must (globs
        allowed); what no program needs and nothing here names may lack a library in silence.
    library_path: folders below the root that go on LD_LIBRARY_PATH (globs allowed).
    needs: bundles that must be there to fetch this one (Node for an npm tree). What a server
        runs with is named by its catalog entry.
    """

    name: str
    version: str
    parts: Mapping[Platform, tuple[Part, ...]]
    programs: Mapping[str, str]
    archives: tuple[Archive, ...] = ()
    required: tuple[str, ...] = ()
    library_path: tuple[str, ...] = ()
    needs: tuple[Bundle, ...] = ()
    licence: str = ""
    verified: frozenset[Platform] = field(default=frozenset({Platform.LINUX_X86_64}))

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9-]+", self.name):
            raise ValueError(f"{self.name!r} is no name for a bundle: small letters, digits and - only")
