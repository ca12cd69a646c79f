"""What a repository tells the sessions about itself, and how the sessions are registered with nox."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import nox

Name = Literal["lint", "typecheck", "security", "tests", "coverage", "integration", "workflows", "build"]
WITHOUT_ENVIRONMENT = ("lint", "security", "coverage")
"""Sessions that only call greenlane, which has its tools elsewhere."""


@dataclass(frozen=True)
class Suite:
    """Tests that want real services. folder: where pytest is called; tests: what it is given there.

    commands: what bash runs there instead of pytest, one after another until one fails; then the session has
        no environment of its own, and the commands bring what they need (npm ci, flutter pub get).
    services: whether the services of the greenlane.yaml there run around the tests, with their
        variables in the tests' environment. Else the tests start what they need themselves.
    pytest: more arguments, such as --numprocesses=2 for tests that keep out of each other's way.
    measured: under which name what it covers counts for the session coverage; "": not at all.
    """

    tests: str = ""
    folder: str = "."
    services: bool = False
    pytest: tuple[str, ...] = ()
    measured: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Package:
    """How the package is built and tried.

    is_backend_locked: the backend (hatchling) is in the environment that runs nox, so that building wants no
        network; then tests see the built wheel, and two builds must be the same in every byte. Else each
        build fetches what [build-system] asks for, and tests see the sources.
    lock: the lock of what the package itself needs; without one the wheel's own wishes are looked up.
    call: what must work once the wheel is installed; without it, what the wheel holds is imported.
    """

    is_backend_locked: bool = False
    lock: str = ""
    call: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """A repository as the sessions see it. Paths are relative to the folder of the noxfile.

    source: the folder of the package. unit: the folder of the unit tests.
    pytest: more arguments for tests of units and workflows, such as --numprocesses=2 where xdist is locked.
    locks: the folder that holds one lock a session (tests.txt, integration.txt …), made with hashes.
    advisories_required: whether "no advisory service answered" fails the session security.
    package: how it is built; see Package.
    """

    source: str
    unit: str = "tests"
    pytest: tuple[str, ...] = ()
    workflows: str = "tests/workflows"
    suites: tuple[Suite, ...] = ()
    locks: str = "requirements"
    advisories_required: bool = False
    package: Package = Package()

    def lock(self, name: str) -> Path:
        """The lock of that name."""
        return Path(self.locks) / f"{name}.txt"


def sessions(project: Project | None = None, *names: Name) -> None:
    """Register greenlane's sessions for this noxfile: one line does.

    Without arguments the folder says what it is: where the package and its tests lie, whether services
    are declared, whether there is something to build. Sessions that would have nothing to do are left out.
    """
    root = Path.cwd()
    found = project or look_at(root)
    take(found, *(names or offered(root, found)))


def look_at(root: Path) -> Project:
    """What the folder of a noxfile says of itself."""
    real = "tests/integration"
    suites = (Suite(real if (root / real).is_dir() else "tests", services=True),)
    return Project(
        source=_source(root),
        unit="tests/unit" if (root / "tests/unit").is_dir() else "tests",
        suites=suites if _declares_services(root) else (),
        advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
    )


def offered(root: Path, project: Project) -> tuple[Name, ...]:
    """The sessions that have something to do there, in the order in which they had best run."""
    from greenlane.nox.package import is_built

    names: list[Name] = ["lint", "typecheck", "security"]
    if (root / project.unit).is_dir():
        names += ["tests", "coverage"]
    if project.suites:
        names += ["integration"]
    if is_built(root):
        names += ["build"]
    return tuple(names)


def take(project: Project, *names: Name) -> None:
    """Register the named sessions of greenlane for this noxfile, in this order.

    Environments are made by `python -m venv`, kept, and filled only from locks, by uv where it is there.
    Setting NOX_DEFAULT_VENV_BACKEND=none runs the tools that lie on PATH instead.
    """
    backend = os.environ.get("NOX_DEFAULT_VENV_BACKEND", "venv")
    nox.options.default_venv_backend = backend
    nox.options.reuse_venv = "yes"
    nox.options.error_on_external_run = True
    for name in names:
        run: Callable[..., Any] = importlib.import_module(f"greenlane.nox.{name}").run
        session = partial(run, project=project)
        session.__doc__ = run.__doc__
        if name in WITHOUT_ENVIRONMENT:
            nox.session(name=name, venv_backend="none")(session)
        else:
            nox.session(name=name, venv_params=["--without-pip"])(session)


def _source(root: Path) -> str:
    """The folder of the package: below src, beside the noxfile, else the whole folder."""
    for base in (root / "src", root):
        packages = sorted(path.parent for path in base.glob("*/__init__.py"))
        named = [path for path in packages if path.name not in ("tests", "test", "docs")]
        if named:
            return named[0].relative_to(root).as_posix()
    return "."


def _declares_services(root: Path) -> bool:
    """Whether greenlane.yaml has a section `services`, without checking it."""
    path = root / "greenlane.yaml"
    return path.is_file() and any(line.startswith("services:") for line in path.read_text().splitlines())
