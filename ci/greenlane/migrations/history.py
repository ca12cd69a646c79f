"""What a database remembers of its migrations and seeds, in a schema that nobody is granted.

For Supabase's layout, supabase_migrations.schema_migrations says what is applied, so that the official
CLI and greenlane agree whichever of them ran; our own table adds checksum, time and duration.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from greenlane.edges.postgres import RefusedError, Session
from greenlane.migrations.plan import key
from greenlane.migrations.statements import split
from greenlane.model.errors import UsageError
from greenlane.model.migration import DOCS, Layout, Recorded, Script, SeedScript, State

_TABLES = """
create schema if not exists greenlane;
comment on schema greenlane is 'greenlane: which migrations and seeds this database has seen';
revoke all on schema greenlane from public;
create table if not exists greenlane.migrations (
    source text not null,
    version text not null,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    duration_ms integer,
    state text not null default 'applied' check (state in ('applied', 'begun')),
    statements_done integer,
    primary key (source, version)
);
create table if not exists greenlane.seeds (
    source text not null,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    duration_ms integer,
    primary key (source, name)
);
revoke all on all tables in schema greenlane from public;
"""
_SUPABASE_TABLE = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
    version text not null primary key,
    statements text[],
    name text
);
alter table supabase_migrations.schema_migrations
    add column if not exists statements text[], add column if not exists name text;
"""


class History:
    """The history of one layout in one database. Reading makes nothing; call `prepare` before writing."""

    def __init__(self, session: Session, layout: Layout) -> None:
        self._session = session
        self._layout = layout
        self._supabase = layout is Layout.SUPABASE

    def prepare(self) -> None:
        """Make the tables that are not there. To be called by one at a time. Raises UsageError."""
        with _permitted(), self._session.transaction():
            if not self._exists("greenlane.seeds"):
                self._session.rows(_TABLES)
            if self._supabase:
                self._session.rows(_SUPABASE_TABLE)
            self._session.rows("select count(*) from greenlane.migrations")

    def migrations(self) -> tuple[Recorded, ...]:
        """All that is recorded, in no order."""
        with _permitted():
            return self._recorded()

    def _recorded(self) -> tuple[Recorded, ...]:
        ours = self._ours()
        if not self._supabase or not self._exists("supabase_migrations.schema_migrations"):
            return () if self._supabase else tuple(ours.values())
        rows = self._session.rows(
            "select version, to_jsonb(entry) ->> 'name' from supabase_migrations.schema_migrations as entry"
        )
        known = {key(entry.version): entry for entry in ours.values()}
        listed = {
            key(version): known.get(key(version)) or Recorded(version, name or version, None, None)
            for version, name in rows
            if str(version).isdecimal()
        }
        begun = {version: entry for version, entry in known.items() if entry.state is State.BEGUN}
        return tuple({**listed, **begun}.values())

    def seeds(self) -> dict[str, str]:
        """Seed name -> checksum of what was run."""
        with _permitted():
            if not self._exists("greenlane.seeds"):
                return {}
        query = "select name, sha256 from greenlane.seeds where source = %s"
        return {str(name): str(sha256) for name, sha256 in self._session.rows(query, [self._layout.value])}

    def begun(self, script: Script) -> None:
        """Record that a file is being run without a transaction."""
        self._write(script, State.BEGUN, None)

    def broke(self, script: Script, statements_done: int) -> None:
        """Record after how many statements a file without a transaction broke."""
        self._session.rows(
            "update greenlane.migrations set statements_done = %s where source = %s and version = %s",
            [statements_done, self._layout.value, script.version],
        )

    def applied(self, script: Script, duration_ms: int | None) -> None:
        """Record a migration as applied, for the official CLI too where the layout is Supabase's."""
        self._write(script, State.APPLIED, duration_ms)
        if self._supabase:
            statements = [
                piece.text.strip().removesuffix(";").strip()
                for piece in split(script.text)
                if piece.first is not None
            ]
            self._session.rows(
                "insert into supabase_migrations.schema_migrations (version, statements, name) "
                "values (%s, %s, %s) on conflict (version) "
                "do update set statements = excluded.statements, name = excluded.name",
                [script.version, statements, script.name],
            )

    def forget(self, version: str) -> None:
        """Take out a migration that was begun and not finished."""
        self._session.rows(
            "delete from greenlane.migrations where source = %s and version = %s and state = 'begun'",
            [self._layout.value, version],
        )

    def seeded(self, seed: SeedScript, duration_ms: int) -> None:
        self._session.rows(
            "insert into greenlane.seeds (source, name, sha256, duration_ms) values (%s, %s, %s, %s)",
            [self._layout.value, seed.name, seed.script.sha256, duration_ms],
        )

    def _write(self, script: Script, state: State, duration_ms: int | None) -> None:
        self._session.rows(
            "insert into greenlane.migrations (source, version, name, sha256, state, duration_ms) "
            "values (%s, %s, %s, %s, %s, %s) on conflict (source, version) do update set "
            "name = excluded.name, sha256 = excluded.sha256, state = excluded.state, "
            "duration_ms = excluded.duration_ms, applied_at = excluded.applied_at, statements_done = null",
            [self._layout.value, script.version, script.file, script.sha256, state.value, duration_ms],
        )

    def _ours(self) -> dict[str, Recorded]:
        if not self._exists("greenlane.migrations"):
            return {}
        rows = self._session.rows(
            "select version, name, sha256, applied_at, duration_ms, state, statements_done "
            "from greenlane.migrations where source = %s",
            [self._layout.value],
        )
        return {
            str(version): Recorded(version, name, sha256, applied_at, duration_ms, State(state), done)
            for version, name, sha256, applied_at, duration_ms, state, done in rows
        }

    def _exists(self, table: str) -> bool:
        return bool(self._session.rows("select to_regclass(%s) is not null", [table])[0][0])


@contextlib.contextmanager
def _permitted() -> Iterator[None]:
    try:
        yield
    except RefusedError as err:
        if err.refusal.sqlstate != "42501":
            raise
        raise UsageError(
            f"this role may not keep a history of migrations here: {err.refusal.message}",
            fix="migrate as the database's owner, and always as the same role",
            docs=f"{DOCS}#history",
        ) from err
