"""Looking after the store: what is there, what may go, and the going."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from greenlane.edges.files import locked
from greenlane.model.bundle import Bundle, Platform
from greenlane.model.errors import OutsideError
from greenlane.services.store import receipt
from greenlane.services.store.layout import DOCS, Layout, declaration
from greenlane.services.store.receipt import Receipt, Unreadable


class Presence(StrEnum):
    """Whether a declared bundle is in the store."""

    FETCHED = "fetched"
    NOT_FETCHED = "not fetched"
    DAMAGED = "damaged"
    NOT_AVAILABLE = "not available"


@dataclass(frozen=True)
class Entry:
    """A declared bundle as it stands on this machine. receipt: None unless it can be read."""

    bundle: Bundle
    platform: Platform
    presence: Presence
    receipt: Receipt | None = None

    @property
    def verified(self) -> bool:
        """Whether we have run it on this platform."""
        return self.platform in self.bundle.verified

    @property
    def registries(self) -> tuple[str, ...]:
        """Where its parts come from, in order, each once."""
        parts = self.bundle.parts.get(self.platform, ())
        return tuple(dict.fromkeys(part.registry for part in parts))


def look_up(layout: Layout, bundle: Bundle, platform: Platform) -> Entry:
    """How a declared bundle stands. Reads its receipt, changes nothing."""
    if platform not in bundle.parts:
        return Entry(bundle, platform, Presence.NOT_AVAILABLE)
    said = declaration(bundle, platform)
    folder = layout.folder(bundle, platform, said)
    if not folder.exists():
        return Entry(bundle, platform, Presence.NOT_FETCHED)
    try:
        found = receipt.read(folder)
    except Unreadable:
        return Entry(bundle, platform, Presence.DAMAGED)
    changed = receipt.glance(found, said).state is receipt.State.CHANGED
    return Entry(bundle, platform, Presence.DAMAGED if changed else Presence.FETCHED, found)


def installed(layout: Layout) -> list[Receipt]:
    """Every bundle in the store that has a receipt, by folder name."""
    found = []
    for folder in sorted(_folders(layout.bundles)):
        try:
            found.append(receipt.read(folder))
        except Unreadable:
            continue
    return found


@dataclass(frozen=True)
class Removal:
    """A folder that prune takes away, or leaves and says why. size_bytes: None when unknown."""

    folder: Path
    reason: str
    size_bytes: int | None
    lock: Path | None
    kept: str = ""


def plan_prune(layout: Layout, keep: Iterable[Bundle]) -> list[Removal]:
    """What may go: folders that no declaration in `keep` (nor what it needs) makes, and leftovers.

    A bundle that a process runs from is in the plan as kept. Changes nothing.
    """
    wanted, names = set(), set()
    for bundle in _with_needs(keep):
        names.add(bundle.name)
        for platform in bundle.parts:
            wanted.add(layout.folder(bundle, platform, declaration(bundle, platform)).name)
    running = _running_from(layout.bundles)
    plan = [
        _removal(layout, folder, names, running)
        for folder in sorted(_folders(layout.bundles))
        if folder.name not in wanted
    ]
    for left in sorted(_folders(layout.aside)):
        lock = layout.locks / f"{left.name.partition('.')[0]}.lock"
        plan.append(Removal(left, "left by a fetch that was killed", None, lock))
    if layout.apt.is_dir():
        plan.append(
            Removal(layout.apt, "package lists, fetched again when needed", None, layout.apt / "lock")
        )
    return plan


def _removal(layout: Layout, folder: Path, names: set[str], running: dict[str, int]) -> Removal:
    try:
        found = receipt.read(folder)
    except Unreadable as err:
        return Removal(folder, str(err), None, None)
    older = found.name in names
    kept = f"process {running[folder.name]} runs from it" if folder.name in running else ""
    return Removal(
        folder,
        f"another declaration of {found.name} is in force" if older else f"no declaration names {found.name}",
        found.size_bytes,
        layout.locks / f"{found.name}.lock",
        kept,
    )


def carry_out(layout: Layout, plan: Iterable[Removal]) -> list[Removal]:
    """Take away what the plan says; returns what went. Moved aside first, so never half a bundle.

    What another process is fetching right now stays. Raises OutsideError when the store is not ours.
    """
    gone = []
    for removal in plan:
        if removal.kept:
            continue
        try:
            if removal.lock is None:
                _remove(layout, removal.folder)
            else:
                with locked(removal.lock, timeout_s=0):
                    _remove(layout, removal.folder)
        except FileNotFoundError:
            continue
        except OutsideError:  # the lock is held: somebody is fetching it
            continue
        except OSError as err:
            raise OutsideError(
                f"{removal.folder} cannot be removed: {err.strerror}",
                fix="prune as the user who owns the cache",
                docs=f"{DOCS}#prune",
            ) from err
        gone.append(removal)
    return gone


def _remove(layout: Layout, folder: Path) -> None:
    name = folder.name.partition(".")[0]
    aside = layout.aside / f"{name}.{secrets.token_hex(4)}.old"
    layout.aside.mkdir(exist_ok=True)
    folder.rename(aside)
    shutil.rmtree(aside)


def _with_needs(bundles: Iterable[Bundle]) -> Iterator[Bundle]:
    for bundle in bundles:
        yield bundle
        yield from _with_needs(bundle.needs)


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []


def _running_from(bundles: Path) -> dict[str, int]:
    """Folder name -> a process that runs a program or a script of it, as far as we may see processes."""
    import psutil

    prefix = f"{bundles.resolve()}/"
    running = {}
    for process in psutil.process_iter(["pid", "exe", "cmdline"]):
        for word in (process.info["exe"] or "", *(process.info["cmdline"] or ())):
            if word.startswith(prefix):
                running[word[len(prefix) :].partition("/")[0]] = process.info["pid"]
    return running
