"""The receipt of a bundle: what was fetched, when and by whom, and how to see that it is still whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
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


def fault(receipt: Receipt, said: str | None = None) -> str | None:
    """What is wrong at a glance: another declaration, or a program that is missing or has changed.

    A glance costs one stat for each program. None means: nothing seen. Every byte is `verify`'s work.
    """
    if said is not None and receipt.declaration != said:
        return "it was made from another declaration"
    root = str(receipt.root)
    for program in receipt.programs.values():
        try:
            found = Path(f"{root}/{program.path}").stat()
        except OSError as err:
            return f"{program.path}: {err.strerror}"
        if (found.st_size, int(found.st_mtime)) != (program.size_bytes, program.mtime_s):
            return f"{program.path} has changed since it was unpacked"
    return None
