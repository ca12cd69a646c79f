"""Migrations and seeds that fail: where and what is said, nothing is half applied, no server is left."""

from __future__ import annotations

import pytest

from tests.faults.site import Site

DECLARATION = """\
version: 1
services:
  db: {type: postgres, migrations: db/migrations, init: [db/init.sql], seeds: SEEDS}
"""
FIRST = "CREATE TABLE rooms (id int PRIMARY KEY, owner text NOT NULL);\n"
BROKEN = """\
CREATE TABLE messages (id int PRIMARY KEY);
INSERT INTO messages VALUES (1);

INSERT INTO mesages
    VALUES (2);
"""
THIRD = "CREATE TABLE media (id int PRIMARY KEY);\n"
POLICY = """\
ALTER TABLE rooms ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON rooms TO authenticated;
CREATE POLICY own_rooms ON rooms TO authenticated
    USING (owner = current_setting('request.jwt.claim.sub'))
    WITH CHECK (owner = current_setting('request.jwt.claim.sub'));
"""
TABLES = """\
SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"""


def _declare(site: Site, seeds: str = "[]") -> None:
    site.declare(DECLARATION.replace("SEEDS", seeds))
    site.write("db/init.sql", "CREATE ROLE authenticated NOLOGIN;\n")
    site.write("db/migrations/001_rooms.sql", FIRST)


def _tables(site: Site) -> str:
    return site.ok("psql", "--", "-Atc", TABLES).out.strip()


@pytest.mark.parametrize("mode", ["durable", "ephemeral"])
def test_a_broken_migration_is_shown_with_its_line_and_leaves_no_server(mode: str, site: Site) -> None:
    _declare(site)
    site.write("db/migrations/002_messages.sql", BROKEN)

    ended = site.greenlane("up", "--mode", mode)

    assert ended.code == 1, ended.text
    assert "db/migrations/002_messages.sql:4:13" in ended.err
    assert 'relation "mesages" does not exist' in ended.err
    assert "4 | INSERT INTO mesages" in ended.err
    assert "Nothing of this file" in ended.err or "undone" in ended.err
    assert "Traceback" not in ended.err
    assert site.leftovers() == []


def test_nothing_of_a_broken_migration_is_applied_and_the_next_up_goes_on_there(site: Site) -> None:
    _declare(site)
    broken = site.write("db/migrations/002_messages.sql", BROKEN)
    site.write("db/migrations/003_media.sql", THIRD)
    assert site.greenlane("up").code == 1

    broken.rename(site.project / "later.sql")
    third = site.project / "db/migrations/003_media.sql"
    third.rename(site.project / "third.sql")
    site.ok("up")
    assert _tables(site) == "rooms"

    (site.project / "third.sql").rename(third)
    broken.write_text(BROKEN.replace("mesages", "messages"))
    site.ok("down")
    site.ok("up")
    assert _tables(site) == "media messages rooms"


def test_a_seed_that_violates_a_policy_is_refused_with_its_line(site: Site) -> None:
    _declare(site, "[{file: db/seed.sql, role: authenticated, claims: {sub: ada}}]")
    site.write("db/migrations/002_policy.sql", POLICY)
    seed = site.write(
        "db/seed.sql", "INSERT INTO rooms VALUES (1, 'ada');\nINSERT INTO rooms VALUES (2, 'bob');\n"
    )

    ended = site.greenlane("up")

    assert ended.code == 1, ended.text
    assert "db/seed.sql:2:1" in ended.err
    assert 'violates row-level security policy for table "rooms"' in ended.err
    assert "42501" in ended.err
    assert site.leftovers() == []

    seed.write_text("INSERT INTO rooms VALUES (3, 'ada');\n")
    site.ok("up")
    assert site.ok("psql", "--", "-Atc", "SELECT id, owner FROM rooms").out.strip() == "3|ada"


def test_a_failed_command_is_shown_with_what_it_said_and_without_the_password(site: Site) -> None:
    site.declare(
        "version: 1\nservices:\n  db:\n    type: postgres\n"
        "    migrations: {command: [sh, -c, 'echo broken at step 3; echo $DATABASE_URL >&2; exit 9']}\n"
    )

    ended = site.greenlane("up")

    assert ended.code == 1, ended.text
    assert "ended with exit code 9" in ended.err
    assert "broken at step 3" in ended.err
    assert "postgresql://app:" not in ended.text
    assert site.leftovers() == []
