"""The prepared data folder: what initdb, a role, a database and extensions leave, made once and copied."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from greenlane.edges import psql
from greenlane.edges.files import locked, write_aside
from greenlane.edges.process import run
from greenlane.edges.state import own
from greenlane.model.errors import OutsideError
from greenlane.model.service import Context, Mode
from greenlane.services.folders import give
from greenlane.services.postgres.server import (
    IN_FILES,
    SUPERUSER,
    create_database,
    create_extensions,
    installed,
    server_environment,
)

_IN_FILES = "=".join(IN_FILES)


def template(context: Context) -> Path:
    """A data folder with role, database and extensions, made once for each that is asked for.

    In a cache that cannot be written to it is made for this start alone, when it is not there.
    """
    bundle, options = installed(context), context.options
    place = context.cache / "templates" / f"uid-{context.account.uid}"
    asked = repr((bundle.root.name, str(context.mode), options.user, options.database, options.extensions))
    folder = place / f"postgres-{options.version}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"
    if (folder / "PG_VERSION").exists():
        return folder
    try:
        _own_folder(place, context)
        with locked(place.parent / f"{place.name}.lock"):
            if not (folder / "PG_VERSION").exists():
                _initdb(context, folder)
    except OSError as err:
        if err.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        folder = context.run / "template"
        _initdb(context, folder)
    return folder


def _own_folder(place: Path, context: Context) -> None:
    """Make a folder of the cache in which the servers' account may write."""
    own(place.parent, 0o711 if os.geteuid() == 0 else 0o700)
    place.mkdir(mode=0o700, exist_ok=True)
    give(place, context.account)


def _initdb(context: Context, folder: Path) -> None:
    aside = folder.with_name(f".{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    segment_mb = 16 if context.mode is Mode.DURABLE else 1
    words: list[str | Path] = [
        *(
            installed(context).programs["initdb"],
            "-D",
            aside,
            "-U",
            SUPERUSER,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ),
        *("--no-sync", "--no-instructions", f"--wal-segsize={segment_mb}"),
        *(("--set", _IN_FILES) if context.options.version > 15 else ()),  # 15 cannot be told
        *("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={_random_password(context)}"),
    ]
    _checked(context, "initdb failed", words)
    options, name = context.options, psql.identifier(context.options.user)
    _single_user(context, aside, "postgres", [f"CREATE ROLE {name}", create_database(options)])
    if options.extensions:
        _single_user(context, aside, options.database, create_extensions(options))
    aside.rename(folder)


def _random_password(context: Context) -> Path:
    """A password that nobody will know: each start sets the stack's own before anybody is told of it."""
    path = context.run / "initial-password"
    write_aside(path, secrets.token_urlsafe(32), mode=0o600)
    give(path, context.account)
    return path


def _single_user(context: Context, folder: Path, database: str, statements: Sequence[str]) -> None:
    """Run statements in a server that listens to nobody but its standard input, one a line."""
    program = installed(context).programs["postgres"]
    words: list[str | Path] = [
        program,
        "--single",
        "-c",
        "exit_on_error=on",
        "-c",
        "fsync=off",
        "-c",
        _IN_FILES,
        "-D",
        folder,
        database,
    ]
    _checked(
        context, "a new data folder could not be set up", words, "".join(f"{one};\n" for one in statements)
    )


def _checked(context: Context, what: str, words: Sequence[str | Path], stdin: str | None = None) -> None:
    done = run(
        words, environment=server_environment(context), cwd=context.run, account=context.account, stdin=stdin
    )
    if done.code or "ERROR:" in done.err or "FATAL:" in done.err:
        raise OutsideError(what, detail=done.tail(), docs="docs/troubleshooting.md#database-setup")
