"""The stand-ins that workflows talk to. The overlay's tests belong to the tree that act runs, not to us."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.workflows.simulate_result import Simulated
from tests.standins import advisories
from tests.standins.github import State, serving
from tests.workflows.shop import Pushed, run, shop

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


@pytest.fixture(scope="session")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Pushed:
    """Shops whose push has passed, to be copied."""
    return Pushed(tmp_path_factory.mktemp("pushed"))


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """The first pull request of a shop that has never run anything: to be read."""
    return run(shop(tmp_path_factory.mktemp("opened") / "small"), "pull-request")
