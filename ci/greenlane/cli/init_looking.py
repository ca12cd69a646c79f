"""What `greenlane init` reads of a repository: its files, its branch, where its production starts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import GreenlaneError
from greenlane.workflows.init.tree import Tree

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.edges.git import Repository
    from greenlane.model.gates import Called

LARGEST_BYTES = 4 * 1024 * 1024


def observed(repository: Repository, world: World) -> Tree:
    """The files of the repository, and its name: GitHub's, else the folder's."""
    from greenlane.cli.minutes_place import named
    from greenlane.gates.tree import NEVER

    known = named(repository.address() or "", world.environment) or repository.root.name
    files = frozenset(path for path in repository.files() if NEVER.isdisjoint(path.split("/")))
    return Tree(known.rpartition("/")[2], files, lambda path: text_of(repository.root / path))


def text_of(path: Path) -> str:
    """A file's text; "" for what is none: no plain file, too long, not UTF-8."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_BYTES:
            return ""
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def default_branch(repository: Repository) -> str:
    """As the remote says, else the branch that we are on."""
    for name in ("refs/remotes/origin/HEAD", "HEAD"):
        said = repository.run("symbolic-ref", "--quiet", "--short", name, ok=(0, 1, 128)).decode().strip()
        if said:
            return said.removeprefix("origin/")
    return "main"


def hidden_starts(repository: Repository, world: World) -> str:
    """Why the gate of mocks could not say what production reaches here; "" when it can."""
    from greenlane.gates import catalog
    from greenlane.gates.tree import ProjectTree
    from greenlane.model.gates import Context

    tool = catalog.tool("mocks")
    tree = ProjectTree(repository.root, repository)
    context = Context(
        root=repository.root,
        tree=tree,
        options=tool.OPTIONS(),
        environment=world.environment,
        scratch=repository.root,
        today=datetime.fromtimestamp(world.clock(), UTC).date(),
        run=_nothing,
    )
    try:
        files = tool.files(context.options, tree)
        unknown = tool.examine(context, files).unknown if files else ()
    except GreenlaneError as err:
        unknown = (err.what,)
    return next(iter(unknown), "")


def _nothing(*_: object, **__: object) -> Called:
    raise GreenlaneError("this gate calls no program")
