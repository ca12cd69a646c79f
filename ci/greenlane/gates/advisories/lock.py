"""Reads uv.lock as far as it says which releases are locked, and from where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from greenlane.gates.advisories.packages import Package, Place, normalised
from greenlane.model.gates import Unreadable

_HEAD = re.compile(r"^\[\[package\]\]\s*$", re.MULTILINE)
OWN = frozenset({"virtual", "editable", "directory"})
"""Sources that lie in the project itself."""


@dataclass(frozen=True)
class Lock:
    """One uv.lock. released: from an index, with its line. elsewhere: from an address or a repository."""

    path: str
    released: dict[Package, Place]
    elsewhere: dict[str, Place]


def read(path: str, content: bytes) -> Lock:
    """Raises Unreadable when it is no lock of uv's."""
    try:
        source = content.decode()
        packages = _known(tomllib.loads(source))["package"]
        heads = [source.count("\n", 0, found.start()) + 1 for found in _HEAD.finditer(source)]
        entries = list(_entries(packages))
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as err:
        raise Unreadable(f"{path} is no lock that uv wrote", detail=(str(err)[:200],)) from err
    places = [Place(path, line) for line in heads] if len(heads) == len(entries) else []
    released: dict[Package, Place] = {}
    elsewhere: dict[str, Place] = {}
    for number, (name, version, sources) in enumerate(entries):
        place = places[number] if places else Place(path, 1)
        if "registry" in sources:
            released.setdefault(Package(name, version), place)
        elif not sources & OWN:
            elsewhere.setdefault(name, place)
    return Lock(path, released, elsewhere)


def _known(content: dict[str, Any]) -> dict[str, Any]:
    if content.get("version") != 1:
        raise ValueError(f"version {content.get('version')}; this version of greenlane knows 1")
    return content


def _entries(packages: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
    for item in packages:
        yield normalised(item["name"]), str(item.get("version", "")), frozenset(item["source"])


def of_canary(canary: Package) -> dict[str, str]:
    """A project that is locked to one release, as files: what uv audit must find bad."""
    project = (
        f'[project]\nname = "canary"\nversion = "0"\ndependencies = ["{canary.name}=={canary.version}"]\n'
    )
    lock = (
        'version = 1\nrevision = 1\nrequires-python = ">=3.8"\n\n'
        '[[package]]\nname = "canary"\nversion = "0"\nsource = { virtual = "." }\n'
        f'dependencies = [{{ name = "{canary.name}" }}]\n\n'
        "[package.metadata]\n"
        f'requires-dist = [{{ name = "{canary.name}", specifier = "=={canary.version}" }}]\n\n'
        f'[[package]]\nname = "{canary.name}"\nversion = "{canary.version}"\n'
        'source = { registry = "https://canary.invalid/simple" }\n'
    )
    return {"pyproject.toml": project + 'requires-python = ">=3.8"\n', "uv.lock": lock}
