"""One browser for all tests of the page. Without Chromium nothing here runs, and that is not green."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from greenlane.model.document import Document
from greenlane.render.html import html
from tests.browser.chromium import Browser, browser, program
from tests.node import npm

AXE = Path(__file__).parent / "axe"
UNKNOWN = 3


def pytest_collection_finish(session: pytest.Session) -> None:
    """End with 3, unknown, where there is no browser: not run is never green."""
    if program() is None and session.items:
        pytest.exit(
            "tests/browser did not run: Chromium is not installed (apt-get install chromium)", UNKNOWN
        )


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A running browser."""
    with browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Document], str]:
    """A document as a page in a file; its address."""

    def write(document: Document) -> str:
        file = tmp_path / "report.html"
        file.write_text(html(document), encoding="utf-8")
        return file.as_uri()

    return write


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The program axe-core, installed from its lock."""
    folder = tmp_path_factory.mktemp("axe")
    shutil.copytree(AXE, folder, dirs_exist_ok=True)
    words = (*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"axe-core could not be installed: {done.stderr[-500:]}"
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
