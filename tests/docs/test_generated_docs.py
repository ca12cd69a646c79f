"""The tables of the docs that come from the code are those of today's code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from greenlane.gates import catalog

ROOT = Path(__file__).resolve().parents[2]


def test_the_generated_pages_are_current() -> None:
    words = [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout == "", "run: python scripts/generate_docs.py"
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", ["services", "gates"])
def test_no_option_is_without_a_word_on_what_it_does(room: str) -> None:
    page = (ROOT / "docs" / room / "README.md").read_text()
    rows = [line.strip("|").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    options = [row for row in rows if len(row) == 3]
    assert len(options) > 20
    assert [row[0] for row in options if not row[2].strip()] == []


def test_every_tool_has_a_page() -> None:
    page = (ROOT / "docs" / "gates" / "README.md").read_text()
    tools = [line.strip("| ").split(" | ") for line in page.splitlines() if line.count(" | ") == 4]
    linked = {row[1].strip("`"): row[4] for row in tools if row[1].startswith("`")}
    assert linked.keys() == set(catalog.names())
    assert [name for name, link in linked.items() if ".md)" not in link] == []


def test_a_size_has_its_unit() -> None:
    page = (ROOT / "docs" / "services" / "README.md").read_text()
    assert "| `memory` | `150MiB` |" in page
