"""The sections of greenlane.yaml, one module each, named like its key and its Declaration field.

A section's module has
    read(node: Node | None, reading: Reading) -> the value of the field
    schema(kinds, overlay: bool, tools) -> its JSON Schema; overlay: as part of an environment
Adding a section is adding its file here and its field in model/declaration.py.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from greenlane.config.mistakes import Mistakes
from greenlane.config.tree import Node, Place, Table
from greenlane.model.service import Mistake

LATER = ("release", "monitors")
"""Sections that a later version knows."""


Tools = Callable[[], Mapping[str, type[Any]]]
"""The OPTIONS dataclass of every tool of the gates by name; asked for only where `gates:` stands."""

Check = Callable[[str, Any, Path, Mapping[str, str]], Iterable[Mistake]]
"""(type, options, project, type of every service by name) -> what the type says against the options."""


@dataclass(frozen=True)
class Reading:
    """What a section may use: where mistakes go, and what the catalog says.

    kinds: service type -> its OPTIONS dataclass; implied: names of services that options refer to;
    port_names: service type -> the names of its ports (a type that is not in it: any name);
    variables: service type -> the names of the variables that it hands out; check: see Check;
    project: the folder that relative paths start from; tools: see Tools. tree: the whole declaration.
    """

    mistakes: Mistakes
    kinds: Mapping[str, type[Any]]
    implied: Callable[[str, Any], Sequence[str]]
    port_names: Mapping[str, Sequence[str]]
    variables: Mapping[str, Sequence[str]]
    check: Check
    project: Path
    tools: Tools
    tree: Table = field(default_factory=lambda: Table({}, Place("", 1, 1, "")))


class Section(Protocol):
    """What a section's module offers."""

    def read(self, node: Node | None, reading: Reading) -> Any: ...
    def schema(self, kinds: Mapping[str, type[Any]], *, overlay: bool, tools: Tools) -> dict[str, Any]: ...


def sections() -> dict[str, Section]:
    """Every section by its key, in alphabetical order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    return {name: _module(name) for name in names}


def _module(name: str) -> Section:
    module: Any = importlib.import_module(f"{__name__}.{name}")
    found: Section = module
    return found
