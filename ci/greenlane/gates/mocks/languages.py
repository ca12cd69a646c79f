"""The front ends by file name. Each is imported only when a project has files of its language."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from greenlane.gates.mocks.facts import Language
from greenlane.model.gates import ToolMissing

BY_SUFFIX = {
    "python": (".py",),
    "typescript": (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte"),
    "dart": (".dart",),
}
"""Module of this package -> the files it reads, so that knowing them costs no import."""


@cache
def language(name: str) -> Language:
    """One front end. Raises ToolMissing when its grammar is not installed."""
    try:
        module: Any = importlib.import_module(f"greenlane.gates.mocks.{name}")
    except ModuleNotFoundError as err:
        if not (err.name or "").startswith("tree_sitter"):
            raise
        package = (err.name or "").replace("_", "-")
        raise ToolMissing(f"{package} is not installed", fix=f"pip install {package}") from err
    found: Language = module
    return found


def name_of(path: str) -> str | None:
    """The front end of a file; None for a file of no language we know."""
    end = f".{path.rpartition('.')[2]}"
    return next((name for name, suffixes in BY_SUFFIX.items() if end in suffixes), None)
