"""The rules, one module each. Adding a rule is adding its file here.

A rule `undeclared-input` is undeclared_input.py. Its TITLE, WHY and FIX stand in docs/check-rules.md.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

from greenlane.workflows.checks.places import Told
from greenlane.workflows.checks.repository import Repository


class Rule(Protocol):
    """A module of this folder."""

    @property
    def TITLE(self) -> str:
        """The mistake, in one line."""
        ...

    @property
    def WHY(self) -> str:
        """What GitHub does with it."""
        ...

    @property
    def FIX(self) -> str:
        """What to do, in one line."""
        ...

    def find(self, repository: Repository) -> Iterator[Told]:
        """Every place where the mistake is made."""
        ...


@cache
def names() -> tuple[str, ...]:
    """Every rule, in alphabetical order."""
    found = (info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    return tuple(sorted(name.replace("_", "-") for name in found))


def rule(name: str) -> Rule:
    """One rule's module."""
    module: Any = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    found: Rule = module
    return found
