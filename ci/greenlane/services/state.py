"""A stack's state file: written by its supervisor at each step, read by every verb."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.edges.processes import Identity, is_alive
from greenlane.model.status import ServiceStatus, StackStatus, State


def write(path: Path, status: StackStatus) -> None:
    """Replace the state file. Not flushed to disk: after a power cut no server is left to describe."""
    write_aside(path, json.dumps(asdict(status)), flush=False)


def read(path: Path) -> StackStatus | None:
    """What a supervisor last wrote, whether or not it still runs; None when there is nothing readable."""
    try:
        raw = json.loads(path.read_text())
        services = tuple(
            ServiceStatus(**{**one, "state": State(one["state"])}) for one in raw.pop("services")
        )
        return StackStatus(**raw, services=services)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def supervisor(status: StackStatus) -> Identity:
    """The process that wrote that status."""
    return Identity(status.pid, status.born)


def running(path: Path) -> StackStatus | None:
    """The status of a stack whose supervisor is alive; None otherwise."""
    status = read(path)
    return status if status and is_alive(supervisor(status)) else None
