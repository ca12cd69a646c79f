"""The receipt of a bundle: what was fetched, when and by whom, and how to see that it is still whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

FORMAT = 1
NAME = "receipt.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Fetched:
    """One part as it came. sha256: of the file, or of the lock file for an npm tree."""

    registry: str
    name: str
    version: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Program:
    """A program below the bundle's root, and how it looked when it was unpacked."""

    path: str
    size_bytes: int
    mtime_s: int


@dataclass(frozen=True)
class Receipt:
    """What is known of an installed bundle. Read from receipt.json, which is written last.

    declaration: the declaration's text that it was made from (layout.declaration).
    library_path: folders below the root, in order.
    borrowed: the distribution's packages whose libraries were laid beside it.
    fetched_at: UTC, ISO 8601. manifest_sha256: of manifest.json, which holds each file's sha256.
    """

    folder: Path
    name: str
    version: str
    platform: str
    declaration: str
    greenlane: str
    fetched_at: str
    parts: tuple[Fetched, ...]
    borrowed: tuple[Fetched, ...]
    programs: Mapping[str, Program]
    library_path: tuple[str, ...]
    files: int
    size_bytes: int
    manifest_sha256: str

    @property
    def root(self) -> Path:
        return self.folder / "root"

    def text(self) -> str:
        """The receipt as it is written."""
        values = asdict(self)
        del values["folder"]
        return json.dumps({"format": FORMAT, **values}, indent=1) + "\n"


class Unreadable(Exception):
    """There is no receipt, or it does not say what a receipt says; the text says which."""


def read(folder: Path) -> Receipt:
    """Read a bundle's receipt. Raises Unreadable."""
    try:
        values: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        if values.pop("format") != FORMAT:
            raise Unreadable(f"{NAME} has another format")
        return Receipt(
            folder=folder,
            parts=tuple(Fetched(**part) for part in values.pop("parts")),
            borrowed=tuple(Fetched(**part) for part in values.pop("borrowed")),
            programs={name: Program(**program) for name, program in values.pop("programs").items()},
            library_path=tuple(values.pop("library_path")),
            **values,
        )
    except OSError as err:
        raise Unreadable(f"{NAME}: {err.strerror}") from err
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise Unreadable(f"{NAME} is damaged") from err


class State(StrEnum):
    """What a glance sees: every program as it was, as long but of another time, or changed."""

    WHOLE = "whole"
    OTHER_TIME = "other time"
    CHANGED = "changed"


@dataclass(frozen=True)
class Glance:
    """The state of an installed bundle at a glance, and why it is not whole."""

    state: State
    why: str = ""


def glance(receipt: Receipt, said: str | None = None) -> Glance:
    """Look at the declaration and at each program's size and time: one stat a program.

    Every byte is `differences`' work. said: the declaration's text that the receipt must be for.
    """
    if said is not None and receipt.declaration != said:
        return Glance(State.CHANGED, "it was made from another declaration")
    root = str(receipt.root)
    seen = Glance(State.WHOLE)
    for program in receipt.programs.values():
        try:
            found = os.stat(f"{root}/{program.path}")  # noqa: PTH116  a Path costs three times the call
        except OSError as err:
            return Glance(State.CHANGED, f"{program.path}: {err.strerror}")
        if found.st_size != program.size_bytes:
            return Glance(State.CHANGED, f"{program.path} has another size")
        if int(found.st_mtime) != program.mtime_s:
            seen = Glance(State.OTHER_TIME, f"{program.path} has another time")
    return seen
