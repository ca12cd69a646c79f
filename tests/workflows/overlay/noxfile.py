"""A small consumer's sessions, as the workflows call them."""

import os

import nox
from greenlane.nox import integration
from greenlane.nox.project import Package, Project, Suite, take

PROJECT = Project(
    source="src/small",
    unit="tests/unit",
    suites=(Suite("tests/integration"),),
    advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
    package=Package(is_backend_locked=True),
)

take(
    PROJECT,
    "lint",
    "typecheck",
    "security",
    "tests",
    "coverage",
    "integration",
    "workflows",
    "build",
)


@nox.session
def contract(session: nox.Session) -> None:
    """What only this repository promises."""
    integration.run(session, PROJECT)


@nox.session
def conformance(session: nox.Session) -> None:
    """What only this repository's tools promise."""
    integration.run(session, PROJECT)
