"""The files that a report names, as paths of this project; whatever is not here is remembered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from greenlane.gates.reading import relative
from greenlane.model.gates import Context

SHOWN = 3
"""How many strange names a line of the report shows; the count says how many there are."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")


class Places:
    """One report's names -> paths from the root. `unknown()` tells of those that are not of this project."""

    def __init__(self, context: Context) -> None:
        self._root = context.root
        self._folder = str(context.options.folder)
        self._roots = tuple(_slashes(root).rstrip("/") or "/" for root in context.options.roots)
        self.files = frozenset(context.tree.files())
        self._known: dict[str, str | None] = {}
        self._missing: list[str] = []
        self._outside: list[str] = []

    def path(self, name: str) -> str | None:
        """From the root, with /; None for what lies outside of it, and for the root itself."""
        if name not in self._known:
            self._known[name] = self._placed(name)
        return self._known[name]

    def path_if_here(self, name: str) -> str | None:
        """The same for a name that is only a guess: nothing is remembered."""
        path = self._from_root(_slashes(name))
        return path if path and self.is_here(path) else None

    def is_here(self, path: str) -> bool:
        """Whether the project has such a file, tracked or made by a build."""
        return path in self.files or _exists(self._root, path)

    def unknown(self) -> list[str]:
        """A line for the names outside of the project, and one for those that it does not have."""
        lines = []
        if self._outside:
            lines.append(f"it names {_listed(self._outside)} outside of the project")
        if self._missing:
            lines.append(f"it names {_listed(self._missing)} that the project does not have")
        return lines

    def _placed(self, name: str) -> str | None:
        path = self._from_root(_slashes(name))
        if path is None:
            self._outside.append(name)
        elif path and not self.is_here(path):
            self._missing.append(path)
        return path or None

    def _from_root(self, name: str) -> str | None:
        """None for outside; an empty name for the root itself."""
        if _ADDRESS.match(name):
            return None
        for root in self._roots:
            if PurePosixPath(name).is_relative_to(root):
                return _inside(PurePosixPath(name).relative_to(root).as_posix(), self._root)
        if PurePosixPath(name).is_absolute() or self._folder in ("", "."):
            return _inside(name, self._root)
        return _inside(f"{self._folder}/{name}", self._root)


def _inside(name: str, root: Path) -> str | None:
    if PurePosixPath(name) in (PurePosixPath("."), PurePosixPath(root), PurePosixPath(root.resolve())):
        return ""
    return relative(name, root)


def _slashes(name: str) -> str:
    """A Windows name with /; any other as it is, for there a backslash is a letter like others."""
    return name.replace("\\", "/") if _WINDOWS.match(name) else name


def _exists(root: Path, path: str) -> bool:
    try:
        found = root / path
        return found.exists() and found.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(ascii(name)[1:-1] for name in names[:SHOWN])
    count = f"{len(names)} files" if len(names) > 1 else "a file"
    return f"{count} ({shown}{', …' if len(names) > SHOWN else ''})"
