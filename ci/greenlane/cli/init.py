"""`greenlane init`: look at a repository, show what greenlane needs there, and write it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.world import World
from greenlane.model.errors import DeclarationError, ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.edges.git import Repository
    from greenlane.workflows.init.propose import Proposal
    from greenlane.workflows.init.tree import Tree

SUMMARY = "look at a repository, show the files that greenlane needs there, and write them"
DOCS = "docs/init.md"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="show what would be written; write nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--pin", metavar="OWNER/NAME@COMMIT", help="the greenlane that the workflow uses; default: this one"
    )


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError where nothing can be said, OutsideError when a file cannot be written."""
    from greenlane.cli import init_looking, init_showing
    from greenlane.edges.git import Repository

    repository = Repository.find(world.cwd, world.environment)
    if repository is None:
        raise UsageError("this is no git repository", where=str(world.cwd), fix="git init", docs=DOCS)
    repository = Repository.find(repository.top, world.environment) or repository
    tree = init_looking.observed(repository, world)
    proposal = proposed(tree, repository, arguments, world)
    _check(proposal, repository.root, world)
    for line in init_showing.lines(tree, proposal):
        world.say(line)
    if not proposal.files:
        world.say("nothing is left to write")
        return ExitCode.OK
    if arguments.dry_run:
        world.say("dry run: nothing was written")
        return ExitCode.OK
    if not arguments.yes and not _agreed(proposal, world):
        world.say("nothing was written")
        return ExitCode.FAIL
    return _write(proposal, repository, world)


def proposed(tree: Tree, repository: Repository, arguments: argparse.Namespace, world: World) -> Proposal:
    """What to write. Raises UsageError when there is nothing to go by, or no pin."""
    from greenlane.cli import init_looking, init_pin
    from greenlane.workflows.init import workflow
    from greenlane.workflows.init.propose import look, propose

    seen = look(tree)
    if seen is None:
        raise UsageError(
            "there is nothing here that greenlane would know how to check",
            where=str(repository.root),
            fix="write greenlane.yaml by hand: jobs: {tests: {run: [the command]}}",
            docs=f"{DOCS}#what-it-looks-at",
        )
    is_wanted = not tree.has(workflow.NAME) and not workflow.calling(tree)
    pin = init_pin.given(arguments.pin) if arguments.pin else init_pin.own(world)
    if pin is None and is_wanted:
        raise UsageError(
            "nobody knows which commit of greenlane this is, and the workflow names it",
            fix="greenlane init --pin OWNER/NAME@COMMIT, of the release that is installed",
            docs=f"{DOCS}#the-pin",
        )
    hidden = init_looking.hidden_starts(repository, world)
    return propose(tree, seen, pin, init_looking.default_branch(repository), hidden)


def _check(proposal: Proposal, root: Path, world: World) -> None:
    """Hold the declaration against its schema before anything is written. Raises UsageError."""
    import tempfile

    from greenlane.cli import project

    text = next((one.text for one in proposal.files if one.path == "greenlane.yaml"), "")
    if not text:
        return
    with tempfile.TemporaryDirectory(prefix="greenlane-init-") as folder:
        path = Path(folder) / "greenlane.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            project.read(path, "local", world, root=root)
        except DeclarationError as err:
            raise UsageError(
                "what would be written for this repository is not right, so nothing was",
                detail=[*err.lines(), "", *text.splitlines()],
                fix="take this as a start, and report it with the lines above",
                docs=f"{DOCS}#what-exists-stays",
            ) from err


def _agreed(proposal: Proposal, world: World) -> bool:
    """Whether the person at the terminal says yes. Raises UsageError when there is none."""
    if not world.is_terminal or not sys.stdin.isatty():
        raise UsageError(
            "nobody is there to be asked, so nothing was written", fix="greenlane init --yes", docs=DOCS
        )
    world.out.flush()
    count = len(proposal.files)
    world.note(f"Write {'this file' if count == 1 else f'these {count} files'}? Type yes to go on: ")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _write(proposal: Proposal, repository: Repository, world: World) -> int:
    from greenlane.cli import init_showing
    from greenlane.edges.new_files import create_all

    create_all(repository.root, {one.path: one.text for one in proposal.files})
    left = [f"{one}/" for one in (".greenlane", ".nox") if not _is_ignored(repository, f"{one}/x")]
    world.say(f"wrote {', '.join(one.path for one in proposal.files)}")
    for line in init_showing.next_steps(left):
        world.say(line)
    return ExitCode.OK


def _is_ignored(repository: Repository, path: str) -> bool:
    return bool(repository.run("check-ignore", path, ok=(0, 1)).strip())
