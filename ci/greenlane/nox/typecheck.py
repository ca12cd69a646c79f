"""The session typecheck: mypy in strict mode, as pyproject.toml configures it."""

from __future__ import annotations

from pathlib import Path

import nox

from greenlane.nox import environment
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Do the types hold, strictly?"""
    environment.install(session, project.lock("typecheck"))
    session.run("mypy")
    loose = [path for pattern in project.loose for path in sorted(Path().glob(pattern))]
    if loose:
        session.run("mypy", *map(str, loose))
