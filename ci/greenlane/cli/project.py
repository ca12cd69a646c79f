"""From the words of a call to the declaration, and to the stack that a verb is about."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.remembered import Memory
from greenlane.cli.world import World
from greenlane.config.locate import find
from greenlane.edges.state import state_root
from greenlane.model.service import Installed, Mode
from greenlane.model.status import StackStatus
from greenlane.services import state
from greenlane.services.stack import Stack, with_needs

if TYPE_CHECKING:
    from greenlane.model.declaration import Declaration


def add_mode(parser: argparse.ArgumentParser, default: str | None = "durable") -> None:
    """The option that picks one of a project's two stacks."""
    parser.add_argument(
        "--mode",
        choices=[str(one) for one in Mode],
        default=default,
        help="durable: data stays on disk; ephemeral: in memory, gone with `down`, for tests"
        + (f" (default: {default})" if default else ""),
    )


def root(arguments: argparse.Namespace, world: World) -> Path:
    """The project's folder, found without reading the declaration: it may be broken by now."""
    path = world.cwd / arguments.file if arguments.file else find(world.cwd, world.environment)
    return path.parent.resolve()


def load(arguments: argparse.Namespace, world: World, *, anew: bool = False) -> Declaration:
    """The declaration that the call means. Raises UsageError, DeclarationError.

    anew: check it also when it is remembered, for the folders that it names may be gone by now.
    """
    path = world.cwd / arguments.file if arguments.file else find(world.cwd, world.environment)
    name = world.declared_for(arguments.environment)
    return declaration(path, name, world, anew=anew)


def declaration(path: Path, name: str, world: World, *, anew: bool = False) -> Declaration:
    """The declaration in that file for that environment; see load."""
    memory = Memory(state_root(world.environment) / "declarations", path, name, world.environment)
    if not anew and (known := memory.recall()) is not None:
        return known
    found = read(path, name, world)
    memory.keep(found)
    return found


def read(path: Path, environment_name: str, world: World, *, root: Path | None = None) -> Declaration:
    """The declaration as its file says now, with the source of every value.

    root: the folder that its paths start from, when the file lies elsewhere.
    """
    from greenlane.config import load as load_file
    from greenlane.gates import catalog as tools
    from greenlane.services import catalog

    return load_file(
        path,
        kinds=catalog.each(lambda kind: kind.OPTIONS),
        port_names=catalog.each(lambda kind: tuple(kind.PORTS)),
        variables=catalog.each(lambda kind: kind.VARIABLES),
        check=catalog.check,
        implied=lambda kind, options: catalog.kind(kind).needs(options),
        environment_name=environment_name,
        environment=world.environment,
        tools=tools.options,
        project=root,
    )


def stack(arguments: argparse.Namespace, world: World, names: Iterable[str] = ()) -> Stack:
    """The stack of the call: all services, or those named and what they need."""
    from greenlane.services.store import default_root

    declaration = load(arguments, world)
    return Stack(
        project=declaration.root,
        services=with_needs(declaration.services, names),
        mode=Mode(arguments.mode),
        environment=world.environment,
        cache=default_root(world.environment),
        declared=declaration.services,
    )


def running_stack(arguments: argparse.Namespace, world: World) -> tuple[Stack, StackStatus | None]:
    """The stack and what its supervisor says. Without --mode: the one that runs, durable first."""
    if arguments.mode:
        one = stack(arguments, world)
        return one, state.running(one.folders.state)
    found = []
    for mode in Mode:
        arguments.mode = str(mode)
        one = stack(arguments, world)
        if status := state.running(one.folders.state):
            return one, status
        found.append(one)
    return found[0], None


def install(stack: Stack, world: World) -> Mapping[str, Mapping[str, Installed]]:
    """The bundles of a stack, with a line for each that has to be fetched."""
    from greenlane.services.install import install as fetch

    return fetch(stack, world.note)
