"""`greenlane psql`: the database's own client, connected."""

from __future__ import annotations

import argparse
import os

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.services import catalog
from greenlane.services.install import installed
from greenlane.services.stack import Stack

SUMMARY = "open psql on a PostgreSQL service"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="?", help="which, when several are declared")
    parser.add_argument("--admin", action="store_true", help="as superuser instead of the owner")
    parser.add_argument(
        "argument", nargs="*", metavar="-- ARG", help="arguments of psql, such as -c 'select 1'"
    )
    parser.add_argument(
        "-c",
        dest="command",
        action="append",
        default=[],
        metavar="SQL",
        help="run this and leave; psql's own -c",
    )
    project.add_mode(parser, default=None)


def run(arguments: argparse.Namespace, world: World) -> int:
    stack, status = project.running_stack(arguments, world)
    if status is None:
        raise UsageError("nothing is running", fix="greenlane up")
    asked, given = words_of(arguments)
    name = database(asked, stack)
    context = stack.contexts(installed=installed(stack))[name]
    values = dict(catalog.kind("postgres").variables(context))
    if arguments.admin:
        values |= {"PGUSER": "postgres", "PGPASSWORD": context.secrets["admin_password"]}
    bundle = next(iter(context.bundles.values()))
    program = str(bundle.programs["psql"])
    os.execve(program, [program, *given], {**world.environment, **bundle.environment, **values})


def words_of(arguments: argparse.Namespace) -> tuple[str | None, list[str]]:
    """The service that was named, and the words for psql."""
    asked, given = arguments.service, list(arguments.argument)
    if asked is not None and asked.startswith("-"):  # the first word after --
        asked, given = None, [asked, *given]
    return asked, given + [word for command in arguments.command for word in ("-c", command)]


def database(asked: str | None, stack: Stack) -> str:
    """The PostgreSQL service that is meant. Raises UsageError with the list of them."""
    databases = [one.name for one in stack.services if one.kind == "postgres"]
    listed = ", ".join(databases) or "none"
    if asked is not None and asked not in databases:
        kinds = {one.name: one.kind for one in stack.services}
        what = f"{asked} is of type {kinds[asked]}" if asked in kinds else f"no service is named {asked}"
        raise UsageError(what, fix=f"greenlane psql NAME, one of: {listed}")
    if asked is None and len(databases) != 1:
        raise UsageError("which database?", fix=f"greenlane psql NAME, one of: {listed}")
    return asked or databases[0]
