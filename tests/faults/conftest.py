"""What the fault tests share: a site of their own, seeds that are printed, a report at the end."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator

import pytest

from tests.faults.site import Site, made

Say = Callable[[str], None]


@pytest.fixture
def site() -> Iterator[Site]:
    """A project in memory, taken down afterwards."""
    with made() as one:
        yield one


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Say:
    """Print a line now, and once more in the summary, where it is seen without -s."""

    def line(text: str) -> None:
        print(text)
        request.node.user_properties.append(("fault", text))

    return line


@pytest.fixture
def seeded(request: pytest.FixtureRequest, say: Say) -> random.Random:
    """Random numbers of a printed seed: the test's own name, or GREENLANE_SEED."""
    seed = os.environ.get("GREENLANE_SEED") or request.node.name
    say(f"seed {seed}")
    return random.Random(seed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The lines of every test, passed or not; they travel with the reports, so xdist keeps them."""
    reports = [one for name in ("passed", "failed") for one in terminalreporter.getreports(name)]
    lines = [
        f"{one.nodeid.rpartition('::')[2]}: {text}"
        for one in reports
        if one.when == "call"
        for kind, text in one.user_properties
        if kind == "fault"
    ]
    if lines:
        terminalreporter.section("faults")
        for text in lines:
            terminalreporter.write_line(text)
