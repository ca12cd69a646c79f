"""The remedies, one module each. Adding one is adding its file here.

A module has NAMES, each a heading of docs/minutes-explain.md, and `judge(workflow, terms)`: what it would do
about one workflow, as remedies with what they save and what they cost, and notes on what it could not judge.
It sees this history and nothing else.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from greenlane.minutes.explain.terms import Judge


@cache
def names() -> tuple[str, ...]:
    """Every remedy's module, in alphabetical order."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(__path__)))


def judge_of(name: str) -> Judge:
    """One remedy's module."""
    module: Any = importlib.import_module(f"{__name__}.{name}")
    found: Judge = module
    return found
