"""The session tests: the unit tests against the built package, with branch coverage."""

from __future__ import annotations

import nox

from greenlane.nox import environment
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Do the unit tests pass, and how much do they cover? (with -- ARGS: only those, no coverage floor)"""
    environment.install(session, project.lock("tests"))
    environment.install_package(session, project)
    session.run("python", "-m", "coverage", "erase")
    what = session.posargs or [project.unit]
    session.run("python", "-m", "coverage", "run", "-m", "pytest", *project.pytest, *what)
    session.run("python", "-m", "coverage", "combine", "--quiet", success_codes=[0, 1])
    report = ("python", "-m", "coverage", "report", "--precision=2", "--skip-covered")
    if session.posargs:
        session.run(*report, success_codes=[0, 1])
    else:
        session.run(*report, f"--fail-under={project.coverage_floor}")
