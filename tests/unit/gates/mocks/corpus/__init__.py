"""Cases by language, as data: what is a mock in production, and what only sounds like one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("python", "typescript", "dart")


@dataclass(frozen=True)
class Case:
    """files: a whole small project. rule: what must be found in it, "" for a near miss."""

    language: str
    name: str
    files: dict[str, str]
    rule: str = ""


def cases(*, true: bool) -> list[Case]:
    """All true cases, or all near misses."""
    found = []
    for language in LANGUAGES:
        for one in _written(language)["true" if true else "near"]:
            found.append(Case(language, one["case"], one["files"], one.get("rule", "")))
    return found


@cache
def _written(language: str) -> Any:
    text = Path(__file__).with_name(f"{language}.yaml").read_text()
    return yaml.load(text, yaml.CSafeLoader)  # while every worker collects: at once
