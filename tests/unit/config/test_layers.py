"""Layers, variables and provenance."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.config import find
from greenlane.config.values import values
from greenlane.model.errors import ExitCode, UsageError

from .examples import Folder, load_text, mistakes, told

LAYERED = """\
version: 1
services:
  db:
    type: postgres
    settings: {a: 1, b: 2, c: 3}
    extensions: [x, y]
  redis:
environments:
  ci:
    services:
      db:
        settings: {b: 20, c: null}
        extensions: [z]
      redis: null
"""


def test_mappings_merge_lists_replace_and_null_removes(tmp_path: Path) -> None:
    declaration = load_text(tmp_path, LAYERED, environment_name="ci")

    assert [service.name for service in declaration.services] == ["db"]
    assert declaration.services[0].options.settings == {"a": 1, "b": 20}
    assert declaration.services[0].options.extensions == ("z",)


def test_the_local_file_is_the_last_layer(tmp_path: Path) -> None:
    local = "services: {db: {settings: {b: 300}}}\n"

    declaration = load_text(tmp_path, LAYERED, environment_name="ci", local=local)

    assert declaration.services[0].options.settings == {"a": 1, "b": 300}


def test_each_value_knows_its_file_line_and_layer(tmp_path: Path) -> None:
    declaration = load_text(
        tmp_path, LAYERED, environment_name="ci", local="services:\n  db: {settings: {d: 4}}\n"
    )

    origin = {shown.key: shown.origin for shown in values(declaration)}

    assert origin["services.db.settings.a"] == "greenlane.yaml:5"
    assert origin["services.db.settings.b"] == "greenlane.yaml:12 environments.ci"
    assert origin["services.db.extensions[0]"] == "greenlane.yaml:13 environments.ci"
    assert origin["services.db.settings.d"] == "greenlane.local.yaml:2"
    assert origin["services.db.version"] == "default"


def test_a_short_form_is_the_source_of_all_it_stands_for(tmp_path: Path) -> None:
    declaration = load_text(tmp_path, "version: 1\nservices:\n  redis:\n    port: 6379\n")

    source = declaration.source("services.redis.ports.main")

    assert source is not None
    assert source.line == 4
    assert declaration.services[0].ports == {"main": 6379}


def test_services_come_after_what_they_need_and_else_by_name(tmp_path: Path) -> None:
    text = (
        "version: 1\nservices:\n  z: {type: redis}\n  a: {type: redis, needs: [z]}\n"
        "  pgbouncer:\n  db: {type: postgres}\n"
    )

    declaration = load_text(tmp_path, text)

    assert [service.name for service in declaration.services] == ["db", "pgbouncer", "z", "a"]
    assert declaration.services[1].needs == ("db",)


def test_a_variable_in_a_plain_scalar_can_be_a_number(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  redis:\n    port: ${PORT}\n    databases: ${COUNT:-8}\n"

    service = load_text(tmp_path, text, environment={"PORT": "6380"}).services[0]

    assert service.ports == {"main": 6380}
    assert service.options.databases == 8


def test_a_variable_that_looks_like_a_number_is_text_where_text_is_wanted(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  postgres:\n    password: ${DB_PASSWORD}\n"

    assert (
        load_text(tmp_path, text, environment={"DB_PASSWORD": "0123"}).services[0].options.password == "0123"
    )


def test_a_variable_cannot_bring_structure_or_null(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  postgres:\n    database: ${A}\n    password: ${B}\n"

    options = load_text(tmp_path, text, environment={"A": "{x: 1}", "B": "null"}).services[0].options

    assert (options.database, options.password) == ("{x: 1}", "null")


def test_two_dollars_are_a_literal(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  postgres:\n    database: a$${B}$c\n"

    assert load_text(tmp_path, text).services[0].options.database == "a${B}$c"


def test_an_empty_variable_takes_the_default(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  postgres:\n    database: ${A:-fallback}\n"

    assert load_text(tmp_path, text, environment={"A": ""}).services[0].options.database == "fallback"


def test_a_variable_that_is_not_set_is_located_with_the_way_to_set_it(tmp_path: Path) -> None:
    assert told(tmp_path, "version: 1\nservices:\n  redis:\n    port: ${REDIS_PORT}\n") == (
        "4 services.redis.port: the environment variable REDIS_PORT; none of that name."
        " Set it (export REDIS_PORT=…), or give a default: ${REDIS_PORT:-…}."
    )


def test_a_variable_of_an_environment_that_is_not_asked_for_may_be_missing(tmp_path: Path) -> None:
    text = (
        "version: 1\nservices: {redis: {}}\n"
        "environments:\n  ci:\n    services:\n      redis:\n        port: ${P}\n"
    )

    assert mistakes(tmp_path, text) == ()
    assert len(mistakes(tmp_path, text, environment_name="ci")) == 1


@pytest.mark.parametrize("option", ["version", "extensions", "migrations", "timeout", "nonsense"])
def test_a_mistake_never_shows_the_value_of_a_variable(tmp_path: Path, option: str) -> None:
    text = (
        f"version: 1\nservices:\n  postgres:\n    {option}: ${{S}}\n"
        f'    database: ["${{S}}"]\n    {option}2: ${{S}}\n    settings: {{a: [1]}}\n    port: ${{S}}\n'
    )

    found = told(tmp_path, text, environment={"S": "hunter2"})

    assert found
    assert "hunter2" not in found


def test_a_wrong_value_from_a_variable_names_the_variable(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  redis:\n    port: ${REDIS_PORT}\n"

    assert told(tmp_path, text, environment={"REDIS_PORT": "hunter2"}) == (
        "4 services.redis.port: a port from 1 to 65535; the value of REDIS_PORT (not shown). "
    )


@pytest.mark.parametrize("written", ["${", "${}", "${1A}", "${A-b}", "${A:-${B}}"])
def test_a_malformed_reference_is_a_mistake(tmp_path: Path, written: str) -> None:
    found = mistakes(tmp_path, f"version: 1\nproject: x{written}\n", environment={})

    assert [problem.expected for problem in found] == ["${VARIABLE} or ${VARIABLE:-default}"]


def test_a_merge_key_brings_the_base_and_its_lines(tmp_path: Path) -> None:
    text = (
        "version: 1\nservices:\n  a: &a\n    type: redis\n    databases: 4\n"
        "  b:\n    <<: *a\n    append_only: true\n"
    )

    declaration = load_text(tmp_path, text)

    assert declaration.services[1].options.databases == 4
    source = declaration.source("services.b.databases")
    assert source is not None
    assert source.line == 5


def test_a_union_takes_its_longer_form(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  postgres: {migrations: {path: m, layout: supabase}}\n"

    assert load_text(tmp_path, text).services[0].options.migrations == Folder("m", "supabase")


def test_the_project_is_named_after_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mein Projekt ü"
    folder.mkdir()

    assert load_text(folder, "version: 1\n").project == "mein Projekt ü"


def test_the_nearest_file_upward_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "greenlane.yaml").write_text("version: 1\n", encoding="utf-8")

    assert find(inner, {}) == tmp_path / "greenlane.yaml"
    assert find(inner, {"GREENLANE_FILE": "x.yaml"}) == inner / "x.yaml"


def test_no_file_at_all_is_a_usage_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no greenlane.yaml .*\n.*GREENLANE_FILE") as caught:
        find(tmp_path, {})

    assert caught.value.code is ExitCode.CONFIGURATION


def test_a_number_from_a_variable_is_not_shown_either(tmp_path: Path) -> None:
    text = (
        "version: 1\nservices:\n  pgbouncer:\n    database: ${S}\n    port: ${S}\n"
        "  redis:\n    port: ${S}\n    needs:\n      - x${S}\n"
    )

    found = told(tmp_path, text, environment={"S": "31337"})

    assert len(found.splitlines()) == 3
    assert "31337" not in found


def test_a_literal_that_may_be_secret_is_not_shown(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  postgres:\n    password: 31337\n    migrations: [postgres://a:b@c]\n"

    found = told(tmp_path, text)

    assert "31337" not in found
    assert "a:b" not in found
