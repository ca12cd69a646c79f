"""A Docker Compose file -> services of the catalog; what is none is told, and nothing is guessed."""

from __future__ import annotations

import pytest

from greenlane.workflows.init import compose
from greenlane.workflows.init.seen import Found, Service
from tests.unit.workflows.init.made import tree


def found(text: str, name: str = "compose.yaml") -> Found:
    return compose.look(tree({name: text}))


def only(text: str) -> Service:
    (service,) = found(text).services
    return service


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        ("postgres", "postgres"),
        ("postgres:16-alpine", "postgres"),
        ("docker.io/library/postgres:17@sha256:00", "postgres"),
        ("bitnami/postgresql:16", "postgres"),
        ("supabase/postgres:15", "postgres"),
        ("supabase/gotrue:2", ""),
        ("redis/redis-stack-server:7", "redis"),
        ("valkey/valkey", "redis"),
        ("minio/minio:latest", "s3"),
        ("localstack/localstack", "s3"),
        ("edoburu/pgbouncer", "pgbouncer"),
        ("axllent/mailpit", "mail"),
        ("mongo:8", ""),
        ("ghcr.io/octo/postgres-backup", ""),
    ],
)
def test_an_image_is_known_by_its_last_name(image: str, kind: str) -> None:
    assert compose.kind(image) == kind


@pytest.mark.parametrize(
    ("tag", "version"), [("16", 16), ("15.4-bookworm", 15), ("12", 15), ("18", 17), ("latest", 16)]
)
def test_a_version_that_is_not_offered_is_the_nearest_one(tag: str, version: int) -> None:
    assert only(f"services: {{db: {{image: 'postgres:{tag}'}}}}").options == {"version": version}


def test_a_version_that_is_not_offered_is_told() -> None:
    (row,) = found("services: {db: {image: 'postgres:12'}}").rows
    assert row.becomes == "service db, PostgreSQL 15, for 12 is not offered"


def test_what_an_image_has_beyond_postgresql_is_told() -> None:
    (row,) = found("services: {db: {image: 'postgis/postgis:16-3.4'}}").rows
    assert row.becomes == "service db, PostgreSQL 16, without postgis"


def test_database_and_user_are_taken_from_the_environment_and_no_password_is() -> None:
    service = only(
        "services: {db: {image: postgres:16, environment: [POSTGRES_DB=shop, POSTGRES_USER=owner,"
        " POSTGRES_PASSWORD=hunter2]}}"
    )
    assert service.options == {"version": 16, "database": "shop", "user": "owner"}


def test_defaults_of_variables_are_what_a_checkout_would_get() -> None:
    assert compose.resolved("postgres:${V:-15}-${X-a}${Y}") == "postgres:15-a"


def test_scripts_that_the_image_would_run_become_init() -> None:
    service = only(
        "services: {db: {image: postgres:16, volumes: ['./db/init:/docker-entrypoint-initdb.d:ro',"
        " './one.sql:/docker-entrypoint-initdb.d/one.sql', 'data:/var/lib/postgresql/data']}}"
    )
    assert service.options["init"] == ["db/init/*.sql", "one.sql"]


def test_two_databases_hand_out_different_variables() -> None:
    services = found("services: {db: {image: postgres}, audit-log: {image: postgres}}").services
    assert "prefix" not in services[0].options
    assert services[1].options["prefix"] == "AUDIT_LOG_"


def test_other_names_of_an_address_become_aliases() -> None:
    text = """
services:
  api:
    build: .
    environment:
      POSTGRES_URL: postgresql://u:p@db:5432/app
      CACHE: redis://cache:6379/1
      DATABASE_URL: postgres://u:p@db/app
      OTHER: postgres://u:p@elsewhere/app
      NEXT_PUBLIC_X: redis://cache:6379
  db: {image: postgres}
  cache: {image: redis}
"""
    aliases = {one.name: one.options.get("aliases") for one in found(text).services}
    assert aliases == {"db": {"POSTGRES_URL": "DATABASE_URL"}, "cache": {"CACHE": "REDIS_URL"}}


def test_a_pool_without_a_database_is_none() -> None:
    assert found("services: {pool: {image: edoburu/pgbouncer}}").services == ()


def test_localstack_without_s3_is_none() -> None:
    text = "services: {aws: {image: localstack/localstack, environment: {SERVICES: 'sqs,sns'}}}"
    assert found(text).services == ()


def test_the_file_that_compose_itself_would_take_is_read() -> None:
    files = {
        "docker-compose.yml": "services: {a: {image: redis}}",
        "compose.yaml": "services: {b: {image: redis}}",
    }
    assert [one.name for one in compose.look(tree(files)).services] == ["b"]


@pytest.mark.parametrize(
    "text", ["", "services:", "services: [a]", "services: {a: 1}", "a: [", "services: {a: {image: 7}}"]
)
def test_a_file_that_says_nothing_or_is_broken_gives_nothing(text: str) -> None:
    assert found(text).services == ()
