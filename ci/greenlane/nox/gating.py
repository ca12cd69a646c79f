"""The gates inside a session: the tools that are missing are installed, locked; then the gate speaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import nox

from greenlane.nox import environment, measured
from greenlane.nox.project import Project


def gate(
    session: nox.Session, project: Project, *names: str, variables: Mapping[str, str] | None = None
) -> None:
    """Run `greenlane gate NAME…` of the environment that nox runs in; anything but green fails the session.

    The report lies in .greenlane/reports/<session>, in every form, for the page of a pull request.
    Without an environment of its own (NOX_DEFAULT_VENV_BACKEND=none) nothing is installed: the tools come
    from PATH, and one that is missing is unknown.
    """
    env = {**os.environ, **(variables or {})}
    install(session, *names)
    allowed = () if project.advisories_required else ("--allow-unknown=pip-audit", "--allow-unknown=uv-audit")
    report = f"--report={measured.hidden() / session.name}"
    session.run(*command(), "gate", *names, *allowed, report, external=True, env=env)


def install(session: nox.Session, *names: str) -> None:
    """Put the programs of these gates where greenlane finds them, or of all gates, unless they are there."""
    if not environment.is_all_on_path():
        session.run(*command(), "gate", "--install", *names, external=True, silent=True)


def command() -> tuple[str, ...]:
    """The greenlane that nox runs with, whatever else lies on PATH; unless PATH is all there is."""
    if environment.is_all_on_path():
        return ("greenlane",)
    own = Path(sys.executable).with_name("greenlane")
    return (str(own),) if own.exists() else ("greenlane",)
