"""The JSON Schema of `services:`, for editors: a branch for every type, from its OPTIONS dataclass."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

INTERPOLATED = {"type": "string", "pattern": r"\$\{"}
VARIABLE = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
PORT = {"type": "integer", "minimum": 1, "maximum": 65535}


class ServiceSchema:
    """Builds the section. overlay: as part of an environment, where nothing is required."""

    def __init__(self, kinds: Mapping[str, type[Any]], *, overlay: bool) -> None:
        self.kinds, self.overlay = kinds, overlay

    def section(self) -> dict[str, Any]:
        """Services by name: one named like a type is of that type, another one says its type."""
        named = {kind: self.named(kind) for kind in sorted(self.kinds)}
        return {
            "description": "The servers that the project needs, by name.",
            "type": ["object", "null"],
            "propertyNames": {"pattern": "^[A-Za-z][A-Za-z0-9_-]{0,39}$"},
            "properties": named,
            "additionalProperties": self.typed(),
        }

    def named(self, kind: str) -> dict[str, Any]:
        """An entry whose name is a type."""
        says_type = {"type": "object", "required": ["type"]}
        return {"if": says_type, "then": self.typed(), "else": self.entry(kind, nullable=True)}

    def typed(self) -> dict[str, Any]:
        """An entry that says its type; in an overlay it may be any that fits."""
        branches = [self.entry(kind, nullable=False) for kind in sorted(self.kinds)]
        if self.overlay:
            return {"anyOf": [*branches, {"type": "null"}]}
        chosen = [
            {"if": {"properties": {"type": {"const": kind}}}, "then": branch}
            for kind, branch in zip(sorted(self.kinds), branches, strict=True)
        ]
        kind = {"enum": sorted(self.kinds), "description": "What kind of service it is."}
        return {"type": "object", "required": ["type"], "properties": {"type": kind}, "allOf": chosen}

    def entry(self, kind: str, *, nullable: bool) -> dict[str, Any]:
        reference = {"$ref": f"#/$defs/{'overlay-' if self.overlay else ''}{kind}"}
        return {"anyOf": [reference, {"type": "null"}]} if nullable else reference


def definitions(kinds: Mapping[str, type[Any]]) -> dict[str, Any]:
    """The schema of every type's entry, plain and as an overlay, for $defs."""
    found: dict[str, Any] = {}
    for kind, options in sorted(kinds.items()):
        own = _options(options)
        inner = own.pop("$defs", {})
        own["properties"] = {**_common(kind), **own.get("properties", {})}
        whole = _inlined(own, inner)
        found[kind] = _written(whole, overlay=False)
        found[f"overlay-{kind}"] = _written(whole, overlay=True)
    return found


def entry_schema(options: type[Any], *, overlay: bool) -> dict[str, Any]:
    """The schema of one dataclass as the loader reads it; overlay: as part of an environment."""
    own = _options(options)
    inner = own.pop("$defs", {})
    return _written(_inlined(own, inner), overlay=overlay)


def _options(options: type[Any]) -> dict[str, Any]:
    from pydantic import ConfigDict, TypeAdapter

    settings = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    several: Any = list
    adapter: TypeAdapter[Any] = TypeAdapter(several[options], config=settings)
    schema = adapter.json_schema()
    items: dict[str, Any] = _inlined(schema["items"], schema.get("$defs", {}))
    for base in filter(is_dataclass, options.__mro__[1:]):
        _describe(items["properties"], _options(base)["properties"])
    return items


def _describe(properties: dict[str, Any], inherited: Mapping[str, Any]) -> None:
    """What a base class says of its fields; pydantic reads the text of one class only."""
    for name, one in inherited.items():
        if "description" in one:
            properties[name].setdefault("description", one["description"])


def _common(kind: str) -> dict[str, Any]:
    return {
        "type": {"const": kind, "description": "What kind of service it is; default: its name."},
        "needs": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Services that must be ready first, besides those that the options name.",
        },
        "ports": {
            "type": "object",
            "additionalProperties": PORT,
            "description": "Fixed ports by name; default: free ones, stable for the project.",
        },
        "port": {**PORT, "description": "Short for ports: {main: …}."},
        "prefix": {**VARIABLE, "description": "Put before every variable of this service, such as AUDIT_."},
        "aliases": {
            "type": "object",
            "additionalProperties": VARIABLE,
            "propertyNames": {"pattern": VARIABLE["pattern"]},
            "description": "Another variable name -> the name of one that this service hands out.",
        },
    }


def _inlined(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Without references: the definitions of two types may have the same name."""
    if isinstance(schema, list):
        return [_inlined(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref", "")
    if reference.startswith("#/$defs/"):
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {**_inlined(definitions[reference.removeprefix("#/$defs/")], definitions), **rest}
    return {key: _inlined(value, definitions) for key, value in schema.items()}


def _written(schema: dict[str, Any], *, overlay: bool) -> dict[str, Any]:
    """As the loader reads it: `${VAR}` may stand for any scalar, null removes a key, overlays are partial."""
    done = copy.deepcopy(schema)
    done.pop("title", None)
    done.pop("default", None) if done.get("default") is None else None
    if overlay:
        done.pop("required", None)
    for part in ("properties", "$defs"):
        for name, value in done.get(part, {}).items():
            done[part][name] = _or_null(_written(value, overlay=overlay))
    if isinstance(done.get("additionalProperties"), dict):
        done["additionalProperties"] = _or_null(_written(done["additionalProperties"], overlay=overlay))
    if isinstance(done.get("items"), dict):
        done["items"] = _written(done["items"], overlay=False)
    if "anyOf" in done:
        done["anyOf"] = [_written(one, overlay=overlay) for one in done["anyOf"]]
    return _or_interpolated(done)


def _or_interpolated(schema: dict[str, Any]) -> dict[str, Any]:
    scalar = schema.get("type") in ("integer", "number", "boolean") or "enum" in schema or "const" in schema
    bounded = schema.get("type") == "string" and bool({"pattern", "maxLength", "format"} & schema.keys())
    return _either(schema, INTERPOLATED) if scalar or bounded else schema


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return _either(schema, {"type": "null"})


def _either(schema: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """anyOf with the notes for people kept on the outside, where editors look for them."""
    notes = {key: value for key, value in schema.items() if key in ("description", "default", "examples")}
    rest = {key: value for key, value in schema.items() if key not in notes}
    members = rest["anyOf"] if rest.keys() == {"anyOf"} else [rest]
    return {**notes, "anyOf": members if other in members else [*members, other]}
