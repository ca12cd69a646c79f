"""The tools, one module each. Adding a tool is adding its file here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from greenlane.model.gates import Tool


@cache
def names() -> tuple[str, ...]:
    """Every tool as greenlane.yaml writes it (`pip-audit` is pip_audit.py), in alphabetical order."""
    found = (info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    return tuple(sorted(name.replace("_", "-") for name in found))


def tool(name: str) -> Tool:
    """One tool's module; no other is imported."""
    module: Any = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    found: Tool = module
    return found


def options() -> dict[str, type[Any]]:
    """The OPTIONS of every tool, by name."""
    return {name: tool(name).OPTIONS for name in names()}
