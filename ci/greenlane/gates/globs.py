"""Globs over paths with /: `*` and `?` within a name, `**` across folders, `*.py` at any depth."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=1024)
def pattern(glob: str) -> re.Pattern[str]:
    """The regular expression of one glob.

    A glob without / matches the last name of a path; one with / matches from the root; one that ends in /
    matches all that lies below.
    """
    text = glob.removeprefix("./")
    text = f"{text}**" if text.endswith("/") else text
    text = text if "/" in text else f"**/{text}"
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]+\])", text.removeprefix("/"))
    return re.compile("".join(_translated(part) for part in parts) + r"\Z", re.DOTALL)


def _translated(part: str) -> str:
    match part:
        case "**/":
            return "(?:[^/]*/)*"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _ if part.startswith("[") and part.endswith("]"):
            return _class(part)
        case _:
            return re.escape(part)


def _class(part: str) -> str:
    """One of these characters, or none of them behind `!`; what is no such class means itself."""
    sign = "^" if part[1] in "!^" else ""
    inside = re.sub(r"([\\\[^&~|])", r"\\\1", part[1 + len(sign) : -1])
    try:
        return re.compile(f"[{sign}{inside}]").pattern
    except re.error:
        return re.escape(part)


def matcher(globs: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a path matches any of the globs."""
    found = [pattern(glob) for glob in globs]
    return lambda path: any(one.match(path) for one in found)
