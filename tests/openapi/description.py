"""GitHub's description of its API: what it answers to a path, and which parameters it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.openapi.known import Known
from tests.openapi.schemas import Schema, json_schema, whole

VARIABLE = "GREENLANE_OPENAPI"


class NoDescription(Exception):
    """There is none to hold anything against."""


class Description:
    """The document of OpenAPI 3.0. Paths are asked for as it writes them, such as /repos/{owner}/{repo}."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._answers: dict[tuple[str, str], Schema] = {}

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Description:
        """The one that the variable names. Raises NoDescription."""
        path = Path(environment.get(VARIABLE) or "nowhere")
        if not path.is_file():
            raise NoDescription(f"{VARIABLE} names no file")
        return cls(json.loads(path.read_bytes()))

    @property
    def version(self) -> str:
        """Of the package that it came in."""
        return str(self.document["info"]["version"])

    def corrected(self, errors: Sequence[Known]) -> Description:
        """The same with the truth in place of these known errors."""
        document = self.document
        for error in errors:
            document = replaced(document, error.place, error.truth)
        return Description(document)

    def answer(self, path: str, status: str = "200") -> Schema:
        """The JSON Schema of an answer to GET, with all that it refers to."""
        if (path, status) not in self._answers:
            found = self.resolved(self.document["paths"][path]["get"]["responses"][status])
            schema = json_schema(found["content"]["application/json"]["schema"])
            self._answers[path, status] = whole(schema, self.document["components"]["schemas"])
        return self._answers[path, status]

    def parameters(self, path: str) -> dict[str, Schema]:
        """The parameters of a GET's query, by name."""
        asked = [self.resolved(one) for one in self.document["paths"][path]["get"]["parameters"]]
        return {one["name"]: json_schema(one["schema"]) for one in asked if one["in"] == "query"}

    def path_of(self, path: str, method: str = "get") -> str | None:
        """The path as it is described, of one whose names are filled in; None when there is none such."""
        paths = self.document["paths"]
        return next((one for one, form in self._forms if form.fullmatch(path) and method in paths[one]), None)

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """What a reference within the document leads to."""
        while "$ref" in node:
            at: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                at = at[step]
            node = at
        return node

    @cached_property
    def _forms(self) -> list[tuple[str, re.Pattern[str]]]:
        """Every path as a pattern, those with fewer names to fill in first."""
        paths = sorted(self.document["paths"], key=lambda path: path.count("{"))
        return [(path, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))) for path in paths]


def replaced(node: dict[str, Any], place: Sequence[str], value: Any) -> dict[str, Any]:
    """The node with another value at a place below it; what lies on the way there is copied."""
    step, *rest = place
    return {**node, step: replaced(node[step], rest, value) if rest else value}
