"""The session integration: tests against real services, started for them and stopped afterwards."""

from __future__ import annotations

from pathlib import Path

import nox

from greenlane.nox import environment, gating, measured
from greenlane.nox.project import Project, Suite


def run(session: nox.Session, project: Project, *, lock: str = "integration") -> None:
    """Does it work with real services? Starts them, runs the tests, stops them. No Docker wanted."""
    if not project.suites:
        session.error("no suite is declared: nothing would run")
    if any(not suite.commands for suite in project.suites):
        environment.provide(session, project, lock, "tests")
    for suite in project.suites:
        run_suite(session, suite)


def run_suite(session: nox.Session, suite: Suite) -> None:
    """Run one suite inside its services; a suite that finds no test is a failure (pytest's exit code 5)."""
    if suite.commands:
        own(session, suite)
        return
    if not suite.measured:
        call(session, suite, "python", "-m", "pytest", suite.tests)
        return
    results = measured.junit(suite.measured).resolve()
    with measured.measuring(session, suite.measured):
        words = ("-m", "coverage", "run", *_settings(), "-m", "pytest", suite.tests)
        call(session, suite, "python", *words, f"--junitxml={results}")


def _settings() -> tuple[str, ...]:
    """coverage's settings are those of the noxfile's folder, wherever the suite is called."""
    there = [path for path in map(Path, (".coveragerc", "pyproject.toml")) if path.is_file()]
    return (f"--rcfile={there[0].resolve()}",) if there else ()


def own(session: nox.Session, suite: Suite) -> None:
    """The project's own commands, inside its services; the first that fails ends the suite."""
    around = (*_greenlane(session), "run", "--mode", "ephemeral", "--") if suite.services else ()
    with session.chdir(suite.folder):
        session.run(*around, "bash", "-euo", "pipefail", "-c", "\n".join(suite.commands), external=True)


def call(session: nox.Session, suite: Suite, *words: str) -> None:
    """Inside the suite's folder, and inside its services when it wants them."""
    around = (*_greenlane(session), "run", "--mode", "ephemeral", "--") if suite.services else ()
    with session.chdir(suite.folder):
        session.run(*around, *words, *suite.pytest, *session.posargs, external=bool(around))


def _greenlane(session: nox.Session) -> tuple[str, ...]:
    """The one in the tests' environment, which is the version that they were locked with; else ours."""
    if environment.shared(session) or environment.python_of(session).with_name("greenlane").exists():
        return ("greenlane",)
    return gating.command()
