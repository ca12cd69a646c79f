"""Every value of a declaration with where it came from, for people; secrets masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from greenlane.config.mistakes import looks_secret, may_be_secret
from greenlane.config.options import adapter
from greenlane.config.tree import below
from greenlane.model.declaration import Declaration, Source
from greenlane.model.service import Declared

MASK = "***"


@dataclass(frozen=True)
class Shown:
    """One value. value: a string, number, truth value, None, or an empty list or mapping; MASK if masked.

    source: where it was written; None for a default.
    """

    key: str
    value: object
    source: Source | None
    masked: bool

    @property
    def origin(self) -> str:
        """`default`, `greenlane.yaml:9`, or `$PGPORT (greenlane.yaml:9)`."""
        if self.source is None:
            return "default"
        names = "".join(f"${name} " for name in self.source.variables)
        inside = f" {self.source.layer}" if self.source.layer.startswith("environments.") else ""
        place = f"{self.source.file}:{self.source.line}{inside}"
        return f"{names}({place})" if names else place


def values(declaration: Declaration) -> list[Shown]:
    """All values, the top level first, then each service's in the order of start."""
    found = [
        _shown(declaration, "version", declaration.version),
        _shown(declaration, "project", declaration.project),
        Shown("environment", declaration.environment, None, masked=False),
    ]
    for service in declaration.services:
        key = below("services", service.name)
        for part, value in _parts(service).items():
            found += [_shown(declaration, *leaf) for leaf in _leaves(below(key, part), value)]
    return found


def _parts(service: Declared) -> dict[str, Any]:
    """A service's entry as it could be written, units included."""
    kind: Any = type(service.options)
    options = adapter(kind).dump_python([service.options], mode="json")[0]
    common = {"needs": list(service.needs), "ports": dict(service.ports)}
    names = {"prefix": service.prefix, "aliases": dict(service.aliases)}
    return {"type": service.kind, **options, **common, **names}


def _leaves(key: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(below(key, str(name)), inner)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _leaves(below(key, index), inner)
    else:
        yield key, value


def _shown(declaration: Declaration, key: str, value: object) -> Shown:
    source = declaration.source(key)
    secret = source is not None and any(looks_secret(name) for name in source.variables)
    if isinstance(value, str) and value and source is not None:
        name = key.rpartition(".")[2].partition("[")[0]
        secret = secret or may_be_secret(name, value)
    return Shown(key, MASK if secret else value, source, masked=secret)
