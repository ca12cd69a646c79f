"""New files, all of them or none: each is made aside and takes its name only where nobody has it."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from greenlane.edges.files import refusal
from greenlane.model.errors import OutsideError


def create_all(root: Path, files: Mapping[str, str]) -> None:
    """Write these files, by path from the root. Raises OutsideError; then there is none of them.

    A name that is taken, also by a link to nowhere, and a folder that leads out of the root are refused.
    """
    made: list[Path] = []
    folders: list[Path] = []
    try:
        for name, text in files.items():
            path = root / name
            folders += _folders(path.parent)
            _inside(root, path)
            _create(path, text)
            made.append(path)
    except BaseException as err:
        for path in made:
            path.unlink(missing_ok=True)
        for folder in reversed(folders):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(err, OSError):
            raise _refused(err) from err
        raise


def _folders(folder: Path) -> list[Path]:
    """Make a folder and those around it; those that were not there."""
    absent = [one for one in (folder, *folder.parents) if not one.exists()][::-1]
    for one in absent:
        one.mkdir()
    return absent


def _inside(root: Path, path: Path) -> None:
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise OutsideError(
            f"{path.parent} leads out of the repository",
            fix="make it a folder of its own, or write the file by hand: greenlane init --dry-run shows it",
            docs="docs/init.md#what-exists-stays",
        )


def _create(path: Path, text: str) -> None:
    """The whole file under its name. Raises FileExistsError when somebody has it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(text.encode())
            handle.flush()
            os.fsync(handle.fileno())
        os.link(aside, path, follow_symlinks=False)
    finally:
        aside.unlink(missing_ok=True)


def _refused(err: OSError) -> OutsideError:
    """What the system would not do, in a user's words."""
    if isinstance(err, FileExistsError | NotADirectoryError):
        return OutsideError(
            "a file of that name is there by now; nothing was written",
            where=str(err.filename2 or err.filename),
            fix="greenlane init --dry-run shows what it lacks",
            docs="docs/init.md#what-exists-stays",
        )
    return refusal(err) or OutsideError(f"cannot write {err.filename}: {err.strerror}; nothing was written")
