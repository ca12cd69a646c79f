"""Every value of a declaration with where it came from, for people; secrets masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from greenlane.config.mistakes import looks_secret, may_be_secret
from greenlane.config.options import adapter
from greenlane.config.tree import below
from greenlane.model.declaration import Declaration, Source
from greenlane.model.gates import Gates
from greenlane.model.plan import Component, Deferral, Job, Policy
from greenlane.model.service import Declared
from greenlane.model.units import DURATION

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
    """All values: the top level, each service's in the order of start, then the sections that are written."""
    found = [
        _shown(declaration, "version", declaration.version),
        _shown(declaration, "project", declaration.project),
        Shown("environment", declaration.environment, None, masked=False),
    ]
    for service in declaration.services:
        key = below("services", service.name)
        for part, value in _parts(service).items():
            found += [_shown(declaration, *leaf) for leaf in _leaves(below(key, part), value)]
    sections = {"gates": _gates(declaration.gates), "minutes": asdict(declaration.minutes)}
    sections |= {
        "components": {one.name: _planned(one) for one in declaration.components},
        "jobs": {one.name: _planned(one) for one in declaration.jobs},
        "planner": _planned(declaration.planner),
    }
    for name, section in sections.items():
        if any(key == name or key.startswith(f"{name}.") for key in declaration.provenance):
            found += [_shown(declaration, *leaf) for leaf in _leaves(name, section)]
    return found


def _planned(one: Component | Job | Policy | Deferral) -> dict[str, Any]:
    """As it could be written: durations under their own names, with a unit."""
    found: dict[str, Any] = {}
    for key, value in vars(one).items():
        if key.endswith("_s"):
            found[key.removesuffix("_s")] = None if value is None else DURATION.format(value)
        elif key != "name":
            found[key] = _planned(value) if isinstance(value, Deferral) else value
    return found


def _gates(gates: Gates) -> dict[str, Any]:
    """As the section could be written."""
    tools: dict[str, Any] = {one.name: asdict(one.options) for one in gates.tools}
    ignores = [{**asdict(one), "until": one.until.isoformat()} for one in gates.ignores]
    for ignore in ignores:
        ignore.pop("line")
    found: dict[str, Any] = {"budget": asdict(gates.budget)}
    found |= {"budgets": {name: asdict(budget) for name, budget in gates.budgets.items()}}
    found |= {"baseline": gates.baseline, "components": dict(gates.components), "ignores": ignores}
    return {**found, "tools": tools | {name: {"off": why} for name, why in gates.off.items()}}


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
    elif isinstance(value, (list, tuple)) and value:
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
