"""Run a file's statements, in one transaction or one by one; every refusal names its place."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from greenlane.edges.postgres import RefusedError, Session
from greenlane.migrations.history import History
from greenlane.migrations.messages import refused, unreadable
from greenlane.migrations.statements import Piece, split, without_transaction
from greenlane.migrations.tokens import UnreadableError
from greenlane.migrations.transactions import inner
from greenlane.model.migration import DOCS, Limits, Script, SeedScript, StatementError

NOTHING = "Nothing of this file was applied."
_CLAIM_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
# What a file may leave behind in the session, except our advisory lock, which DISCARD ALL would free.
_FRESH = """
set session authorization default; reset role; reset all; close all; deallocate all; unlisten *;
discard temp; discard sequences; discard plans; set standard_conforming_strings = on
"""


@dataclass(frozen=True)
class Ready:
    """A script divided into what will be sent."""

    script: Script
    pieces: tuple[Piece, ...]
    transactional: bool


def ready(script: Script) -> Ready:
    """Divide a migration. Raises StatementError when it cannot be run as it stands."""
    with _readable(script):
        pieces = split(script.text)
        if without_transaction(script.text):
            return Ready(script, _statements(pieces), transactional=False)
        return Ready(script, inner(pieces), transactional=True)


def ready_seed(seed: SeedScript) -> Ready:
    """Divide a seed; it always runs in one transaction."""
    with _readable(seed.script):
        if without_transaction(seed.script.text):
            raise UnreadableError("a seed always runs in one transaction", 0, "take the comment out")
        return Ready(seed.script, inner(split(seed.script.text)), transactional=True)


def run_migration(session: Session, history: History, file: Ready, limits: Limits) -> int:
    """Apply one migration and record it. Returns milliseconds. Raises StatementError."""
    fresh(session, limits)
    started = time.monotonic()
    if not file.transactional:
        _one_by_one(session, history, file)
        fresh(session, limits)
        with session.transaction():
            history.applied(file.script, duration := _since(started))
        return duration
    with _end_of(file.script), session.transaction():
        _all(session, file)
        history.applied(file.script, duration := _since(started))
    return duration


def run_seed(session: Session, history: History, seed: SeedScript, file: Ready, limits: Limits) -> int:
    """Run one seed as its role and record it. Returns milliseconds. Raises StatementError."""
    fresh(session, limits)
    started = time.monotonic()
    with _end_of(file.script), session.transaction():
        become(session, seed)
        _all(session, file)
        history.seeded(seed, duration := _since(started))
    return duration


def run_all(session: Session, script: Script) -> int:
    """Run a file statement by statement outside a transaction; returns how many. Raises StatementError."""
    with _readable(script):
        pieces = _statements(split(script.text))
    for done, piece in enumerate(pieces):
        try:
            session.statement(piece.text)
        except RefusedError as err:
            raise refused(script, piece, err.refusal, _partly(done, len(pieces))) from err
    _refuse_open(session, script)
    return len(pieces)


def fresh(session: Session, limits: Limits) -> None:
    """Make the session as if it had just been opened, with its time-outs."""
    session.rows(_FRESH)
    for name, seconds in (("lock_timeout", limits.lock_s), ("statement_timeout", limits.statement_s)):
        if seconds is not None:
            session.rows("select set_config(%s, %s, false)", [name, f"{max(1, round(seconds * 1000))}ms"])
    # The server notices within this time that we were killed, and gives up what it is running for us.
    with contextlib.suppress(RefusedError):
        session.rows("set client_connection_check_interval = '1s'")


def become(session: Session, seed: SeedScript) -> None:
    """Take on the seed's role and claims until the transaction ends. Raises StatementError."""
    claims = {**({"role": seed.role} if seed.role else {}), **seed.claims}
    if seed.role or seed.claims:
        session.rows("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims, default=str)])
        for name, value in claims.items():
            if _CLAIM_NAME.fullmatch(name):
                text = value if isinstance(value, str) else json.dumps(value, default=str)
                session.rows("select set_config(%s, %s, true)", [f"request.jwt.claim.{name}", text])
    if seed.role:
        try:
            session.rows("select set_config('role', %s, true)", [seed.role])
        except RefusedError as err:
            raise StatementError(
                f"the seed cannot run as {seed.role}: {err.what}",
                where=seed.script.file,
                fix=f"make the role in an init script, and grant it: GRANT {seed.role} TO the migrating role",
                docs=f"{DOCS}#seeds",
                detail=(NOTHING,),
                sqlstate=err.refusal.sqlstate,
            ) from err


def _all(session: Session, file: Ready) -> None:
    for piece in file.pieces:
        try:
            session.statement(piece.text)
        except RefusedError as err:
            raise refused(file.script, piece, err.refusal, NOTHING) from err
    # Deferred constraints speak now, while the file's role is still ours, and not after the history.
    session.rows("set constraints all immediate")
    session.rows("set session authorization default; reset role")


def _one_by_one(session: Session, history: History, file: Ready) -> None:
    history.begun(file.script)
    for done, piece in enumerate(file.pieces):
        try:
            session.statement(piece.text)
        except RefusedError as err:
            session.rollback()
            session.rows(_FRESH)
            history.broke(file.script, done)
            raise refused(file.script, piece, err.refusal, _partly(done, len(file.pieces))) from err
    _refuse_open(session, file.script)


def _refuse_open(session: Session, script: Script) -> None:
    if session.in_transaction:
        session.rollback()
        raise StatementError(
            "the file leaves a transaction open; what was in it has been undone",
            where=f"{script.file}: at its end",
            fix="end it with COMMIT",
            docs=f"{DOCS}#refused",
        )


@contextlib.contextmanager
def _readable(script: Script) -> Iterator[None]:
    try:
        yield
    except UnreadableError as err:
        raise unreadable(script, err) from err


@contextlib.contextmanager
def _end_of(script: Script) -> Iterator[None]:
    """What the server refuses when the transaction ends belongs to the file as a whole."""
    try:
        yield
    except RefusedError as err:
        raise refused(script, None, err.refusal, NOTHING) from err


def _statements(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.first is not None)


def _partly(done: int, total: int) -> str:
    if done == 0:
        return f"No statement of this file took effect (0 of {total})."
    before = "The statement before it" if done == 1 else f"The {done} statements before it"
    return f"{before} took effect ({done} of {total}): the file runs without a transaction."


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
