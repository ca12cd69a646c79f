"""The catalog: one module a service. A module here that satisfies model.service.Kind is an entry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from greenlane.model.bundle import Bundle
from greenlane.model.service import Kind, Mistake

T = TypeVar("T")
_NOT_ENTRIES = {"locks"}


@cache
def names() -> tuple[str, ...]:
    """The service types there are, sorted; found by the files in this folder."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(__path__) if one.name not in _NOT_ENTRIES))


@cache
def kind(name: str) -> Kind:
    """One entry. Imports that module and no other."""
    return cast(Kind, importlib.import_module(f"{__name__}.{name}"))


class _Each(Mapping[str, T]):
    def __init__(self, of: Callable[[Kind], T]) -> None:
        self._of = of

    def __getitem__(self, name: str) -> T:
        if name not in names():
            raise KeyError(name)
        return self._of(kind(name))

    def __contains__(self, name: object) -> bool:
        return name in names()

    def __iter__(self) -> Iterator[str]:
        return iter(names())

    def __len__(self) -> int:
        return len(names())


def each(of: Callable[[Kind], T]) -> Mapping[str, T]:
    """Something of every entry, by name; an entry is imported when it is looked up."""
    return _Each(of)


def kinds() -> Mapping[str, Kind]:
    """All entries by name; each is imported when it is looked up."""
    return _Each(lambda entry: entry)


def check(name: str, options: object, project: Path, services: Mapping[str, str]) -> Iterable[Mistake]:
    """What an entry says against options whose types are right. services: type by name of service."""
    said: Callable[..., Iterable[Mistake]] | None = getattr(kind(name), "check", None)
    return said(options, project, services) if said else ()


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
