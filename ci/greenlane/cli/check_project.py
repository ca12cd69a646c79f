"""What `greenlane check` looks at: the repository around the call, and what greenlane.yaml says of it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli import project as declarations
from greenlane.config.locate import find
from greenlane.edges.git import Repository
from greenlane.model.errors import UsageError
from greenlane.model.gates import Gates
from greenlane.workflows.checks.repository import DeclaredJob

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.model.declaration import Declaration


@dataclass(frozen=True)
class Project:
    """root: the repository's top, where GitHub looks."""

    root: Path
    name: str
    repository: Repository
    gates: Gates
    jobs: tuple[DeclaredJob, ...]


def project(arguments: argparse.Namespace, world: World) -> Project:
    """Of this call. Raises UsageError without git, DeclarationError for mistakes in greenlane.yaml."""
    around = Repository.find(world.cwd, world.environment)
    repository = Repository.find(around.top, world.environment) if around else None
    if repository is None:
        raise UsageError(
            "there is no git repository here, and GitHub runs only what is in one",
            fix="call it inside of one, or: git init",
            docs="docs/check.md",
        )
    root = repository.top.resolve()
    declaration = _declaration(arguments, world)
    if declaration is None:
        return Project(root, root.name, repository, Gates(), ())
    # What it says of paths is about the folder it lies in, and workflows lie at the top.
    gates = declaration.gates if declaration.root.resolve() == root else Gates()
    return Project(root, declaration.project, repository, gates, _jobs(declaration))


def _declaration(arguments: argparse.Namespace, world: World) -> Declaration | None:
    """None: there is no greenlane.yaml, and nobody named one."""
    if not arguments.file:
        try:
            find(world.cwd, world.environment)
        except UsageError:
            return None
    return declarations.load(arguments, world)


def _jobs(declaration: Declaration) -> tuple[DeclaredJob, ...]:
    return tuple(DeclaredJob(job.name, job.needs, (job.runner, *job.moves)) for job in declaration.jobs)
