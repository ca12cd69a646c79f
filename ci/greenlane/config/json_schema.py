"""The JSON Schema of greenlane.yaml, for completion and checks while typing.

It knows shapes, not the graph: names in `needs`, cycles, equal ports, variables and duplicate
keys are what only the loader sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from greenlane.config.entries import INTERPOLATED, definitions
from greenlane.config.sections import Tools, sections
from greenlane.config.top import VERSION


def schema(kinds: Mapping[str, type[Any]], tools: Tools = dict) -> dict[str, Any]:
    """The schema (draft 2020-12). kinds: service type -> its OPTIONS dataclass; tools: the gates'."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "greenlane.yaml",
        "type": "object",
        "required": ["version"],
        "additionalProperties": False,
        "properties": {
            **_top(),
            "environments": {
                "description": "Overlays by name, merged over the top level in that environment.",
                "type": ["object", "null"],
                "propertyNames": {"pattern": "^[A-Za-z][A-Za-z0-9_-]{0,39}$"},
                "additionalProperties": {"anyOf": [{"$ref": "#/$defs/overlay"}, {"type": "null"}]},
            },
            **{
                name: section.schema(kinds, overlay=False, tools=tools)
                for name, section in sections().items()
            },
        },
        "$defs": {
            "overlay": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    **_top(),
                    **{
                        name: section.schema(kinds, overlay=True, tools=tools)
                        for name, section in sections().items()
                    },
                },
            },
            **definitions(kinds),
        },
    }


def _top() -> dict[str, Any]:
    return {
        "version": {
            "description": "The version of this format.",
            "anyOf": [{"const": VERSION}, INTERPOLATED],
        },
        "project": {
            "description": "The project's name; default: the name of its folder.",
            "type": ["string", "null"],
            "maxLength": 80,
            "minLength": 1,
        },
    }
