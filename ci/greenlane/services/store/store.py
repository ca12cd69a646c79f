"""The store: a bundle is there, or it is fetched once while others wait."""

from __future__ import annotations

import errno
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from greenlane.model.bundle import Bundle, Platform
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.service import Installed
from greenlane.services.store import receipt
from greenlane.services.store.layout import DOCS, Layout, declaration
from greenlane.services.store.receipt import Receipt, Unreadable

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

    def ensure(self, bundle: Bundle, platform: Platform, *, offline: bool = False) -> Installed:
        """The bundle on this machine, fetched first when it is not whole. Raises GreenlaneError.

        offline: fetch nothing; a bundle that is not there is an error.
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
        try:
            found = receipt.read(folder)
            why = receipt.fault(found, said)
            if why is None:
                return _installed(bundle, found)
        except Unreadable as err:
            why = str(err) if folder.exists() else None
        if offline:
            raise _absent(bundle, self.layout.root, why)
        return self._fetched(bundle, platform, folder, said, why)

    def _fetched(
        self, bundle: Bundle, platform: Platform, folder: Path, said: str, why: str | None
    ) -> Installed:
        from greenlane.edges.files import locked

        title = f"{bundle.name} {bundle.version}"
        try:
            self.layout.make()
            tools = {tool.name: self.ensure(tool, platform) for tool in bundle.needs}
            lock = self.layout.locks / f"{bundle.name}.lock"
            with locked(
                lock,
                timeout_s=3600,
                waiting=lambda: self._report(f"{title}: another greenlane is fetching it"),
            ):
                try:  # somebody may have fetched it while we waited
                    found = receipt.read(folder)
                    if receipt.fault(found, said) is None:
                        return _installed(bundle, found)
                except Unreadable:
                    pass
                if why:
                    self._report(f"{title} in the cache is damaged ({why}); fetching it again")
                self._make(bundle, platform, folder, tools)
            return _installed(bundle, receipt.read(folder))
        except OSError as err:
            raise _disk(title, self.layout.root, err) from err

    def _make(self, bundle: Bundle, platform: Platform, folder: Path, tools: Mapping[str, Installed]) -> None:
        """Build aside and rename. The lock is held, so whatever lies aside was left by a killed one."""
        import secrets

        from greenlane.services.store.build import Site, build

        for left in self.layout.aside.glob(f"{bundle.name}.*"):
            shutil.rmtree(left, ignore_errors=True)
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
            if folder.exists():
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


def _absent(bundle: Bundle, root: Path, why: str | None) -> OutsideError:
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
