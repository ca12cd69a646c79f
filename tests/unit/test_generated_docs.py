"""The tables of the docs that come from the code are those of today's code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_generated_pages_are_current() -> None:
    words = [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout == "", "run: python scripts/generate_docs.py"
    assert done.returncode == 0, done.stderr


def test_no_option_is_without_a_word_on_what_it_does() -> None:
    page = (ROOT / "docs" / "services" / "README.md").read_text()
    rows = [line.strip("|").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    options = [row for row in rows if len(row) == 3]
    assert len(options) > 20
    assert [row[0] for row in options if not row[2].strip()] == []


def test_a_size_has_its_unit() -> None:
    page = (ROOT / "docs" / "services" / "README.md").read_text()
    assert "| `memory` | `150MiB` |" in page
