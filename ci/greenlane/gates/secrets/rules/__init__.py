"""The rules, a module a vendor: each holds one table, RULES. Adding a vendor is adding its file here."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from functools import cache
from importlib.resources import files

from greenlane.gates.secrets.rule import Rule

LAST = ("private_key", "urls", "jwt", "names")
"""What every vendor's rule goes before, in this order: a value that a vendor knows is that vendor's."""


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule; those of vendors first, in alphabetical order."""
    names = {info.name for info in pkgutil.iter_modules(__path__)}
    found: list[Rule] = []
    for name in (*sorted(names - set(LAST)), *LAST):
        found += importlib.import_module(f"{__name__}.{name}").RULES
    return tuple(found)


@cache
def version() -> str:
    """The digest of the rules and of all code of this room: under the same one, the same text is as clean."""
    room = files("greenlane.gates.secrets")
    digest = hashlib.sha256()
    for folder in (room, room / "rules"):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
