"""What several kinds of service check of their options before anything is started."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from greenlane.model.service import Mistake

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_GLOB = frozenset("*?[")


def has_control(text: str) -> bool:
    """Whether a text holds a control character, a line's end among them."""
    return bool(_CONTROL.search(text))


def settings(
    given: Mapping[str, object], *, ours: Collection[str], name: re.Pattern[str]
) -> Iterator[Mistake]:
    """Settings that greenlane sets itself, and such as would not stay one line of a server's file.

    ours: names in small letters; name: what the name of a setting looks like.
    """
    for key, value in given.items():
        at = ("settings", key)
        if key.lower() in ours:
            yield Mistake(
                at, "a setting that greenlane does not set itself", f"{key}, which is greenlane's own"
            )
        elif not name.fullmatch(key):
            yield Mistake(at, "the name of a setting", key)
        elif has_control(str(value)):
            yield Mistake(at, "one line without control characters")


def within(option: str, value: int, low: int, high: int) -> Iterator[Mistake]:
    """A number out of its bounds."""
    if not low <= value <= high:
        yield Mistake((option,), f"a number from {low} to {high}")


def of_kind(option: str, name: str, kind: str, services: Mapping[str, str]) -> Iterator[Mistake]:
    """A service of another type than the option wants; one that is not declared is somebody else's."""
    found = services.get(name, "")
    if found and found != kind:
        fitting = tuple(sorted(one for one, of in services.items() if of == kind))
        listed = ", ".join(fitting) or f"none is declared, such as {kind}: {{}}"
        yield Mistake((option,), f"a service of type {kind} ({listed})", f"{name}, of type {found}", fitting)


def folder(project: Path, path: str, at: tuple[str | int, ...], *, got: str = "") -> Iterator[Mistake]:
    """A folder that is not there. got: as in Mistake."""
    if not _is_there(project / path, is_folder=True):
        yield Mistake(at, "a folder that is there, seen from greenlane.yaml", got, _beside(project, path))


def files(project: Path, pattern: str, at: tuple[str | int, ...]) -> Iterator[Mistake]:
    """A path or a glob that no file matches."""
    if not _is_there(project / pattern) and not _matches(project, pattern):
        yield Mistake(at, "a file that is there, seen from greenlane.yaml", known=_beside(project, pattern))


def _is_there(path: Path, *, is_folder: bool = False) -> bool:
    """Also when nobody lets us look: the start will tell that better."""
    try:
        return path.is_dir() if is_folder else path.is_file()
    except OSError:
        return True


def _matches(folder: Path, pattern: str) -> bool:
    try:
        return not Path(pattern).is_absolute() and any(one.is_file() for one in folder.glob(pattern))
    except ValueError:
        return False
    except OSError:
        return True


def _beside(project: Path, text: str) -> tuple[str, ...]:
    """The paths that would be there, were the first part that is missing spelled like its neighbours."""
    here, parts = project, Path(text).parts
    for at, part in enumerate(parts):
        if not os.path.lexists(here / part):
            rest = parts[at + 1 :]
            if _GLOB & set(part) or not here.is_dir():
                return ()
            alike = [one for one in sorted(here.iterdir()) if _is_like(one.name, part)]
            fitting = [one.name for one in alike if _leads_on(one, rest)]
            return tuple(Path(*parts[:at], one, *rest).as_posix() for one in fitting)
        here /= part
    return ()


def _is_like(name: str, typed: str) -> bool:
    """Alone, without the folders before it, which would make any two look alike."""
    return sorted(name) == sorted(typed) or bool(difflib.get_close_matches(typed, [name]))


def _leads_on(folder: Path, rest: tuple[str, ...]) -> bool:
    return not rest or folder.joinpath(*rest).exists() or _matches(folder, "/".join(rest))
