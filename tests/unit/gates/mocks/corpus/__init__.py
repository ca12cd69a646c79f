"""Cases by language, as data: what is a mock in production, and what only sounds like one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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
        text = Path(__file__).with_name(f"{language}.yaml").read_text()
        for one in yaml.safe_load(text)["true" if true else "near"]:
            found.append(Case(language, one["case"], one["files"], one.get("rule", "")))
    return found
