"""What a service is to greenlane: its declaration, its run-time context, and what it hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from greenlane.model.bundle import Bundle


class Mode(StrEnum):
    """durable keeps data on disk; ephemeral keeps it in memory, without fsync, for tests."""

    DURABLE = "durable"
    EPHEMERAL = "ephemeral"


@dataclass(frozen=True)
class StandIn:
    """The label of a service that stands in for another: for which, and what it lacks."""

    of: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """One entry of `services:` in greenlane.yaml, checked.

    kind: the catalog entry; options: an instance of that entry's OPTIONS dataclass.
    needs: names of services that must be ready first (declared, or implied by the options).
    ports: fixed port numbers by port name ("main" is the first); absent means chosen free.
    prefix: put before every variable this service hands out.
    aliases: extra variable name -> name of a variable this service hands out.
    """

    name: str
    kind: str
    options: Any
    needs: tuple[str, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    prefix: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Installed:
    """A bundle on this machine: its root, its programs by name, and the environment they want."""

    bundle: Bundle
    root: Path
    programs: Mapping[str, Path]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Account:
    """The account that servers run as. As root: an unprivileged one that exists; else: oneself."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Context:
    """All that a catalog entry may know of one service of one stack.

    data: the service's own folder (owned by the account that servers run as), kept in durable mode.
    run: a private folder for configuration files, made anew at each start; same owner.
    cache: a folder for what can be made again from bundles and options (a prepared data folder).
    account: whom servers run as; run helper programs as it too (edges.process.run(account=...)).
    secrets: generated values by name, stable for the stack. Never put one into argv.
    peers: what each needed service hands out: variable name (without prefix) -> value.
    environment: the variables of the user's shell.
    """

    name: str
    project: Path
    options: Any
    mode: Mode
    data: Path
    run: Path
    ports: Mapping[str, int]
    secrets: Mapping[str, str] = field(repr=False)
    bundles: Mapping[str, Installed]
    peers: Mapping[str, Mapping[str, str]] = field(repr=False)
    cache: Path
    account: Account
    environment: Mapping[str, str] = field(repr=False)

    @property
    def port(self) -> int:
        """The main port."""
        return self.ports["main"]


@dataclass(frozen=True)
class Launch:
    """How to start a server: argv (no secret in it), environment, folder, the signal that stops it."""

    argv: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    cwd: Path
    stop_signal: str = "SIGTERM"
    stop_timeout_s: float = 10.0


class NotReady(Exception):
    """The server does not answer a real request yet; the text says what it answered instead."""


@dataclass(frozen=True)
class Mistake:
    """What a catalog entry would refuse at the start, so that the declaration can refuse it when it is read.

    path: where it is in the options, such as ("settings", "port") or ("buckets", 1, "name").
    got: what is there; "": the value as it is written. known: what may have been meant.
    """

    path: tuple[str | int, ...]
    expected: str
    got: str = ""
    known: tuple[str, ...] = ()


class Kind(Protocol):
    """A catalog entry: a module `greenlane/services/catalog/<kind>.py` with these names.

    Optional beside them: `notes(context)`, lines that status shows; `targets(context)`, what `greenlane db`
    migrates; `clear_away(data, ports)`, called for what a killed server left outside its folders;
    `check(options, project, services)`, the Mistakes in options whose types are right (services: the type
    of every declared one by name).

    The order of calls: prepare -> launch -> ready (repeated until it returns) -> provision.
    prepare and provision run at every start and find out for themselves what is already done.
    """

    @property
    def TITLE(self) -> str: ...
    @property
    def OPTIONS(self) -> type[Any]: ...
    @property
    def PORTS(self) -> Mapping[str, int]:
        """Port names and the numbers these services are known by; "main" first."""
        ...

    @property
    def VARIABLES(self) -> tuple[str, ...]:
        """The names of all variables that it may hand out, without prefix."""
        ...

    @property
    def SECRETS(self) -> tuple[str, ...]:
        """Names of the secrets to generate (43 URL-safe characters each)."""
        ...

    @property
    def BUNDLES(self) -> tuple[Bundle, ...]:
        """Every bundle that any options may ask for."""
        ...

    @property
    def STAND_IN(self) -> StandIn | None: ...

    def bundles(self, options: Any) -> tuple[Bundle, ...]:
        """The bundles that these options need; the context hands each over under its own name."""
        ...

    def needs(self, options: Any) -> tuple[str, ...]:
        """Names of services that the options refer to."""
        ...

    def prepare(self, context: Context) -> None:
        """Make the data folder and the configuration files. May take its time only the first time."""
        ...

    def launch(self, context: Context) -> Launch: ...

    def ready(self, context: Context) -> None:
        """Ask one real question in the service's own protocol. Raises NotReady."""
        ...

    def provision(self, context: Context) -> None:
        """Roles, databases, buckets, migrations, seeds. Raises GreenlaneError."""
        ...

    def variables(self, context: Context) -> Mapping[str, str]:
        """What the service hands out, such as {"DATABASE_URL": "postgresql://…"}, without prefix."""
        ...
