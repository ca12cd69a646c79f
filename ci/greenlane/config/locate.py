"""Which declaration counts in a folder."""

from __future__ import annotations

import os
import posixpath

from greenlane.model.errors import UsageError
from greenlane.model.light import TYPE_CHECKING, Mapping

if TYPE_CHECKING:
    from pathlib import Path

NAME = "greenlane.yaml"
PAGE = "docs/configuration.md"


def find(cwd: Path, environment: Mapping[str, str]) -> Path:
    """The declaration that counts in a folder: GREENLANE_FILE, or the nearest one upward.

    Raises UsageError when there is none.
    """
    from pathlib import Path

    return Path(nearest(os.fspath(cwd), environment))


def nearest(cwd: str, environment: Mapping[str, str]) -> str:
    """The same as text, for what spares the import of pathlib."""
    named = environment.get("GREENLANE_FILE")
    if named:
        return posixpath.join(cwd, posixpath.expanduser(named))
    folder, left = cwd, True
    while left:
        path = posixpath.join(folder, NAME)
        if posixpath.isfile(path):
            return path
        left, folder = folder != posixpath.dirname(folder), posixpath.dirname(folder)
    raise UsageError(
        f"there is no {NAME} in {cwd} or a folder above it",
        fix="write one (`version: 1` is enough), or name it with --file or GREENLANE_FILE",
        docs=PAGE,
    )
