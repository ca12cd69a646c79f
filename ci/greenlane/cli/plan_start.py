"""How a plan begins: which declaration is meant, and git, which starts while all else is imported.

Paths are plain text here: a fast verb spares the import of pathlib, 4 ms.
"""

from __future__ import annotations

import posixpath

from greenlane.config.locate import nearest
from greenlane.edges.git_tree import GitTree
from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.world import World


def located(arguments: argparse.Namespace, world: World) -> str:
    """The file that the call means. Raises UsageError when there is none to find."""
    if arguments.file:
        return posixpath.join(world.folder, arguments.file)
    return nearest(world.folder, world.environment)


def begun(path: str, arguments: argparse.Namespace, world: World) -> GitTree:
    """git beside the declaration, which looks for the commit already. Raises OutsideError without git."""
    folder = posixpath.dirname(path) if posixpath.isfile(path) else world.folder
    tree = GitTree(folder, world.environment)
    tree.expect(arguments.revision)
    return tree
