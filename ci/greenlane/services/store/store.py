"""The store: a bundle is there, or it is fetched once while others wait."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.bundle import Bundle, Platform
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.service import Installed
from greenlane.services.store import receipt
from greenlane.services.store.layout import DOCS, Layout, declaration
from greenlane.services.store.receipt import Receipt, Unreadable

if TYPE_CHECKING:
    from greenlane.services.store.upkeep import Entry, Removal

_LIBRARIES = "DYLD_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"


class Store:
    """Server bundles under one root, shared by all projects of a user.

    environment: the user's; the registries' clients read their configuration from it.
    report: takes one line at a time of what a fetch is doing.
    """

    def __init__(self, root: Path, *, environment: Mapping[str, str], report: Callable[[str], None]) -> None:
        self.layout = Layout(root)
        self._environment = environment
        self._report = report

    def ensure(
        self, bundle: Bundle, platform: Platform, *, offline: bool = False, verify: bool = False
    ) -> Installed:
        """The bundle on this machine, fetched first when it is not whole. Raises GreenlaneError.

        offline: fetch nothing; a bundle that is not there is an error.
        verify: hash every file before calling it whole.
        A bundle that is there costs reading its receipt and a stat for each program.
        """
        if platform not in bundle.parts:
            raise UsageError(
                f"{bundle.name} {bundle.version} is not available for {platform}",
                fix=f"it is declared for {', '.join(bundle.parts)}",
                docs=DOCS,
            )
        said = declaration(bundle, platform)
        folder = self.layout.folder(bundle, platform, said)
        self.layout.check_owner()
        found = self._found(bundle, folder, said, verify=verify)
        if isinstance(found, Installed):
            if any(self.layout.left_aside(bundle.name)):
                self._clear(bundle.name)
            return found
        if offline:
            raise _absent(bundle, self.layout.root, found)
        return self._fetched(bundle, platform, folder, said, verify=verify)

    def _found(self, bundle: Bundle, folder: Path, said: str, *, verify: bool) -> Installed | str:
        """The bundle if it is whole; else why not, or "" when nothing is there."""
        try:
            kept = receipt.read(folder)
        except Unreadable as err:
            return str(err) if folder.exists() else ""
        seen = receipt.glance(kept, said)
        if seen.state is receipt.State.OTHER_TIME:
            from greenlane.services.store.integrity import with_new_times

            kept = with_new_times(kept) or kept
            seen = receipt.glance(kept, said)
        if seen.state is not receipt.State.WHOLE:
            return seen.why
        if verify and (wrong := self.verify(kept)):
            return f"{wrong[0]}" + (f", and {len(wrong) - 1} more" if len(wrong) > 1 else "")
        return _installed(bundle, kept)

    def _fetched(
        self, bundle: Bundle, platform: Platform, folder: Path, said: str, *, verify: bool
    ) -> Installed:
        """Take the lock, look once more since somebody may have fetched it meanwhile, and fetch."""
        from greenlane.edges.files import locked

        title = f"{bundle.name} {bundle.version}"

        def waiting() -> None:
            self._report(f"{title}: another greenlane is fetching it; waiting")

        try:
            self.layout.make()
            if os.geteuid() == 0 and (closed := self.layout.closed_to_others()):
                self._report(f"note: servers do not run as root, and only root may enter {closed}")
            tools = {tool.name: self.ensure(tool, platform) for tool in bundle.needs}
            with locked(self.layout.locks / f"{bundle.name}.lock", timeout_s=3600, waiting=waiting):
                found = self._found(bundle, folder, said, verify=verify)
                if isinstance(found, Installed):
                    return found
                if found:
                    self._report(f"{title} in the cache is damaged ({found}); fetching it again")
                self._make(bundle, platform, folder, tools)
                return _installed(bundle, receipt.read(folder))
        except OSError as err:
            raise _disk(title, self.layout.root, err) from err

    def look_up(self, bundle: Bundle, platform: Platform) -> Entry:
        """How a declared bundle stands here. Changes nothing."""
        from greenlane.services.store import upkeep

        return upkeep.look_up(self.layout, bundle, platform)

    def installed(self) -> list[Receipt]:
        """Every bundle that the store holds."""
        from greenlane.services.store import upkeep

        return upkeep.installed(self.layout)

    def verify(self, kept: Receipt) -> list[str]:
        """What differs from the bundle as it was made, every byte hashed; none when it is whole."""
        from greenlane.services.store.integrity import differences

        return differences(kept)

    def plan_prune(self, keep: Iterable[Bundle]) -> list[Removal]:
        """What `prune` would take away, and what it would leave because it runs."""
        from greenlane.services.store import upkeep

        return upkeep.plan_prune(self.layout, keep)

    def prune(self, keep: Iterable[Bundle]) -> list[Removal]:
        """Take away what no bundle in `keep` names; returns what went. Raises OutsideError."""
        from greenlane.services.store import upkeep

        return upkeep.carry_out(self.layout, self.plan_prune(keep))

    def _clear(self, name: str) -> None:
        """Remove what a killed fetch left aside, unless somebody is fetching, or the cache is read-only."""
        from greenlane.edges.files import locked

        with (
            contextlib.suppress(OSError, OutsideError),
            locked(self.layout.locks / f"{name}.lock", timeout_s=0),
        ):
            for left in self.layout.left_aside(name):
                _remove_left(left)

    def _make(self, bundle: Bundle, platform: Platform, folder: Path, tools: Mapping[str, Installed]) -> None:
        """Build aside and rename. The lock is held, so whatever lies aside was left by a killed one."""
        import secrets

        from greenlane.services.store.build import Site, build

        for left in self.layout.left_aside(bundle.name):
            _remove_left(left)
        aside = self.layout.aside / f"{bundle.name}.{secrets.token_hex(4)}"
        aside.mkdir()
        started = time.monotonic()
        site = Site(bundle, platform, aside, self.layout.apt, tools, self._environment, self._report)
        if platform not in bundle.verified:
            self._report(f"{site.title}: not verified on {platform}")
        try:
            build(site)
            shutil.rmtree(site.scratch, ignore_errors=True)
            shutil.rmtree(site.download, ignore_errors=True)
            aside.chmod(0o755)
            with contextlib.suppress(FileNotFoundError):  # the damaged one, if there is one
                folder.rename(aside.with_name(f"{aside.name}.old"))
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            shutil.rmtree(aside.with_name(f"{aside.name}.old"), ignore_errors=True)
        self._say_made(site.title, receipt.read(folder), time.monotonic() - started)

    def _say_made(self, title: str, made: Receipt, seconds: float) -> None:
        fetched = sum(part.size_bytes for part in (*made.parts, *made.borrowed)) / 2**20
        unpacked = made.size_bytes / 2**20
        self._report(
            f"{title}: ready; {fetched:.1f} MiB fetched, {unpacked:.1f} MiB unpacked, {seconds:.1f} s"
        )


def _installed(bundle: Bundle, found: Receipt) -> Installed:
    root = found.root
    libraries = ":".join(str(root / folder) for folder in found.library_path)
    return Installed(
        bundle=bundle,
        root=root,
        programs={name: root / program.path for name, program in found.programs.items()},
        environment={_LIBRARIES: libraries} if libraries else {},
    )


def _remove_left(folder: Path) -> None:
    """Remove what a killed fetch left aside, and end the client that still works there."""
    from greenlane.edges.processes import belonging, end

    end(belonging("", [folder]), grace_s=0.0)
    shutil.rmtree(folder, ignore_errors=True)


def _absent(bundle: Bundle, root: Path, why: str) -> OutsideError:
    state = f"is damaged ({why})" if why else "is not there"
    return OutsideError(
        f"{bundle.name} {bundle.version} {state} in the cache {root}, and nothing may be fetched offline",
        fix=f"with a network: greenlane bundles fetch {bundle.name}",
        docs=f"{DOCS}#offline",
    )


def _disk(title: str, root: Path, err: OSError) -> OutsideError:
    """What the disk under the cache refused, in a user's words."""
    if err.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return OutsideError(
            f"{title} is not in the cache {root}, which cannot be written to: {err.strerror}",
            fix="fetch it where the cache can be written to, or set GREENLANE_CACHE to another folder",
            docs=f"{DOCS}#read-only-cache",
        )
    if err.errno in (errno.ENOSPC, errno.EDQUOT):
        free = shutil.disk_usage(root).free / 2**20
        return OutsideError(
            f"could not unpack {title}: the disk under {root} is full ({free:.0f} MiB free)",
            fix="make room (greenlane bundles prune), or point GREENLANE_CACHE to a larger disk",
            docs=f"{DOCS}#disk-full",
        )
    return OutsideError(f"could not unpack {title}: {err.strerror} ({err.filename or root})", docs=DOCS)
