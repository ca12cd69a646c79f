"""The session security: holes in the code and the dependencies, secrets, mocks that production can reach."""

from __future__ import annotations

import nox

from greenlane.nox import gating
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Is there a known hole in the code or its dependencies, a secret, a mock that production can reach?"""
    gating.gate(session, project, "security", "secrets", "mocks")
