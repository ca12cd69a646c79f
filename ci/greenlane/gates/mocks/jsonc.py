"""JSON as tsconfig.json has it: comments, and commas before a closing bracket."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'("(?:\\.|[^"\\])*")|,(\s*[\]}])', re.DOTALL)


def read(text: str) -> dict[str, Any]:
    """The object in the text; {} when it is something else, or broken (other tools say so)."""
    plain = _TOKEN.sub(lambda found: found[0] if found[0].startswith('"') else " ", text.lstrip("\ufeff"))
    plain = _TRAILING.sub(lambda found: found[1] or found[2], plain)
    try:
        value = json.loads(plain)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
