"""What every test of ours runs under, whoever started the run."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import forked
from tests.traced import Traced, measure_children, of_coverage

# How long an example takes says how busy the machine is. What hangs is ended by pytest's timeout.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In .ci/run the examples are the same each time: what turns red there, a change has turned. Elsewhere they
# are new. When the same tests run again for another account, a few of the same examples are enough.
# A property with a number of its own says it by tests/examples.py, and has fewer of them in proportion.
settings.register_profile("steady", settings.get_profile("busy"), derandomize=True, max_examples=35)
settings.register_profile("few", settings.get_profile("steady"), max_examples=8)
asked = os.environ.get("GREENLANE_EXAMPLES", "")
settings.load_profile(asked if asked in ("steady", "few") else "busy")


PAGES = str(Path(__file__).resolve().parents[1] / "docs") + os.sep
_read: set[str] = set()
"""Pages of ours that a test has opened. Only the session docs may: a change of them runs nothing else."""


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(path := arguments[0], str) and path.startswith(PAGES):
        _read.update([path] if path.endswith(".md") else [])


def pytest_collection_finish() -> None:
    """What is there now stays until the end: no collection of garbage goes through it again."""
    gc.freeze()


def pytest_runtest_setup() -> None:
    _read.clear()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """A test that reads a page is red, unless it lies in tests/docs or is marked `pages`."""
    is_there = item.path.is_relative_to(Path(__file__).parent / "docs")
    if _read and not is_there and item.get_closest_marker("pages") is None:
        pytest.fail(f"reads {sorted(_read)}: move it to tests/docs, or mark it: docs/workflows.md#ours")


@pytest.hookimpl(trylast=True)  # what is taken down last may still call
def pytest_sessionfinish() -> None:
    forked.end()


def pytest_configure(config: pytest.Config) -> None:
    """Keep what nohup, or a shell's `&`, ignores from our children: they would never hear a signal of ours.

    An ignored signal stays ignored over exec, a handled one does not. Ours does nothing, so the run
    itself goes on ignoring it.
    """
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    sys.addaudithook(_watch)
    if (function := of_coverage()) is not None:
        config.pluginmanager.register(Traced(function))
        measure_children()
