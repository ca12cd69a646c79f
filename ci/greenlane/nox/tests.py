"""The session tests: the unit tests, with branch coverage and a report of every test."""

from __future__ import annotations

import os

import nox

from greenlane.nox import environment, gating, measured
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Do the unit tests pass? Notes what they cover, for the session coverage. (with -- ARGS: only those)

    With GREENLANE_MEASURE=no it notes nothing, and is faster: for a second run of the same tests.
    """
    environment.provide(session, project, "tests")
    environment.check_has(session, project.lock("tests"), "pytest", "coverage")
    if session.posargs:
        session.run("python", "-m", "pytest", *project.pytest, *session.posargs)
        return
    if os.environ.get("GREENLANE_MEASURE") == "no":
        session.run("python", "-m", "pytest", *project.pytest, project.unit)
        return
    words = ("-m", "pytest", f"--junitxml={measured.junit('unit')}", *project.pytest, project.unit)
    with measured.measuring(session, "unit"):
        session.run("python", "-m", "coverage", "run", *words)
    gating.gate(session, project, "tests")
