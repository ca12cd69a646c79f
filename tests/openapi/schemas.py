"""Schemas of OpenAPI 3.0 made JSON Schemas: `nullable` becomes a type, references come along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

Schema = dict[str, Any]
PREFIX = "#/components/schemas/"
PLAIN = (
    "type",
    "enum",
    "format",
    "pattern",
    "required",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
)
LISTS = ("allOf", "anyOf", "oneOf")
FORMATS = FormatChecker(formats=())


def is_time(value: object) -> bool:
    """A moment with a zone, when it is a text at all."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


FORMATS.checks("date-time", raises=ValueError)(is_time)


def json_schema(node: Mapping[str, Any]) -> Schema:
    """One schema in JSON Schema's own words."""
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    made: Schema = {word: node[word] for word in PLAIN if word in node}
    made |= {word: [json_schema(one) for one in node[word]] for word in LISTS if word in node}
    if "properties" in node:
        made["properties"] = {name: json_schema(one) for name, one in node["properties"].items()}
    for word in ("items", "additionalProperties"):
        if isinstance(node.get(word), Mapping):
            made[word] = json_schema(node[word])
    return nullable(made) if node.get("nullable") else made


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def references(schema: Any) -> set[str]:
    """The names of the components that a schema refers to."""
    if isinstance(schema, list):
        return set().union(*(references(one) for one in schema))
    if not isinstance(schema, dict):
        return set()
    if isinstance(schema.get("$ref"), str):
        return {schema["$ref"].removeprefix(PREFIX)}
    return set().union(*(references(one) for one in schema.values()))


def whole(schema: Schema, components: Mapping[str, Mapping[str, Any]]) -> Schema:
    """The schema with every component that it reaches."""
    reached: dict[str, Schema] = {}
    missing = references(schema)
    while missing:
        reached |= {name: json_schema(components[name]) for name in missing}
        missing = set().union(*(references(one) for one in reached.values())) - reached.keys()
    return {**schema, "components": {"schemas": reached}}


def complaints(value: Any, schema: Schema) -> list[str]:
    """What is wrong with a value, each with its place; nothing when it is as described."""
    found = Draft202012Validator(schema, format_checker=FORMATS).iter_errors(value)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]
