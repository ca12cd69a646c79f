"""The tables of what is kept in PostgreSQL, and their rows. name: of the repository, in small letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, LiteralString

from greenlane.model.plan import Pass
from greenlane.planner.origin import trust
from greenlane.planner.passes import encode

if TYPE_CHECKING:
    from greenlane.edges.postgres import Session

Row = tuple[str, bytes]
"""Of a pass: what it is filed under, and its record."""
TABLES: LiteralString = """
CREATE SCHEMA IF NOT EXISTS greenlane;
CREATE TABLE IF NOT EXISTS greenlane.pass (
    repository text, job text, digest text, trust text, passed_at bigint NOT NULL, record bytea NOT NULL,
    PRIMARY KEY (repository, job, digest, trust));
CREATE TABLE IF NOT EXISTS greenlane.debts (repository text PRIMARY KEY, book bytea NOT NULL);
CREATE TABLE IF NOT EXISTS greenlane.shadow (repository text PRIMARY KEY, clean integer NOT NULL);
CREATE TABLE IF NOT EXISTS greenlane.report (
    repository text, digest text, laid_at bigint NOT NULL, content bytea NOT NULL,
    PRIMARY KEY (repository, digest));
"""


def are_there(session: Session) -> bool:
    return bool(session.rows("SELECT to_regclass('greenlane.report') IS NOT NULL")[0][0])


def make(session: Session) -> None:
    session.rows(TABLES)


def passes(
    session: Session, name: str, wanted: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], Sequence[Row]]:
    """By job and content."""
    rows = session.rows(
        "SELECT job, digest, trust, record FROM greenlane.pass"
        " JOIN unnest(%s::text[], %s::text[]) AS wanted (job, digest) USING (job, digest)"
        " WHERE repository = %s ORDER BY job, digest, trust",
        ([job for job, _ in wanted], [digest for _, digest in wanted], name),
    )
    found: dict[tuple[str, str], list[Row]] = {}
    for job, digest, kind, record in rows:
        found.setdefault((job, digest), []).append((kind, bytes(record)))
    return found


def latest(session: Session, name: str, jobs: Sequence[str]) -> Sequence[Row]:
    """The newest pass of each of these jobs, whatever its content."""
    rows = session.rows(
        "SELECT DISTINCT ON (job) trust, record FROM greenlane.pass"
        " WHERE repository = %s AND job = ANY(%s) ORDER BY job, passed_at DESC",
        (name, list(jobs)),
    )
    return [(kind, bytes(record)) for kind, record in rows]


def write(session: Session, name: str, one: Pass) -> None:
    """In the place of the older one of the same content and trust."""
    session.rows(
        "INSERT INTO greenlane.pass VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (repository, job, digest, trust)"
        " DO UPDATE SET passed_at = excluded.passed_at, record = excluded.record",
        (name, one.job, one.digest, trust(one.event).value, one.passed_at, encode(one)),
    )


def book(session: Session, name: str) -> bytes | None:
    """What is owed, as it was written; None when nothing was."""
    rows = session.rows("SELECT book FROM greenlane.debts WHERE repository = %s", (name,))
    return bytes(rows[0][0]) if rows else None


def keep_book(session: Session, name: str, data: bytes) -> None:
    session.rows(
        "INSERT INTO greenlane.debts VALUES (%s, %s)"
        " ON CONFLICT (repository) DO UPDATE SET book = excluded.book",
        (name, data),
    )


def clean(session: Session, name: str) -> int:
    rows = session.rows("SELECT clean FROM greenlane.shadow WHERE repository = %s", (name,))
    return int(rows[0][0]) if rows else 0


def count(session: Session, name: str, clean: int) -> None:
    """A miss that another plan found meanwhile is not counted over."""
    session.rows(
        "INSERT INTO greenlane.shadow AS kept VALUES (%s, least(%s, 1))"
        " ON CONFLICT (repository) DO UPDATE SET clean = least(%s, kept.clean + 1)",
        (name, clean, clean),
    )


def lay(session: Session, name: str, reports: Mapping[str, bytes], now: int) -> None:
    for digest, data in reports.items():
        session.rows(
            "INSERT INTO greenlane.report VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (repository, digest)"
            " DO UPDATE SET laid_at = excluded.laid_at, content = excluded.content",
            (name, digest, now, data),
        )


def reports(session: Session, name: str, digests: Sequence[str]) -> Mapping[str, bytes]:
    rows = session.rows(
        "SELECT digest, content FROM greenlane.report WHERE repository = %s AND digest = ANY(%s)",
        (name, list(digests)),
    )
    return {digest: bytes(content) for digest, content in rows}


def prune(session: Session, name: str, before: int) -> None:
    """Remove passes that are older, and reports that were laid as long ago."""
    session.rows("DELETE FROM greenlane.pass WHERE repository = %s AND passed_at < %s", (name, before))
    session.rows("DELETE FROM greenlane.report WHERE repository = %s AND laid_at < %s", (name, before))
