"""Copying the prepared data folder: by several programs at once, since that is most of a first start."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from greenlane.edges.process import Completed, run
from greenlane.model.errors import OutsideError
from greenlane.model.service import Context
from greenlane.services.postgres.server import server_environment

SHARES = 2
"""How many programs copy the databases; one more copies the rest. 72 ms become 40 on two cores."""


def copy_folder(context: Context, source: Path, target: Path) -> None:
    """Copy a data folder as the servers' account, all of it or nothing. Raises OutsideError."""
    done: list[Completed | OutsideError] = []
    try:
        _made(context, target)
        databases = sorted((source / "base").iterdir())
        shares = [databases[at::SHARES] for at in range(SHARES)]
        rest = [one for one in source.iterdir() if one.name != "base"]
        threads = [
            threading.Thread(target=_copy, args=(context, paths, into, done))
            for paths, into in [*((share, target / "base") for share in shares), (rest, target)]
            if paths
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _checked(done, target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _made(context: Context, target: Path) -> None:
    words: list[str | Path] = ["mkdir", "-m", "700", target, target / "base"]
    _checked([_run(context, words)], target)


def _copy(context: Context, paths: Sequence[Path], into: Path, done: list[Completed | OutsideError]) -> None:
    try:
        done.append(_run(context, ["cp", "-R", *paths, f"{into}/"]))
    except OutsideError as err:
        done.append(err)


def _run(context: Context, words: Sequence[str | Path]) -> Completed:
    """The servers' umask makes every copy readable for their account alone, as PostgreSQL demands."""
    shell = ["sh", "-c", 'umask 077; exec "$@"', "sh", *words]
    return run(shell, environment=server_environment(context), cwd=context.run, account=context.account)


def _checked(done: Sequence[Completed | OutsideError], target: Path) -> None:
    for one in done:
        if isinstance(one, OutsideError):
            raise one
        if one.code:
            raise OutsideError(f"cannot copy a data folder to {target}", detail=one.tail())
