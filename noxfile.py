"""The sessions of this repository. A consumer's noxfile looks the same: say what is where, take sessions."""

import os
from dataclasses import replace
from pathlib import Path

import nox

from greenlane.nox import Package, Project, Suite, gating, integration, take

PROJECT = Project(
    source="ci/greenlane",
    unit="tests/unit",
    pytest=("--numprocesses=2", "--dist=worksteal", "-m", "not pages"),
    suites=(Suite("tests", folder="examples/messenger", services=True, pytest=("--timeout=300",)),),
    advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
    package=Package(is_backend_locked=True, lock="greenlane", call=("greenlane", "--version")),
)
OURS = (
    Suite(".", folder="tests/integration", services=True, measured="integration"),
    Suite("tests/contract", pytest=("--numprocesses=2",), measured="contract"),
    Suite("tests/faults", pytest=("--numprocesses=2", "--dist=worksteal")),
)
PROOFS = (
    Suite("tests/conformance", pytest=("--numprocesses=2",)),
    Suite("tests/openapi", pytest=("--numprocesses=2",)),
)

take(PROJECT, "lint", "typecheck", "security", "tests", "integration", "workflows", "build", "coverage")


@nox.session(venv_params=["--without-pip"])
def contract(session: nox.Session) -> None:
    """Does every service keep its promises, live, and when it is killed? Slower; once a change is enough."""
    integration.run(session, replace(PROJECT, suites=OURS))


@nox.session(venv_params=["--without-pip"])
def conformance(session: nox.Session) -> None:
    """Does every tool of the gates find what is there, none blind, and is our GitHub the real one?"""
    gating.install(session)
    integration.run(session, replace(PROJECT, suites=PROOFS), lock="conformance")


@nox.session(venv_params=["--without-pip"])
def browser(session: nox.Session) -> None:
    """Do the reports work in a real browser? Wants Chromium: without one it did not run, and is not green."""
    integration.run(session, replace(PROJECT, suites=(Suite("tests/browser"),)), lock="conformance")


@nox.session(venv_params=["--without-pip"])
def containers(session: nox.Session) -> None:
    """Do GitHub's `services:` work with a real Docker? Without its Engine it did not run: not green."""
    integration.run(session, replace(PROJECT, suites=(Suite("tests/containers"),)), lock="workflows")


@nox.session(venv_params=["--without-pip"])
def docs(session: nox.Session) -> None:
    """Does what the documentation names exist, and is there no secret in it? A change of it needs no more."""
    # Only these: to look for the mark in all tests takes pytest 20 s.
    tests = sorted(Path("tests/unit").rglob("test_*.py"))
    files = [str(path) for path in tests if "mark.pages" in path.read_text("utf-8")]
    if not files:
        session.error("no test is marked `pages`")
    marked = Suite(files[0], pytest=(*files[1:], "-m", "pages"))
    integration.run(session, replace(PROJECT, suites=(Suite("tests/docs"), marked)), lock="tests")
    gating.gate(session, PROJECT, "secrets")
