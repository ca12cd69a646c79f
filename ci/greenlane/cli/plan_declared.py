"""The declaration of a call, made ready for planning: remembered, read fast, or read by the full loader."""

from __future__ import annotations

from pathlib import Path

from greenlane.cli.plan_memory import PlanMemory, key_of
from greenlane.config.locate import find
from greenlane.model.light import TYPE_CHECKING
from greenlane.model.plan import Declared
from greenlane.planner.keys import Prepared, prepared

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.world import World


def located(arguments: argparse.Namespace, world: World) -> Path:
    """The file that the call means. Raises UsageError when there is none to find."""
    return world.cwd / arguments.file if arguments.file else find(world.cwd, world.environment)


def declared(arguments: argparse.Namespace, world: World) -> tuple[Path, Prepared]:
    """The file and what it declares. Raises UsageError, DeclarationError."""
    path = located(arguments, world)
    name = arguments.environment or world.environment.get("GREENLANE_ENVIRONMENT") or "local"
    return path, _ready(path, name, world)


def _ready(path: Path, name: str, world: World) -> Prepared:
    """It, kept from another call, read fast, or read in full."""
    data = _alone(path)
    if data is None:
        return prepared(_loaded(path, name, world))
    key = key_of([b"declaration", name.encode(errors="surrogateescape"), data])
    memory = PlanMemory(world.environment)
    kept = memory.recall(key)
    if isinstance(kept, Prepared):
        return kept
    from greenlane.config.quick import read

    quick = read(data, name)
    if quick is None:
        return prepared(_loaded(path, name, world))
    ready = prepared(quick)
    memory.keep(key, ready)
    return ready


def _alone(path: Path) -> bytes | None:
    """The file's content, when nothing is laid over it and it can be read; what is wrong, the loader says."""
    if path.with_name(f"{path.stem}.local{path.suffix}").exists():
        return None
    try:
        return path.read_bytes()
    except OSError:
        return None


def _loaded(path: Path, name: str, world: World) -> Declared:
    from greenlane.cli import project

    found = project.declaration(path, name, world)
    return Declared(found.components, found.jobs, found.planner)
