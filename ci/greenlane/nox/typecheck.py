"""The session typecheck: mypy as the project configures it, with the project's libraries at hand."""

from __future__ import annotations

from pathlib import Path

import nox

from greenlane.gates.catalog.mypy import LIBRARIES
from greenlane.nox import environment, gating
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Do the types hold?"""
    lock = project.lock("typecheck")
    variables = {}
    if lock.is_file() and not environment.shared(session):
        environment.install(session, lock)
        python = Path(session.virtualenv.location).resolve() / "bin" / "python"
        variables[LIBRARIES] = str(python)
    gating.gate(session, project, "typecheck", variables=variables)
