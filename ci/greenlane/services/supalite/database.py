"""What the database of a Supabase project has before its first migration, and its buckets."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from greenlane.edges.postgres import Session, connect
from greenlane.edges.psql import identifier, literal, scram_verifier
from greenlane.services.supalite.config import Bucket

LITE_ROLE = "supabase_lite"
"""As whom Supabase Lite connects. It owns nothing, but may become the roles that a token can name."""


def before(admin_url: str, password: str) -> None:
    """Roles, schemas and functions that must be there when Lite starts. Raises GreenlaneError."""
    with connect(admin_url) as session, session.transaction():
        _wait_for_turn(session)
        session.rows(_sql("before.sql"))
        verifier = literal(scram_verifier(password, rounds=4096))
        session.rows(f"ALTER ROLE {identifier(LITE_ROLE)} LOGIN PASSWORD {verifier}")


def after(admin_url: str, buckets: Iterable[Bucket]) -> None:
    """What must be there before the first migration, when Lite has made its tables; and the buckets."""
    with connect(admin_url) as session, session.transaction():
        _wait_for_turn(session)
        session.rows(_sql("after.sql"))
        for bucket in buckets:
            _declare(session, bucket)


def _wait_for_turn(session: Session) -> None:
    """Roles belong to the whole server: two Supabase services on one server take turns."""
    session.rows("SELECT pg_advisory_xact_lock(hashtext('greenlane supabase'))")


def _declare(session: Session, bucket: Bucket) -> None:
    session.rows(
        "INSERT INTO storage.buckets (id, name, public, file_size_limit, allowed_mime_types)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET public = excluded.public,"
        " file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types",
        [bucket.name, bucket.name, bucket.public, bucket.size_bytes_max, list(bucket.mime_types) or None],
    )


def _sql(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
