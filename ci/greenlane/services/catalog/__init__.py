"""The catalog: one module a service. A module here that satisfies model.service.Kind is an entry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

from greenlane.model.bundle import Bundle
from greenlane.model.service import Kind

_NOT_ENTRIES = {"locks"}


@cache
def names() -> tuple[str, ...]:
    """The service types there are, sorted; found by the files in this folder."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(__path__) if one.name not in _NOT_ENTRIES))


@cache
def kind(name: str) -> Kind:
    """One entry. Imports that module and no other."""
    return cast(Kind, importlib.import_module(f"{__name__}.{name}"))


class _Kinds(Mapping[str, Kind]):
    def __getitem__(self, name: str) -> Kind:
        if name not in names():
            raise KeyError(name)
        return kind(name)

    def __iter__(self) -> Iterator[str]:
        return iter(names())

    def __len__(self) -> int:
        return len(names())


def kinds() -> Mapping[str, Kind]:
    """All entries by name; each is imported when it is looked up."""
    return _Kinds()


def bundles() -> tuple[Bundle, ...]:
    """Every bundle that any entry can ask for, each once, with the bundles they need in turn."""
    found: dict[tuple[str, str], Bundle] = {}

    def add(bundle: Bundle) -> None:
        for needed in bundle.needs:
            add(needed)
        found.setdefault((bundle.name, bundle.version), bundle)

    for entry in kinds().values():
        for bundle in entry.BUNDLES:
            add(bundle)
    return tuple(found.values())
