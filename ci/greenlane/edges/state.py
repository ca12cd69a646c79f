"""Where this account's records lie, and that what lies there is its own.

Paths are plain text inside: a fast verb spares the import of pathlib, 4 ms.
"""

from __future__ import annotations

import os
import posixpath
import stat
import sys

from greenlane.model.errors import OutsideError
from greenlane.model.light import TYPE_CHECKING, Mapping

if TYPE_CHECKING:
    from pathlib import Path


def state_root(environment: Mapping[str, str]) -> Path:
    """Where the records of all stacks of this account lie. GREENLANE_STATE wins.

    As root it lies outside root's home, which the account that servers run as cannot enter.
    """
    from pathlib import Path

    return Path(state_folder(environment))


def state_folder(environment: Mapping[str, str]) -> str:
    """The same as text."""
    if given := environment.get("GREENLANE_STATE"):
        return given
    if os.geteuid() == 0:
        return "/var/lib/greenlane"
    home = posixpath.expanduser(environment.get("HOME", "~"))
    if sys.platform == "darwin":
        return f"{home}/Library/Application Support/greenlane"
    return posixpath.join(environment.get("XDG_STATE_HOME") or f"{home}/.local/state", "greenlane")


def own(folder: Path, mode: int) -> Path:
    """Make a folder that is ours and of that mode. Raises OutsideError when somebody else made it."""
    own_folder(os.fspath(folder), mode)
    return folder


def own_folder(folder: str, mode: int) -> None:
    """The same as text."""
    os.makedirs(folder, mode, exist_ok=True)
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise foreign(folder)
    if stat.S_IMODE(found.st_mode) != mode:
        os.chmod(folder, mode)


def foreign(folder: Path | str) -> OutsideError:
    """What to say of a folder that is not ours."""
    return OutsideError(
        f"{folder} belongs to somebody else, or is a link",
        fix="remove it, or set GREENLANE_STATE and GREENLANE_MEMORY to folders of your own",
        docs="docs/troubleshooting.md#foreign-folder",
    )
