"""The sessions of this repository. A consumer's noxfile looks the same: say what is where, take sessions."""

import os
from dataclasses import replace

import nox

from greenlane.nox import integration
from greenlane.nox.project import Project, Suite, take

PROJECT = Project(
    source="ci/greenlane",
    pytest=("--numprocesses=2",),
    scripts=("scripts", "requirements", ".ci", "bench"),
    loose=("noxfile.py", "scripts/*.py", ".ci/*.py", "bench/*.py"),
    suites=(Suite("tests", folder="examples/messenger", services=True, pytest=("--timeout=300",)),),
    # Measured on 2026-11-21: 63 by the unit tests alone, 76 with tests/integration and tests/contract.
    # What is left runs in the servers' own processes, and its tests kill those.
    coverage_floor=60.0,
    advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
)
OURS = (
    Suite(".", folder="tests/integration", services=True),
    Suite("tests/contract"),
    Suite("tests/faults", pytest=("--numprocesses=2",)),
)

take(PROJECT, "lint", "typecheck", "tests", "security", "integration", "workflows", "build")


@nox.session(venv_params=["--without-pip"])
def contract(session: nox.Session) -> None:
    """Does every service keep its promises, live, and when it is killed? Slower; once a change is enough."""
    integration.run(session, replace(PROJECT, suites=OURS))
