"""`3.10` without quotes, which is 3.1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "a version without quotes loses its last zero: 3.10 is read as 3.1"
WHY = (
    "YAML reads it as a number, and the number's last zero is gone before anybody asks. The job then takes "
    "another version than is written, or finds none."
)
FIX = "put quotes around the version"
_VERSION = re.compile(r"\d+\.\d*0")
_NAME = re.compile(r"version|python|node|go|ruby|java|php|dotnet|rust|postgres|redis", re.IGNORECASE)


def find(repository: Repository) -> Iterator[Told]:
    for path, document in repository.documents:
        for name, scalar in document.scalars():
            if _NAME.search(name) and scalar.kind == "number" and _VERSION.fullmatch(scalar.text):
                yield high(path, scalar, f"{name}: {scalar.text} is {_read(scalar)}", f'"{scalar.text}"')


def _read(scalar: Node) -> str:
    whole, _, part = scalar.text.partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole
