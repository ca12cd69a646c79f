"""The sessions of this repository: `nox -l` lists them, `nox` runs them all."""

import os

import nox

GREENLANE = os.environ.get("GREENLANE", "greenlane")
"""What pip installs it from: its name, or a folder or wheel of it."""


@nox.session
def integration(session: nox.Session) -> None:
    """Does it work with real services? Starts them, runs the tests, stops them."""
    session.install("-e", ".[test]", GREENLANE)
    session.run("greenlane", "run", "--mode", "ephemeral", "--", "pytest", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Do style and types hold?"""
    session.install("-e", ".[test,check]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
