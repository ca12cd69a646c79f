"""The stand-ins that workflows talk to. The overlay's tests belong to the tree that act runs, not to us."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standins import advisories
from tests.standins.github import State, serving

collect_ignore = ["overlay"]


@pytest.fixture
def github() -> Iterator[State]:
    """GitHub's releases, tags and contents."""
    with serving() as state:
        yield state


@pytest.fixture
def osv() -> Iterator[str]:
    """The address of a service of advisories."""
    with advisories.serving() as service:
        yield service.url
