"""The declaration of a call, made ready for planning: remembered, read fast, or read by the full loader.

Paths are plain text here: a fast verb spares the import of pathlib, 4 ms.
"""

from __future__ import annotations

import posixpath

from greenlane.cli.plan_memory import PlanMemory, key_of
from greenlane.cli.plan_start import located
from greenlane.model.light import TYPE_CHECKING
from greenlane.model.plan import Declared
from greenlane.planner.keys import Prepared, prepared

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from greenlane.cli.world import World


def declared(arguments: argparse.Namespace, world: World) -> tuple[Path, Prepared]:
    """The file and what it declares. Raises UsageError, DeclarationError."""
    from pathlib import Path

    path = located(arguments, world)
    return Path(path), readied(path, arguments, world)


def readied(path: str, arguments: argparse.Namespace, world: World) -> Prepared:
    """What the file declares, kept from another call, read fast, or read in full. Raises DeclarationError."""
    name = world.declared_for(arguments.environment)
    data = _alone(path)
    if data is None:
        return prepared(_loaded(path, name, world))
    key = key_of([b"declaration", name.encode(errors="surrogateescape"), data])
    memory = PlanMemory(world.environment)
    if (kept := memory.recall(key)) is not None:
        from greenlane.planner.restoring import restored

        return restored(kept)
    from greenlane.config.quick import read

    quick = read(data, name)
    if quick is None:
        return prepared(_loaded(path, name, world))
    from greenlane.planner.restoring import plain

    found = prepared(quick)
    memory.keep(key, plain(found))
    return found


def nothing_else(path: str, arguments: argparse.Namespace, world: World) -> Declared | None:
    """What the file declares, where that is components, jobs and the planner alone; None: ask the loader."""
    from greenlane.config.quick import read

    name = world.declared_for(arguments.environment)
    data = _alone(path)
    return None if data is None else read(data, name, is_all=True)


def _alone(path: str) -> bytes | None:
    """The file's content, when nothing is laid over it and it can be read; what is wrong, the loader says."""
    stem, suffix = posixpath.splitext(path)
    if posixpath.exists(f"{stem}.local{suffix}"):
        return None
    try:
        with open(path, "rb") as handle:
            return handle.read()
    except OSError:
        return None


def _loaded(path: str, name: str, world: World) -> Declared:
    from pathlib import Path

    from greenlane.cli import project

    found = project.declaration(Path(path), name, world)
    named = found.project if found.source("project") else ""
    return Declared(found.components, found.jobs, found.planner, named)
