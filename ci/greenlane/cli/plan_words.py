"""The words of `greenlane plan`: what the verb asks for, and the quick way to read the plainest calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenlane.model.frozen import frozen, replace

if TYPE_CHECKING:
    import argparse


@frozen
class Asked:
    """What a call asks for. file, environment: the global options."""

    json: bool = False
    event: str | None = None
    revision: str = "HEAD"
    file: Path | None = None
    environment: str | None = None

    @classmethod
    def by(cls, arguments: argparse.Namespace) -> Asked:
        """The same as argparse found it."""
        given = vars(arguments)
        return cls(**{name: given[name] for name in cls.__annotations__})


def plain(words: Sequence[str]) -> Asked | None:
    """A call of `--json` and options with a value behind them, in full; None for argparse to look at.

    It saves the 5 ms that argparse takes, for whoever plans at each push of a key.
    """
    if words[:1] != ["plan"]:
        return None
    found = Asked()
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word == "--json":
            found = replace(found, json=True)
        elif word in ("--event", "--revision") and rest and not rest[0].startswith("-"):
            changed: dict[str, Any] = {word[2:]: rest.pop(0)}
            found = replace(found, **changed)
        else:
            return None
    return found
