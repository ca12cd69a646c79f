"""The session lint: style, scripts, workflows, migrations: each tool of that gate that finds its files."""

from __future__ import annotations

import nox

from greenlane.nox import gating
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Is the code, every script, workflow, action and migration in order?"""
    gating.gate(session, project, "lint")
