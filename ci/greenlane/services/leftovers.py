"""Stopping a stack, and clearing away what a killed one left: processes, folders, what lies outside them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from greenlane.edges.files import locked, remove_left_aside
from greenlane.edges.processes import Identity, belonging, end, end_all, is_alive
from greenlane.model.status import StackStatus
from greenlane.services import catalog, state
from greenlane.services.allotment import given_ports
from greenlane.services.folders import Folders

STOP_WITHIN_S = 60.0


@contextlib.contextmanager
def held(
    folders: Folders,
    path: Path,
    *,
    shared: bool = False,
    waiting: Callable[[], None] | None = None,
) -> Iterator[int]:
    """Hold one of the record's locks, also when a `down --purge` takes the record away meanwhile."""
    with contextlib.ExitStack() as taken:
        while True:
            folders.make_record()
            try:
                lock = taken.enter_context(locked(path, shared=shared, waiting=waiting))
                break
            except FileNotFoundError:
                continue
        yield lock


def stop(folders: Folders) -> bool:
    """Stop the stack, and sweep. Returns whether anything was there. Call it with the stack's lock held."""
    status = state.running(folders.state)
    if status is not None:
        who = state.supervisor(status)
        with contextlib.suppress(ProcessLookupError):
            os.kill(who.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN_S
        while is_alive(who) and time.monotonic() < deadline:
            time.sleep(0.005)
        end([who, *_servers(status)], grace_s=0.0)
    return sweep(folders) or status is not None


def sweep(folders: Folders) -> bool:
    """End every process and remove every folder that a killed supervisor left; True when there were any.

    Call it with the stack's lock held and its supervisor gone. Raises OutsideError, before anything
    is removed, when somebody else's folder or a link lies where ours should be.
    """
    folders.check_memory()
    left = folders.volatile.exists() or folders.state.exists()
    if left:
        status = state.read(folders.state)
        known = _servers(status) if status else []
        places = [folders.record, folders.data, folders.volatile]
        end([*known, *belonging(folders.mark, places)], grace_s=3.0)
        end_all(lambda: belonging(folders.mark, places), grace_s=0.0)
        _clear_away(folders, status)
        folders.remove_volatile()
        folders.state.unlink(missing_ok=True)
    remove_left_aside(folders.record)
    remove_purged(folders.record)
    return left


def remove_purged(record: Path) -> bool:
    """Remove the records that `down --purge` took away, also one whose purge was killed; True when any was.

    Wants no lock: nobody looks into them any more, and two may remove the same one.
    """
    purged = [*record.parent.glob(f".{record.name}.*")]
    for folder in purged:
        while folder.exists():
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(folder)
    return bool(purged)


def _clear_away(folders: Folders, status: StackStatus | None) -> None:
    """What killed servers left outside their folders, as far as their catalog entries know of it."""
    ports = given_ports(folders)
    for one in status.services if status else ():
        clear_away = getattr(catalog.kind(one.kind), "clear_away", None)
        if clear_away and one.name in ports:
            clear_away(folders.data / one.name, ports[one.name])


def _servers(status: StackStatus) -> list[Identity]:
    """The servers' own processes, as the supervisor knew them."""
    return [Identity(one.pid, one.born) for one in status.services if one.pid and one.born]


def all_folders(folders: Folders) -> list[Folders]:
    """The folders of every stack of this account, from those of any one."""
    root, memory = folders.record.parent, folders.volatile.parent
    present = [path.name for path in root.glob("[!.]*") if path.is_dir()]
    purged = [re.fullmatch(r"\.(.+)\.[0-9a-f]{8}", path.name) for path in root.glob(".*")]
    found = []
    for record in sorted(root / name for name in {*present, *(one[1] for one in purged if one)}):
        volatile = memory / record.name
        data = volatile / "data" if record.name.endswith("-ephemeral") else record / "data"
        found.append(Folders(record.name, record, volatile, data))
    return found
