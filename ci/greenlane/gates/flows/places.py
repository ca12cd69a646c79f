"""Where in a YAML or JSON text a thing stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from greenlane.edges import shallow_yaml

LARGEST_BYTES = 2**20
"""A larger file is not read a second time for the sake of line numbers."""

_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")


def steps(path: str) -> list[str | int]:
    """`$.jobs.a.steps[0]['x y']` as its keys and indexes."""
    found = _STEP.finditer(path.removeprefix("$"))
    return [int(one[2]) if one[2] else one[1] or re.sub(r"\\(.)", r"\1", one[3] or "") for one in found]


def line_of(text: bytes, path: str) -> int | None:
    """The line, from 1, where the innermost part of a JSON path that exists stands; None if unreadable."""
    node = _composed(text)
    line = None
    for step in steps(path):
        found = _below(node, step)
        if found is None:
            break
        line, node = found
    return line if line is not None else (node.start_mark.line + 1 if node else None)


@lru_cache(maxsize=1)
def _composed(text: bytes) -> Any:
    """The text's root; None if unreadable. Of the last one only, for a file has many mistakes in a row."""
    if len(text) > LARGEST_BYTES:
        return None
    try:
        return shallow_yaml.compose(text.decode())
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def _below(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None
