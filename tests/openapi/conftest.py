"""GitHub's description, once for all tests. Without it every test here fails: not run is never green."""

from __future__ import annotations

import os

import pytest

from greenlane.services.store import default_root
from tests.openapi.description import Description, NoDescription
from tests.openapi.install import install
from tests.openapi.known import ERRORS


@pytest.fixture(scope="session")
def described() -> Description:
    """As GitHub publishes it."""
    missing = ""
    environment = dict(os.environ)
    try:
        if not environment.get("GREENLANE_OPENAPI"):
            environment["GREENLANE_OPENAPI"] = str(install(default_root(environment) / "descriptions"))
        return Description.of(environment)
    except (NoDescription, RuntimeError) as err:
        missing = str(err)
    pytest.fail(missing, pytrace=False)


@pytest.fixture(scope="session")
def corrected(described: Description) -> Description:
    """With the truth in place of its known errors."""
    return described.corrected(ERRORS)
