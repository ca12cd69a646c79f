"""`greenlane psql`: the database's own client, connected."""

from __future__ import annotations

import argparse
import os

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.services import catalog
from greenlane.services.install import installed

SUMMARY = "open psql on a PostgreSQL service"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="?", help="which, when several are declared")
    parser.add_argument("--admin", action="store_true", help="as superuser instead of the owner")
    parser.add_argument(
        "argument", nargs="*", metavar="-- ARG", help="arguments of psql, such as -c 'select 1'"
    )
    project.add_mode(parser, default=None)


def run(arguments: argparse.Namespace, world: World) -> int:
    stack, status = project.running_stack(arguments, world)
    if status is None:
        raise UsageError("nothing is running", fix="greenlane up")
    databases = [one.name for one in stack.services if one.kind == "postgres"]
    if arguments.service not in databases and arguments.service is not None:
        arguments.argument.insert(0, arguments.service)
        arguments.service = None
    if not databases or (arguments.service is None and len(databases) > 1):
        raise UsageError(
            "which database?", fix=f"greenlane psql NAME, one of: {', '.join(databases) or 'none declared'}"
        )
    name = arguments.service or databases[0]
    context = stack.contexts(installed=installed(stack))[name]
    values = dict(catalog.kind("postgres").variables(context))
    if arguments.admin:
        values |= {"PGUSER": "postgres", "PGPASSWORD": context.secrets["admin_password"]}
    bundle = next(iter(context.bundles.values()))
    program = str(bundle.programs["psql"])
    os.execve(program, [program, *arguments.argument], {**world.environment, **bundle.environment, **values})
