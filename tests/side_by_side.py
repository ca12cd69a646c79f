"""Which tests share a process of xdist's. The others go wherever somebody is free.

Its own way, xdist_group and --dist=loadgroup, does nothing beside pytest 9.2 (xdist 3.8.0): a test's id no
longer takes the name of its group.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling


def scheduling(
    config: pytest.Config, log: Producer, together: Callable[[str, str], str | None]
) -> Scheduling:
    """For a conftest's pytest_xdist_make_scheduler.

    together: the name of what the tests of one process share, from a test's file (without .py) and its name
    (without parameters); None for a test that shares nothing.
    """

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file, _, name = nodeid.partition("::")
            stem = file.rpartition("/")[2].removesuffix(".py")
            return together(stem, name.partition("[")[0]) or nodeid

    return Together(config, log)
