"""What was found in a repository, and what it becomes: values that the writing files take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One thing found, and what it becomes: a line of the answer."""

    found: str
    becomes: str


@dataclass(frozen=True)
class Check:
    """A job to declare. run: commands from the root. components: names; () for the whole repository.

    reports: globs of what it leaves. setup: of its time, what a job beside it need not repeat, such as 90s.
    minutes: what it will take, of jobs that take the same everywhere; None where only its history can say.
    """

    name: str
    run: tuple[str, ...]
    components: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    setup: str = ""
    minutes: float | None = None


@dataclass(frozen=True)
class Real:
    """Tests that want the services. tests: what pytest is given, or commands: what is called instead.

    folder: where. measured: under which name what they cover counts; "" for not at all. reports: globs of
    what they leave.
    """

    tests: str = ""
    commands: tuple[str, ...] = ()
    folder: str = "."
    measured: str = ""
    reports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sessions:
    """What the noxfile says of a Python project at the root. names: of its sessions, in order."""

    source: str
    unit: str
    pytest: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One project in the repository. name: of its component and its job. folder: from the root.

    paths: what it owns there, "" for nothing that could be named apart. checks: its jobs.
    real: its tests that want services. sessions: for the noxfile. hints: what would give more.
    """

    name: str
    folder: str
    found: str
    checks: tuple[Check, ...] = ()
    real: tuple[Real, ...] = ()
    sessions: Sessions | None = None
    hints: tuple[str, ...] = ()
    suffix: str = ""


@dataclass(frozen=True)
class Service:
    """A service to declare. origin: the file that it was found in. found: how that file calls it."""

    name: str
    type: str
    options: Mapping[str, object] = field(default_factory=dict)
    origin: str = ""
    found: str = ""


@dataclass(frozen=True)
class Found:
    """Services and whatever of the same files is none. rows: what to tell of the latter."""

    services: tuple[Service, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class File:
    """A file to write. path: from the root."""

    path: str
    text: str


@dataclass(frozen=True)
class Left:
    """A file that is there and stays. why: what is said of it; snippet: what it lacks, "" for nothing."""

    path: str
    why: str
    snippet: str = ""


@dataclass(frozen=True)
class Migrations:
    """Where a database's tables come from. options: for the service; folder: that holds them, "" for none.

    said: how they are called; "" when nothing was found. hint: what is left to be said by hand.
    """

    options: Mapping[str, object] = field(default_factory=dict)
    folder: str = ""
    said: str = ""
    hint: str = ""
