"""Which declaration counts in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from greenlane.model.errors import UsageError

NAME = "greenlane.yaml"
PAGE = "docs/configuration.md"


def find(cwd: Path, environment: Mapping[str, str]) -> Path:
    """The declaration that counts in a folder: GREENLANE_FILE, or the nearest one upward.

    Raises UsageError when there is none.
    """
    named = environment.get("GREENLANE_FILE")
    if named:
        return cwd / Path(named).expanduser()
    for folder in (cwd, *cwd.parents):
        if (folder / NAME).is_file():
            return folder / NAME
    raise UsageError(
        f"there is no {NAME} in {cwd} or a folder above it",
        fix="write one (`version: 1` is enough), or name it with --file or GREENLANE_FILE",
        docs=PAGE,
    )
