"""Under coverage, only what a test calls is traced: what pytest and hypothesis do around it is not.

CPython 3.11 pays for each line that a traced process runs, measured or not. Measured is what is imported,
fixtures, a test, and the first examples of a property; not how they are drawn, and no test that is marked
`unmeasured`: a large one, of lines that small ones cover. Without coverage nothing here does anything.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHILDREN = Path(__file__).with_name("children.coveragerc")
EXAMPLES = 10
"""As many of a property's examples are measured: later ones go through the same lines."""


def of_coverage() -> Any:
    """The trace function of this thread when it is coverage's: a debugger's stays where it is."""
    found = sys.gettrace()
    return found if type(found).__module__.partition(".")[0] == "coverage" else None


def measure_children() -> None:
    """Have processes that the tests start measured by settings of their own."""
    import coverage

    import greenlane  # coverage adds what nothing has run to the data of who has imported the package

    assert greenlane
    current = coverage.Coverage.current()
    assert current
    os.environ["COVERAGE_FILE"] = str(Path(str(current.get_option("run:data_file"))).resolve())
    os.environ["COVERAGE_PROCESS_START"] = str(CHILDREN)
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)  # what coverage run handed on: its own settings


class Traced:
    """Hooks that stop the trace function around all tests, and put it back for what they call.

    It is stopped and put back at one depth of the stack, for coverage counts the frames that it sees.
    """

    def __init__(self, function: Any) -> None:
        self._function = function

    @contextmanager
    def _by(self, function: Any) -> Iterator[None]:
        before = sys.gettrace()
        sys.settrace(function)
        try:
            yield
        finally:
            sys.settrace(before)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self) -> Generator[None, Any, Any]:
        with self._by(None):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self) -> Generator[None, Any, Any]:
        with self._by(self._function):
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
        if pyfuncitem.get_closest_marker("unmeasured"):
            return (yield)
        property_ = getattr(pyfuncitem.obj, "hypothesis", None)
        if property_ is None:
            with self._by(self._function):
                return (yield)
        whole = property_.inner_test
        property_.inner_test = self._example(whole)
        try:
            return (yield)
        finally:
            property_.inner_test = whole

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        with self._by(self._function):
            return (yield)

    def _example(self, test: Callable[..., object]) -> Callable[..., object]:
        left = iter(range(EXAMPLES))

        @functools.wraps(test)
        def example(*arguments: Any, **named: Any) -> object:
            if next(left, None) is None:
                return test(*arguments, **named)
            before = sys.gettrace()
            sys.settrace(self._function)
            try:
                return test(*arguments, **named)
            finally:
                sys.settrace(before)

        return example
