"""GitHub's description, once for all tests. Without it every test here fails: not run is never green."""

from __future__ import annotations

import os

import pytest

from tests.openapi.description import Description, NoDescription
from tests.openapi.known import ERRORS


@pytest.fixture(scope="session")
def described() -> Description:
    """As GitHub publishes it."""
    missing = ""
    try:
        return Description.of(os.environ)
    except NoDescription as err:
        missing = str(err)
    pytest.fail(missing, pytrace=False)


@pytest.fixture(scope="session")
def corrected(described: Description) -> Description:
    """With the truth in place of its known errors."""
    return described.corrected(ERRORS)
