"""From a PostgreSQL service's options to its migrations and seeds: what to apply, and as whom."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from greenlane.migrations import apply
from greenlane.model.migration import Command, Folder, Layout, Seed, Source, Target
from greenlane.model.service import Context

if TYPE_CHECKING:
    from greenlane.services.postgres.options import Options


def migrate(context: Context, handed: Mapping[str, str]) -> None:
    """Apply what is missing as the database's owner; seeds that name a role as superuser, who may take it.

    handed: the variables of the service. The project's own command gets them too.
    """
    for target in targets(context, handed):
        apply(target.url, target.source, report=_log, environment=target.environment)


def targets(context: Context, handed: Mapping[str, str]) -> list[Target]:
    """What brings the database up to date, in order."""
    options: Options = context.options
    seeds = [
        Seed(one) if isinstance(one, str) else Seed(one.file, one.role, one.claims) for one in options.seeds
    ]
    own = tuple(one for one in seeds if one.role is None)
    as_role = tuple(one for one in seeds if one.role is not None)
    environment = {**context.environment, **handed}
    found = [Target(handed["DATABASE_URL"], Source(context.project, _origin(context), own), environment)]
    if as_role:
        found.append(
            Target(handed["DATABASE_ADMIN_URL"], Source(context.project, None, as_role), environment)
        )
    return found


def _origin(context: Context) -> Folder | Command | None:
    declared = context.options.migrations
    if declared is None:
        return None
    if isinstance(declared, str):
        return Folder(context.project / declared)
    if declared.command:
        return Command(declared.command, declared.files)
    return Folder(
        context.project / (declared.path or "migrations"), Layout(declared.layout), declared.out_of_order
    )


def _log(line: str) -> None:
    """Into the supervisor's log, where standard error leads."""
    with contextlib.suppress(OSError):  # a full disk is for the database to tell
        print(line, file=sys.stderr, flush=True)
