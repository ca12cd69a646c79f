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

Name = Literal["lint", "typecheck", "tests", "security", "integration", "workflows", "build"]


@dataclass(frozen=True)
class Suite:
    """Tests that want real services. folder: where pytest is called; tests: what it is given there.

    services: whether the services of the greenlane.yaml there run around the tests, with their
        variables in the tests' environment. Else the tests start what they need themselves.
    pytest: more arguments, such as --numprocesses=2 for tests that keep out of each other's way.
    """

    tests: str
    folder: str = "."
    services: bool = False
    pytest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """A repository as the sessions see it. Paths are relative to the folder of the noxfile.

    source: the folder of the package. unit: the folder of the unit tests.
    pytest: more arguments for the unit tests, such as --numprocesses=2 where pytest-xdist is locked.
    locks: the folder that holds one lock a session (tests.txt, lint.txt …), made with hashes.
    scripts: where shell scripts lie. loose: globs of Python outside the package, typed as strictly.
    coverage_floor: percent, to two decimals.
    advisories_required: whether "no advisory service answered" fails the session security.
    """

    source: str
    unit: str = "tests/unit"
    pytest: tuple[str, ...] = ()
    workflows: str = "tests/workflows"
    suites: tuple[Suite, ...] = ()
    locks: str = "requirements"
    scripts: tuple[str, ...] = ("scripts",)
    loose: tuple[str, ...] = ("noxfile.py",)
    coverage_floor: float = 80.0
    advisories_required: bool = False

    def lock(self, name: str) -> Path:
        """The lock of that name."""
        return Path(self.locks) / f"{name}.txt"


def take(project: Project, *names: Name) -> None:
    """Register the named sessions of greenlane for this noxfile, in this order.

    Environments are made by `python -m venv`, kept, and filled only from locks. Setting
    NOX_DEFAULT_VENV_BACKEND=none runs the tools that lie on PATH instead.
    """
    nox.options.default_venv_backend = os.environ.get("NOX_DEFAULT_VENV_BACKEND", "venv")
    nox.options.reuse_venv = "yes"
    nox.options.error_on_external_run = True
    for name in names:
        run: Callable[..., Any] = importlib.import_module(f"greenlane.nox.{name}").run
        session = partial(run, project=project)
        session.__doc__ = run.__doc__
        nox.session(name=name, venv_params=["--without-pip"])(session)
