"""Which repositories, whose minutes, which ledger: what every action of `greenlane minutes` has to know."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.model.minutes import Minutes

if TYPE_CHECKING:
    from greenlane.edges.github_client import Client, Tags
    from greenlane.minutes.ledger.interface import Ledger

DOCS = "docs/minutes.md"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100}")
"""An owner has an underscore where an enterprise manages its users: mona_octo."""


@dataclass(frozen=True)
class Place:
    """settings: `minutes:` of the declaration. account: who is billed. ledger: the file."""

    settings: Minutes
    account: str
    repositories: tuple[str, ...]
    ledger: Path


def place(arguments: argparse.Namespace, world: World) -> Place:
    """What the call, the declaration and the environment say, in this order. Raises UsageError."""
    settings = _settings(arguments, world)
    repositories = tuple(arguments.repository) or settings.repositories
    if not repositories and (here := this(world)):
        repositories = (here,)
    if not repositories:
        raise UsageError(
            "no repository is named, and none is to be seen here",
            fix="greenlane minutes … --repository owner/name, or minutes: {repositories: [owner/name]}",
            docs=f"{DOCS}#which-repositories",
        )
    if wrong := [one for one in repositories if not _NAME.fullmatch(one)]:
        raise UsageError(
            f"{', '.join(wrong)}: no name of a repository", fix="write it as owner/name, such as octo-org/app"
        )
    owners = {one.partition("/")[0].lower(): one.partition("/")[0] for one in repositories}
    if len(owners) > 1 and not settings.account:
        raise UsageError(
            f"these repositories have {len(owners)} owners: {', '.join(owners.values())}",
            fix="say who is billed, minutes: {account: …}, or ask for those of one owner",
            docs=f"{DOCS}#which-repositories",
        )
    return Place(
        settings, settings.account or next(iter(owners.values())), repositories, ledger_file(arguments, world)
    )


def ledger_file(arguments: argparse.Namespace, world: World) -> Path:
    """`--ledger`, GREENLANE_LEDGER, or one for all projects of this user."""
    from greenlane.edges.state import state_root

    if arguments.ledger:
        return world.cwd / Path(arguments.ledger)
    if given := world.environment.get("GREENLANE_LEDGER"):
        return world.cwd / given
    return state_root(world.environment) / "minutes.sqlite"


def known(ledger: Ledger, where: Place) -> None:
    """A month of which nothing was ever read is unknown, not empty. Raises UsageError.

    A repository that was read and in which nothing ever ran is known.
    """
    from greenlane.minutes.notes import synced_at

    held = {one.lower() for one in ledger.repositories()}
    unheld = [one for one in where.repositories if one.lower() not in held]
    if lacking := [one for one in unheld if synced_at(ledger, one) is None]:
        raise UsageError(
            f"the ledger knows nothing of {', '.join(lacking)}",
            where=str(where.ledger),
            fix="greenlane minutes sync, or --sync",
            docs=f"{DOCS}#sync",
        )


def client(world: World, *, tags: Tags | None = None) -> Client:
    """GitHub, as the environment's token may see it. Raises UsageError without one."""
    from greenlane.edges.github_client import TOKENS, Client

    if not any(world.environment.get(name, "").strip() for name in TOKENS):
        raise UsageError(
            "no token for GitHub is set, and without one nearly nothing can be read",
            fix=f"set {TOKENS[1]}, in a job: env: {{{TOKENS[1]}: ${{{{ github.token }}}}}}",
            docs=f"{DOCS}#token",
        )
    return Client.of(
        world.environment,
        tags=tags,
        sleep=world.sleep,
        told=lambda wait: world.note(f"waiting {wait.seconds:.0f} s: {wait.why}"),
    )


def _settings(arguments: argparse.Namespace, world: World) -> Minutes:
    """Of the declaration; without one, the Free plan."""
    from greenlane.cli import project
    from greenlane.config.locate import find

    if not arguments.file:
        try:
            find(world.cwd, world.environment)
        except UsageError:
            return Minutes()
    return project.load(arguments, world).minutes


def this(world: World) -> str | None:
    """The repository that we are in: as a workflow says, else as git's remote does."""
    if given := world.environment.get("GITHUB_REPOSITORY"):
        return given
    from greenlane.edges.git import Repository

    found = Repository.find(world.cwd, world.environment)
    return named(found.address() or "", world.environment) if found else None


def named(address: str, environment: Mapping[str, str]) -> str | None:
    """owner/name from the address of a remote at GitHub's server; None for another server's.

    git@github.com:octo/app.git, https://github.com/octo/app and ssh://git@github.com:22/octo/app are one.
    """
    server = environment.get("GITHUB_SERVER_URL", "https://github.com").partition("://")[2].rstrip("/")
    found = re.search(
        rf"(?:^|[/@]){re.escape(server)}(?::\d+)?[/:]([^/:]+/[^/]+?)(?:\.git)?/?$", address, re.IGNORECASE
    )
    return found[1] if found else None
