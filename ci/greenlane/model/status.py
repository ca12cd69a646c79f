"""What is known of a running stack: its services, their states, what it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from greenlane.model.errors import ExitCode


class State(StrEnum):
    """Where a service is on its way. READY means that its own protocol answered and it is provisioned."""

    WAITING = "waiting"
    PREPARING = "preparing"
    STARTING = "starting"
    PROVISIONING = "provisioning"
    READY = "ready"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class ServiceStatus:
    """One service as its supervisor last saw it. since: Unix seconds; took_s: start to ready."""

    name: str
    kind: str
    state: State
    since: float
    pid: int | None = None
    born: str | None = None
    took_s: float | None = None
    restarts: int = 0
    note: str = ""


@dataclass(frozen=True)
class StackStatus:
    """One stack as its supervisor last wrote it. fingerprints: by service, of what it was started from."""

    stack: str
    run: str
    project: str
    mode: str
    fingerprints: Mapping[str, str]
    pid: int
    born: str
    started: float
    leased: bool
    services: tuple[ServiceStatus, ...]

    def service(self, name: str) -> ServiceStatus | None:
        """The status of one service; None when the stack does not run it."""
        return next((one for one in self.services if one.name == name), None)

    @property
    def is_ready(self) -> bool:
        """Whether every service is ready; an empty stack is not."""
        return bool(self.services) and all(one.state is State.READY for one in self.services)


@dataclass(frozen=True)
class Event:
    """A step of one service on its way, as it is shown. at_s: seconds since the stack began to start.

    code: the exit code of what a FAILED one ended with.
    """

    service: str
    state: State
    at_s: float
    note: str = ""
    detail: tuple[str, ...] = ()
    code: int = ExitCode.OUTSIDE
