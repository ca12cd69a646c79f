"""The session coverage: what all suites that ran have covered together, held against the limits."""

from __future__ import annotations

import nox

from greenlane.nox import gating
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Is enough of it covered? Reads what the suites before it measured; without any, it is not green."""
    gating.gate(session, project, "coverage")
