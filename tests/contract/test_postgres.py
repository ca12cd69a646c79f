"""PostgreSQL as a project gets it: its version, extensions, roles, settings, and who may enter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.contract.trial import Trial, trial

INIT = """\
-- What a project's own docker-entrypoint-initdb.d would hold.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE ROLE readonly;
GRANT CONNECT ON DATABASE shop TO readonly;
ALTER SYSTEM SET work_mem = '7MB';
"""

DECLARATION = """\
version: 1
services:
  db:
    type: postgres
    database: shop
    user: owner
    extensions: [pgcrypto]
    init: [init/*.sql]
    settings: {max_connections: 42, log_statement: all}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    folder = tmp_path_factory.mktemp("shop mit Ümlaut")
    (folder / "init").mkdir()
    (folder / "init" / "001-init.sql").write_text(INIT)
    with trial(folder, DECLARATION) as project:
        project.call("up")
        yield project


@pytest.mark.parametrize("version", [15, 16, 17])
def test_each_version_answers_with_its_extensions(tmp_path: Path, version: int) -> None:
    options = f"type: postgres, version: {version}, extensions: [uuid-ossp, pgcrypto]"
    declared = f"version: 1\nservices:\n  db: {{{options}}}\n"
    with trial(tmp_path, declared) as project:
        project.call("up", "--mode", "ephemeral")
        assert project.sql("SHOW server_version").startswith(f"{version}.")
        assert len(project.sql("SELECT uuid_generate_v4()")) == 36
        assert project.sql("SELECT encode(digest('a', 'sha256'), 'hex')").startswith("ca978112")


def test_pgtap_runs_a_plan(tmp_path: Path) -> None:
    declared = "version: 1\nservices:\n  db: {type: postgres, extensions: [pgtap]}\n"
    with trial(tmp_path, declared) as project:
        project.call("up", "--mode", "ephemeral")
        out = project.sql("SELECT plan(1); SELECT has_extension('pgtap'); SELECT * FROM finish()")
        assert out.splitlines()[:2] == ["1..1", "ok 1 - Extension pgtap should exist"]


def test_init_files_ran_once_as_superuser(shop: Trial) -> None:
    assert shop.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'readonly'") == "1"
    assert shop.sql("SELECT has_database_privilege('readonly', 'shop', 'CONNECT')") == "t"
    assert len(shop.sql("SELECT uuid_generate_v4()")) == 36
    shop.call("down")
    shop.call("up")
    assert shop.sql("SHOW work_mem") == "7MB"


def test_settings_reach_the_server(shop: Trial) -> None:
    assert shop.sql("SHOW max_connections") == "42"


def test_the_owner_owns_the_database_and_is_no_superuser(shop: Trial) -> None:
    assert shop.sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "f"
    assert (
        shop.sql("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
        == "owner"
    )


def test_nobody_enters_without_the_password(shop: Trial) -> None:
    values = shop.variables("durable")
    for user in ("owner", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host="127.0.0.1", port=values["PGPORT"], user=user, dbname="shop", password="guess"
            )


def test_both_urls_let_their_roles_in(shop: Trial) -> None:
    values = shop.variables("durable")
    for name, role in (("DATABASE_URL", "owner"), ("DATABASE_ADMIN_URL", "postgres")):
        with psycopg.connect(values[name]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)


def test_it_listens_on_the_loopback_only(shop: Trial) -> None:
    port = int(shop.variables("durable")["PGPORT"])
    heard = {
        one.laddr.ip
        for one in psutil.net_connections("tcp")
        if one.status == "LISTEN" and one.laddr.port == port
    }
    assert heard == {"127.0.0.1"}


def test_passwords_are_in_no_command_line_and_in_no_log(shop: Trial) -> None:
    values = shop.variables("durable")
    secrets = [values["PGPASSWORD"], values["DATABASE_ADMIN_URL"].split(":")[2].split("@")[0]]
    lines = [" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])]
    shop.sql("SELECT 'this statement is logged'")
    log = str(shop.call("logs", "db", "-n", "10000").stdout)
    assert "this statement is logged" in log
    assert not [secret for secret in secrets if secret in log or any(secret in line for line in lines)]


def test_a_broken_init_file_leaves_nothing_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "init.sql").write_text("CREATE ROLE a;\nCREATE ROLE b\n  NONSENSE;\n")
    declared = "version: 1\nservices:\n  db: {type: postgres, init: [init.sql]}\n"
    with trial(tmp_path, declared) as project:
        said = project.call("up", code=1).stderr
        assert "init.sql:3" in said
        assert "NONSENSE" in said
        (tmp_path / "init.sql").write_text("CREATE ROLE a;\n")
        project.call("up")
        assert project.sql("SELECT count(*) FROM pg_roles WHERE rolname IN ('a', 'b')") == "1"
