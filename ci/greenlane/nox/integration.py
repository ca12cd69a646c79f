"""The session integration: tests against real services, started for them and stopped afterwards."""

from __future__ import annotations

import nox

from greenlane.nox import environment
from greenlane.nox.project import Project, Suite


def run(session: nox.Session, project: Project) -> None:
    """Does it work with real services? Starts them, runs the tests, stops them. No Docker wanted."""
    if not project.suites:
        session.error("no suite is declared: nothing would run")
    environment.install(session, project.lock("integration"))
    environment.install_package(session, project)
    for suite in project.suites:
        run_suite(session, suite)


def run_suite(session: nox.Session, suite: Suite) -> None:
    """Run one suite inside its services; a suite that finds no test is a failure (pytest's exit code 5)."""
    around = ("greenlane", "run", "--mode", "ephemeral", "--") if suite.services else ()
    with session.chdir(suite.folder):
        session.run(*around, "python", "-m", "pytest", suite.tests, *suite.pytest, *session.posargs)
