"""The session workflows: the repository's own workflows, run on this machine by act."""

from __future__ import annotations

import nox

from greenlane.nox import environment, gating
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Do our workflows do what they should? Runs them here with act: no GitHub, no Docker, no network."""
    environment.provide(session, project, "workflows")
    gating.install(session)
    session.run("python", "-m", "pytest", *project.pytest, project.workflows, *session.posargs)
