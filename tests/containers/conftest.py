"""Without a Docker Engine nothing here runs, and that is not green."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.containers.images import is_possible, make

UNKNOWN = 3


def pytest_collection_finish(session: pytest.Session) -> None:
    """End with 3, unknown, where there is no Docker: not run is never green."""
    if session.items and (why := is_possible()):
        pytest.exit(f"tests/containers did not run: {why}", UNKNOWN)


@pytest.fixture(scope="session")
def images() -> Mapping[str, str]:
    """By service type."""
    return make()
