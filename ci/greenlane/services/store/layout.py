"""Where the store lies, what a bundle's folder is called, and who may write there.

    <root>/bundles/<name>-<version>-<platform>-<digest>/   root/ (the files), manifest.json, receipt.json
    <root>/aside/<name>.<token>/                           what is being fetched; renamed when complete
    <root>/locks/<name>.lock                               held by the one who fetches
    <root>/apt/                                            package lists of our own

A folder under bundles/ is complete: it is filled aside and renamed, receipt and all.
"""

from __future__ import annotations

import os
import stat
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlane.model.bundle import Bundle, NpmTree, Part, Platform
from greenlane.model.errors import OutsideError, UsageError

LOCKS = Path(__file__).parent.parent / "catalog" / "locks"
DOCS = "docs/bundles.md"

_MACHINES = {
    ("linux", "x86_64"): Platform.LINUX_X86_64,
    ("linux", "amd64"): Platform.LINUX_X86_64,
    ("linux", "aarch64"): Platform.LINUX_ARM64,
    ("linux", "arm64"): Platform.LINUX_ARM64,
    ("darwin", "arm64"): Platform.MACOS_ARM64,
    ("darwin", "x86_64"): Platform.MACOS_X86_64,
}


def current_platform() -> Platform:
    """The platform of this machine. Raises UsageError for one that no bundle is declared for."""
    system, machine = sys.platform, os.uname().machine.lower()
    try:
        return _MACHINES[system, machine]
    except KeyError:
        known = ", ".join(Platform)
        raise UsageError(
            f"there are no server bundles for {system} on {machine}", fix=f"use one of {known}", docs=DOCS
        ) from None


def default_root(environment: Mapping[str, str]) -> Path:
    """GREENLANE_CACHE; else /var/cache/greenlane as root; else the user's own cache folder."""
    if named := environment.get("GREENLANE_CACHE"):
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/greenlane")
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "greenlane"
    cache = environment.get("XDG_CACHE_HOME", "")
    return (Path(cache) if cache.startswith("/") else home / ".cache") / "greenlane"


def lock_folder(tree: NpmTree) -> Path:
    """The folder that holds package.json and package-lock.json of an npm tree."""
    return LOCKS / tree.lock


def _said(part: Part) -> str:
    if isinstance(part, NpmTree):
        lock = (lock_folder(part) / "package-lock.json").read_bytes()
        return f"{part!r}#{len(lock)}-{zlib.crc32(lock):08x}"
    return repr(part)


def declaration(bundle: Bundle, platform: Platform) -> str:
    """All that decides what a bundle's folder holds, as one text. Equal texts, equal folders."""
    rest = (bundle.archives, dict(bundle.programs), bundle.required, bundle.library_path)
    return "\n".join([*(_said(part) for part in bundle.parts.get(platform, ())), repr(rest)])


@dataclass(frozen=True)
class Layout:
    """The folders below one root."""

    root: Path

    @property
    def bundles(self) -> Path:
        return self.root / "bundles"

    @property
    def aside(self) -> Path:
        return self.root / "aside"

    @property
    def locks(self) -> Path:
        return self.root / "locks"

    @property
    def apt(self) -> Path:
        return self.root / "apt"

    def folder(self, bundle: Bundle, platform: Platform, said: str) -> Path:
        """The bundle's folder; the digest tells declarations apart, it guards nothing."""
        digest = zlib.crc32(said.encode())
        return self.bundles / f"{bundle.name}-{bundle.version}-{platform}-{digest:08x}"

    def left_aside(self, name: str) -> list[Path]:
        """What lies aside for a bundle: being fetched by the holder of its lock, or left by a killed one."""
        try:
            names = os.listdir(self.aside)  # noqa: PTH208  on the way to every server; a third of the cost
        except OSError:
            return []
        return [self.aside / entry for entry in names if entry.startswith(f"{name}.")]

    def check_owner(self) -> None:
        """Refuse a store that somebody else could have filled. Raises OutsideError."""
        for folder in (self.root, self.bundles):
            try:
                found = folder.stat()
            except FileNotFoundError:
                return
            except OSError as err:
                raise OutsideError(f"the cache {folder} cannot be read: {err.strerror}", docs=DOCS) from err
            if found.st_uid not in (0, os.geteuid()) or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise OutsideError(
                    f"the cache {folder} can be written to by others, so what is in it cannot be trusted",
                    fix=f"chmod go-w {folder}, if nobody else filled it; or set GREENLANE_CACHE",
                    docs=f"{DOCS}#who-may-write",
                )

    def closed_to_others(self) -> Path | None:
        """The folder on the way to the root that another account may not enter, if there is one."""
        way = (self.root, *self.root.parents)
        return next((folder for folder in way if not folder.stat().st_mode & stat.S_IXOTH), None)

    def make(self) -> None:
        """Make the folders, writable by us alone and readable by all."""
        for folder in (self.root, self.bundles, self.aside, self.locks):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o755)
