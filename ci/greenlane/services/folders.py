"""Where a stack lives on this machine: its record, its data, its logs, and what goes with a restart."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.state import foreign, own, state_root
from greenlane.model.service import Account, Mode

ROOMY_BYTES = 512 * 1024**2
"""Below this, memory is no place for data: containers give /dev/shm 64 MB."""


def memory_root(environment: Mapping[str, str]) -> Path:
    """A folder of ours in memory where there is enough of it, else in the temporary folder."""
    name = f"greenlane-{os.geteuid()}"
    if given := environment.get("GREENLANE_MEMORY"):
        return Path(given)
    shm = Path("/dev/shm")  # a folder of ours below, checked in `own`  # nosec B108
    if shm.is_dir() and os.access(shm, os.W_OK):
        space = os.statvfs(shm)
        if space.f_bavail * space.f_frsize >= ROOMY_BYTES:
            return shm / name
    return Path(environment.get("TMPDIR") or tempfile.gettempdir()) / name


@dataclass(frozen=True)
class Folders:
    """The folders of one stack. record survives a `down`; volatile does not."""

    stack: str
    record: Path
    volatile: Path
    data: Path

    @classmethod
    def of(cls, project: Path, mode: Mode, environment: Mapping[str, str]) -> Folders:
        """The folders of the stack of that project folder and mode. Nothing is made yet."""
        root = project.resolve()
        slug = re.sub(r"[^a-z0-9]+", "-", root.name.lower()).strip("-")[:24] or "project"
        digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:8]
        stack = f"{slug}-{digest}-{mode}"
        record = state_root(environment) / "stacks" / stack
        volatile = memory_root(environment) / stack
        data = record / "data" if mode is Mode.DURABLE else volatile / "data"
        return cls(stack, record, volatile, data)

    @property
    def mark(self) -> str:
        """What every process of this stack carries: its account's and its record's, nobody else's."""
        return hashlib.sha256(f"{os.geteuid()} {self.record.resolve()}".encode()).hexdigest()[:16]

    @property
    def lock(self) -> Path:
        """Held while the stack is being started, stopped or reset."""
        return self.record / "lock"

    @property
    def users(self) -> Path:
        """Held, shared, by each `run` that needs the stack to stay up."""
        return self.record / "users"

    @property
    def state(self) -> Path:
        return self.record / "state.json"

    @property
    def logs(self) -> Path:
        return self.record / "logs"

    def log(self, service: str) -> Path:
        return self.logs / f"{service}.log"

    def check_memory(self) -> None:
        """Refuse what somebody else put where our files in memory go. Call it before removing anything.

        The names are known and the place is open to all, so a link there could lead to our own data.
        """
        for folder in (self.volatile.parent, self.volatile):
            with contextlib.suppress(FileNotFoundError):
                found = folder.lstat()
                if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                    raise foreign(folder)

    def make_record(self) -> None:
        """Make the folders that the lock and the record need."""
        traversable = 0o711 if os.geteuid() == 0 else 0o700
        own(self.record.parent.parent, traversable)
        own(self.record.parent, traversable)
        own(self.record, traversable)
        own(self.logs, 0o700)

    def make_service(self, service: str, account: Account) -> tuple[Path, Path]:
        """Make a service's data folder and an empty run folder, both owned by the account."""
        traversable = 0o711 if os.geteuid() == 0 else 0o700
        own(self.volatile.parent, traversable)
        own(self.volatile, traversable)
        own(self.data, traversable)
        own(self.volatile / "run", traversable)
        data, run = self.data / service, self.volatile / "run" / service
        shutil.rmtree(run, ignore_errors=True)
        for folder in (data, run):
            folder.mkdir(mode=0o700, exist_ok=True)
            give(folder, account)
        return data, run

    def remove_volatile(self) -> None:
        """Remove what does not outlive the servers: run folders, and data that was in memory."""
        shutil.rmtree(self.volatile, ignore_errors=True)


def give(path: Path, account: Account) -> None:
    """Make the account the owner of a folder or file; nothing to do unless we are root."""
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def give_all(folder: Path, account: Account) -> None:
    """Make the account the owner of a folder and all below it."""
    if os.geteuid() != 0:
        return
    give(folder, account)
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            give(Path(place, name), account)
