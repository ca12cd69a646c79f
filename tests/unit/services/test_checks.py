"""What the start would refuse is refused when the declaration is read, located, and all at once."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import Any

import pytest

from greenlane.cli import project
from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.model.errors import DeclarationError, Problem
from greenlane.services import catalog

from .test_stores import PEER, context


def world(folder: Path, **environment: str) -> World:
    given = {"GREENLANE_STATE": str(folder / "state"), "GREENLANE_MEMORY": str(folder / "memory")}
    return World({**given, **environment}, folder, io.StringIO(), io.StringIO())


def mistakes(folder: Path, services: str, **environment: str) -> tuple[Problem, ...]:
    path = folder / "greenlane.yaml"
    path.write_text("version: 1\nservices:\n" + textwrap.indent(textwrap.dedent(services), "  "))
    try:
        project.read(path, "local", world(folder, **environment))
    except DeclarationError as err:
        return err.problems
    return ()


def told(folder: Path, services: str, **environment: str) -> str:
    return "\n".join(
        f"{p.line} {p.key}: {p.expected}; {p.got}. {p.hint}".rstrip()
        for p in mistakes(folder, services, **environment)
    )


NAME = "a name of 1 to 63 bytes without control characters"
LINE = "one line without control characters"
OWN = "a setting that greenlane does not set itself"
BUCKET = "3 to 63 lower-case letters, digits, dots and hyphens"

CASES = {
    "no database": ('postgres: {database: ""}', f'3 services.postgres.database: {NAME}; "".'),
    "no user": ('postgres: {user: ""}', f'3 services.postgres.user: {NAME}; "".'),
    "a name of two lines": (
        'postgres: {database: "a\\nb"}',
        f'3 services.postgres.database: {NAME}; "a\\nb".',
    ),
    "a name of 64 bytes": (
        f"postgres: {{user: {'é' * 32}}}",
        f"3 services.postgres.user: {NAME}; {'é' * 32}.",
    ),
    "the superuser": (
        "postgres: {user: postgres}",
        "3 services.postgres.user: a user of the project's own; postgres, which is PostgreSQL's own.",
    ),
    "a reserved role": (
        "postgres: {user: pg_me}",
        "3 services.postgres.user: a user of the project's own; pg_me, which is PostgreSQL's own.",
    ),
    "a template": (
        "postgres: {database: template1}",
        "3 services.postgres.database: a database of the project's own;"
        " template1, which is PostgreSQL's own.",
    ),
    "several settings": (
        'postgres:\n  settings:\n    Port: 1\n    work_mem: 4MB\n    a b: 1\n    x: "1\\n2"\n',
        f"5 services.postgres.settings.Port: {OWN}; Port, which is greenlane's own.\n"
        '7 services.postgres.settings."a b": the name of a setting; a b.\n'
        f'8 services.postgres.settings.x: {LINE}; "1\\n2".',
    ),
    "settings of redis": (
        'redis: {databases: 0, settings: {port: 1, bind: 0.0.0.0, timeout: "1\\nbind 0.0.0.0"}}',
        "3 services.redis.databases: a number from 1 to 10000; 0.\n"
        f"3 services.redis.settings.port: {OWN}; port, which is greenlane's own.\n"
        f"3 services.redis.settings.bind: {OWN}; bind, which is greenlane's own.\n"
        f'3 services.redis.settings.timeout: {LINE}; "1\\nbind 0.0.0.0".',
    ),
    "settings of the pool": (
        "pool: {type: pgbouncer, database: db, pool_size: 0, settings: {admin_users: x}}\n"
        "db: {type: postgres}",
        "3 services.pool.pool_size: a number from 1 to 10000; 0.\n"
        f"3 services.pool.settings.admin_users: {OWN}; admin_users, which is greenlane's own.",
    ),
    "buckets": (
        "s3:\n  buckets:\n    - name: media\n    - name: Media\n    - name: media\n",
        f"6 services.s3.buckets[1].name: {BUCKET}; Media.\n"
        "7 services.s3.buckets[2].name: a name that no other bucket has; media.",
    ),
    "a method of CORS": (
        "s3: {buckets: [{name: media, cors: [{origins: ['*'], methods: [get]}]}]}",
        "3 services.s3.buckets[0].cors[0].methods[0]: one of GET, PUT, POST, DELETE, HEAD;"
        " get. Did you mean GET?",
    ),
    "a pool before no database": (
        "pool: {type: pgbouncer, database: redis}\nredis: {}\ndb: {type: postgres}",
        "3 services.pool.database: a service of type postgres (db); redis, of type redis.",
    ),
    "supabase on no database, with no mail": (
        "supabase: {database: mail, mail: db, path: .}\nmail: {}\ndb: {type: postgres}",
        "3 services.supabase.database: a service of type postgres (db); mail, of type mail.\n"
        "3 services.supabase.mail: a service of type mail (mail); db, of type postgres.",
    ),
    "paths": (
        "db:\n  type: postgres\n  migrations: bd/migrations\n  seeds: [db/sede.sql, {file: db/data.txt}]\n"
        "  init: [db/init/*.sql]\n",
        "5 services.db.migrations: a folder that is there, seen from greenlane.yaml; bd/migrations."
        " Did you mean db/migrations?\n"
        "6 services.db.seeds[0]: a file that is there, seen from greenlane.yaml; db/sede.sql."
        " Did you mean db/seed.sql?\n"
        "6 services.db.seeds[1].file: a file that is there, seen from greenlane.yaml; db/data.txt.\n"
        "7 services.db.init[0]: a file that is there, seen from greenlane.yaml; db/init/*.sql.",
    ),
    "a default path": (
        "db: {type: postgres}\nsupabase: {}",
        "4 services.supabase.path: a folder that is there, seen from greenlane.yaml;"
        " nothing, and the default is supabase.",
    ),
    "a default path of migrations": (
        "db: {type: postgres, migrations: {layout: supabase}}",
        "3 services.db.migrations.path: a folder that is there, seen from greenlane.yaml;"
        " nothing, which is migrations.",
    ),
    "the same variables": (
        "a: {type: redis}\nb: {type: redis}",
        "4 services.b: variables that no other service hands out; REDIS_URL, as services.a does (line 3)."
        " Give one of them a prefix, such as prefix: B_.",
    ),
    "an alias that is taken": (
        "a: {type: redis}\nmail: {aliases: {REDIS_URL: MAIL_URL}}",
        "4 services.mail.aliases.REDIS_URL: a variable that no other service hands out;"
        " REDIS_URL, as services.a does (line 3).",
    ),
    "a prefix that makes two the same": (
        "a: {type: mail, aliases: {X_REDIS_URL: MAIL_URL}}\nb: {type: redis, prefix: X_}",
        "4 services.b: variables that no other service hands out;"
        " X_REDIS_URL, as services.a does (line 3). Give one of them a prefix, such as prefix: B_.",
    ),
    "an alias of nothing": (
        "mail: {aliases: {A: MAIL_ULR}}",
        "3 services.mail.aliases.A: one of SMTP_HOST, SMTP_PORT, MAIL_URL; MAIL_ULR. Did you mean MAIL_URL?",
    ),
}


@pytest.mark.parametrize(("services", "expected"), CASES.values(), ids=CASES.keys())
def test_what_the_start_would_refuse_is_a_located_mistake(
    tmp_path: Path, services: str, expected: str
) -> None:
    (tmp_path / "db" / "migrations").mkdir(parents=True)
    (tmp_path / "db" / "seed.sql").touch()
    assert told(tmp_path, services) == expected


def test_what_is_there_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "db" / "init").mkdir(parents=True)
    (tmp_path / "db" / "init" / "1.sql").touch()
    (tmp_path / "supabase").mkdir()
    services = """
        db: {type: postgres, migrations: {path: db}, init: [db/init/*.sql], seeds: [db/init/1.sql]}
        own: {type: postgres, prefix: OWN_, migrations: {command: [alembic]}, aliases: {OTHER: DATABASE_URL}}
        pool: {type: pgbouncer, database: db}
        mail: {}
        supabase: {mail: mail}
    """
    assert mistakes(tmp_path, services) == ()


def test_the_value_of_a_variable_is_not_shown(tmp_path: Path) -> None:
    found = told(
        tmp_path, "postgres:\n  user: ${ME}\n  migrations: ${WHERE}\n", ME="postgres", WHERE="s3cret"
    )
    assert "s3cret" not in found
    assert found.splitlines()[0].endswith("; the value of ME (not shown).")


def test_a_mistake_in_another_environment_is_found_too(tmp_path: Path) -> None:
    path = tmp_path / "greenlane.yaml"
    path.write_text(
        "version: 1\nservices: {redis: {}}\nenvironments:\n  ci: {services: {redis: {settings: {dir: /}}}}\n"
    )
    with pytest.raises(
        DeclarationError, match=r"greenlane.yaml:4 environments\.ci\.services\.redis\.settings\.dir"
    ):
        project.read(path, "local", world(tmp_path))


def test_config_check_looks_again_for_what_was_there_before(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    assert mistakes(tmp_path, "db: {type: postgres, migrations: db}") == ()
    assert main(["config", "check"], world(tmp_path)) == 0
    (tmp_path / "db").rmdir()
    assert main(["config", "check"], world(tmp_path)) == 2


@pytest.mark.parametrize("name", catalog.names())
def test_an_entry_names_every_variable_that_it_hands_out(name: str, tmp_path: Path) -> None:
    given: dict[str, dict[str, Any]] = {
        "s3": {"buckets": [{"name": "media"}]},
        "pgbouncer": {"database": "db"},
    }
    handed = catalog.kind(name).variables(context(name, tmp_path, peer=PEER, **given.get(name, {})))
    assert set(catalog.kind(name).VARIABLES) == set(handed)
