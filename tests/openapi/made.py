"""Answers that a schema allows, made by hypothesis: what the client reads in full width, the rest thin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from tests.openapi.schemas import PREFIX, Schema

RICH = 2
"""Down to which depth values are made in their full width. Below, urls and avatars, nobody looks at them."""
ITEMS = 3
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=30))])
TIMES = st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1), timezones=ZONES)
UNKNOWN_FIELDS = st.dictionaries(
    st.just("x-new"), st.none() | st.lists(st.integers(), max_size=1), max_size=1
)


def values(schema: Schema, root: Schema, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a schema. root: where its references lead."""
    if "$ref" in schema:
        return values(root["components"]["schemas"][schema["$ref"].removeprefix(PREFIX)], root, depth)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return st.one_of([values(one, root, depth) for one in schema[word]])
    if "allOf" in schema:
        return values(merged(schema["allOf"], root), root, depth)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "object":
            return objects(schema, root, depth)
        case "array":
            return lists(schema, root, depth)
        case "string":
            return texts(schema, depth)
        case "integer":
            return (
                st.integers(schema.get("minimum"), schema.get("maximum")) if depth < RICH + 1 else st.just(1)
            )
        case "number":
            return st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 10**6)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return st.none() | st.booleans() | st.text(max_size=2)


def objects(schema: Schema, root: Schema, depth: int) -> st.SearchStrategy[Any]:
    """With all that is required; at times with the rest, and with a field that nobody knows yet."""
    named = schema.get("properties", {})
    needed = [name for name in schema.get("required", ()) if name in named]
    optional = [name for name in named if name not in needed] if depth < RICH else []
    required = {name: values(named[name], root, depth + 1) for name in needed}
    more = {name: values(named[name], root, depth + 1) for name in optional}
    made = st.fixed_dictionaries(required, optional=more)
    return made if depth > RICH else st.builds(lambda new, old: new | old, UNKNOWN_FIELDS, made)


def lists(schema: Schema, root: Schema, depth: int) -> st.SearchStrategy[Any]:
    """A list within an item is no deeper than the item."""
    longest = ITEMS if depth <= RICH else 0
    least = min(schema.get("minItems", 0), longest)
    return st.lists(values(schema.get("items", {}), root, depth), min_size=least, max_size=longest)


def texts(schema: Schema, depth: int) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return TIMES.map(lambda moment: moment.isoformat())
    return st.text(max_size=12) if depth <= RICH else st.just("x")


def merged(parts: list[Schema], root: Schema) -> Schema:
    """One object of all parts."""
    whole: Schema = {"type": "object", "properties": {}, "required": []}
    for part in parts:
        found = root["components"]["schemas"][part["$ref"].removeprefix(PREFIX)] if "$ref" in part else part
        flat = merged(found["allOf"], root) if "allOf" in found else found
        whole["properties"] |= flat.get("properties", {})
        whole["required"] += flat.get("required", [])
    return whole
