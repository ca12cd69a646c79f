"""Whole outputs, kept as files. GREENLANE_GOLDENS=write writes them anew; then read the difference."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "goldens"


def is_golden(name: str, text: str) -> bool:
    """Whether the text is what the file holds."""
    path = FOLDER / name
    if os.environ.get("GREENLANE_GOLDENS") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    return True
