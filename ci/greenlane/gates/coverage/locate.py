"""Where the reports of a project are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from greenlane.gates.coverage.stamps import SUFFIX
from greenlane.gates.globs import pattern

USUAL = (("coverage.json", "coverage.xml"), ("coverage/lcov.info", "lcov.info"))
"""Of each group the first that is there: both would be the same run twice. The first group is Python's, and
what the sessions of greenlane.nox left is of that run too."""
SESSIONS = ".greenlane/reports"
NEVER = frozenset({"node_modules", ".git", ".venv", "__pycache__", ".dart_tool", ".nox", ".tox"})


def located(root: Path, declared: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The reports, from the root, and a line for each glob that matches none.

    Git may ignore them, so the folder is searched and not git's list. A name without * ? [ is taken as it
    is, there or not; links are not followed out of the project.
    """
    names = [name for name in declared if not _is_glob(name)]
    globs = [name for name in declared if _is_glob(name)]
    if not declared:
        python, others = ([name for name in group if (root / name).is_file()][:1] for group in USUAL)
        names = [*(_ours(root) or python), *others]
    looked_for = ", ".join(name for group in USUAL for name in group)
    unknown = [] if declared or names else [f"there is no report: none of {looked_for} is there"]
    every = list(_below(root)) if globs else []
    for glob in globs:
        wanted = pattern(glob)
        found = [path for path in every if wanted.match(path)]
        if not found:
            unknown.append(f"reports: {glob} matches no file")
        names += found
    inside = [name.removeprefix("./") for name in names if _is_inside(root, name)]
    unknown += [f"reports: {name} lies outside the project" for name in names if not _is_inside(root, name)]
    return tuple(dict.fromkeys(inside)), unknown


def _ours(root: Path) -> list[str]:
    """What the sessions of greenlane.nox left, a report a suite."""
    return [f"{SESSIONS}/{path.name}" for path in sorted((root / SESSIONS).glob("*.coverage.json"))]


def _is_glob(name: str) -> bool:
    return any(letter in name for letter in "*?[")


def _is_inside(root: Path, name: str) -> bool:
    try:
        (root / name).resolve().relative_to(root.resolve())
    except (ValueError, OSError, RuntimeError):
        return False
    return not name.startswith("/")


def _below(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NEVER)
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not name.endswith(SUFFIX):
                yield path.relative_to(root).as_posix()
