"""The session workflows: the repository's own workflows, run on this machine by act."""

from __future__ import annotations

import nox

from greenlane.nox import environment, package
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Do our workflows do what they should? Runs them here with act: no GitHub, no Docker, no network."""
    environment.install(session, project.lock("workflows"))
    package.install(session, project)
    session.run("python", "-m", "pytest", project.workflows, *session.posargs)
