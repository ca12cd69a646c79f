"""Where this account's records lie, and that what lies there is its own."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from greenlane.model.errors import OutsideError


def state_root(environment: Mapping[str, str]) -> Path:
    """Where the records of all stacks of this account lie. GREENLANE_STATE wins.

    As root it lies outside root's home, which the account that servers run as cannot enter.
    """
    if given := environment.get("GREENLANE_STATE"):
        return Path(given)
    if os.geteuid() == 0:
        return Path("/var/lib/greenlane")
    home = Path(environment.get("HOME", "~")).expanduser()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "greenlane"
    return Path(environment.get("XDG_STATE_HOME") or home / ".local" / "state") / "greenlane"


def own(folder: Path, mode: int) -> Path:
    """Make a folder that is ours and of that mode. Raises OutsideError when somebody else made it."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise foreign(folder)
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)
    return folder


def foreign(folder: Path) -> OutsideError:
    """What to say of a folder that is not ours."""
    return OutsideError(
        f"{folder} belongs to somebody else, or is a link",
        fix="remove it, or set GREENLANE_STATE and GREENLANE_MEMORY to folders of your own",
        docs="docs/troubleshooting.md#foreign-folder",
    )
