"""The session typecheck: mypy as the project configures it, with the project's libraries at hand."""

from __future__ import annotations

import nox

from greenlane.gates.catalog.mypy import LIBRARIES
from greenlane.nox import environment, gating
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Do the types hold?"""
    variables = {}
    if not environment.shared(session) and environment.libraries(session, project, "typecheck", "tests"):
        variables[LIBRARIES] = str(environment.python_of(session))
    gating.gate(session, project, "typecheck", variables=variables)
