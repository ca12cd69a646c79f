"""The tools, one module each. Adding a tool is adding its file here."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path
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


@cache
def gate_of(name: str) -> str:
    """The gate that a tool belongs to. It is read in the tool's file: to import them all takes 0.1 s."""
    path = Path(__file__).with_name(f"{name.replace('-', '_')}.py")
    said = re.search(r'^GATE = "(.+)"$', path.read_text(), re.MULTILINE) if path.is_file() else None
    return said[1] if said else tool(name).GATE


def options() -> dict[str, type[Any]]:
    """The OPTIONS of every tool, by name."""
    return {name: tool(name).OPTIONS for name in names()}
