"""One mistake each: where it is, what was expected, what is suggested."""

from __future__ import annotations

from pathlib import Path

import pytest

from .examples import mistakes, told

CASES = {
    "version is missing": ("services: {}\n", "1 version: 1; nothing. Begin the file with version: 1."),
    "version of the future": ("version: 2\n", "1 version: 1; 2. Upgrade greenlane, or write version: 1."),
    "version as a truth value": ("version: true\n", "1 version: 1; true. Write version: 1."),
    "an empty file": ("", "1 version: 1; nothing. Begin the file with version: 1."),
    "a list": (
        "- a\n",
        "1 (the file): a mapping that begins with version: 1; a list. ",
    ),
    "a section of a later version": (
        "version: 1\nmonitors: {}\n",
        "2 monitors: one of version, project, environments, components, gates, jobs, minutes, planner,"
        " services; monitors, which is not yet known to this version. Leave it out until you upgrade.",
    ),
    "a literal": (
        "version: 1\nservices:\n  postgres:\n    version: 71\n",
        "4 services.postgres.version: one of 15, 16, 17; 71. Did you mean 17?",
    ),
    "a quoted number": (
        'version: 1\nservices:\n  postgres:\n    version: "16"\n',
        '4 services.postgres.version: one of 15, 16, 17; "16". Did you mean 16 (without quotes)?',
    ),
    "yes is no int": (
        "version: 1\nservices:\n  redis:\n    databases: yes\n",
        "4 services.redis.databases: a whole number; yes. ",
    ),
    "true is no int": (
        "version: 1\nservices:\n  redis:\n    databases: true\n",
        "4 services.redis.databases: a whole number; true. ",
    ),
    "a number is no text": (
        "version: 1\nservices:\n  postgres:\n    database: 7\n",
        '4 services.postgres.database: a text; 7. Did you mean "7" (with quotes)?',
    ),
    "an unknown option, nested": (
        "version: 1\nservices:\n  s3:\n    buckets:\n      - name: a\n        versoning: true\n",
        "6 services.s3.buckets[0].versoning: one of cors, name, versioning; versoning."
        " Did you mean versioning?",
    ),
    "a common key misspelt": (
        "version: 1\nservices:\n  redis:\n    need: []\n",
        "4 services.redis.need: one of aliases, append_only, databases, maxmemory, needs, port, ports,"
        " prefix, type; need. Did you mean needs?",
    ),
    "a required option": (
        "version: 1\nservices:\n  s3:\n    buckets:\n      - {}\n",
        "5 services.s3.buckets[0].name: a value, for it has no default; nothing. ",
    ),
    "the closest member of a union": (
        "version: 1\nservices:\n  postgres:\n    migrations: {path: a, layout: plan}\n",
        "4 services.postgres.migrations.layout: one of plain, supabase; plan. Did you mean plain?",
    ),
    "no member of a union": (
        "version: 1\nservices:\n  postgres:\n    migrations: 5\n",
        '4 services.postgres.migrations: a text or a mapping; 5. Did you mean "5" (with quotes)?',
    ),
    "what the options themselves refuse": (
        "version: 1\nservices:\n  postgres:\n  pgbouncer: {pool_size: 0, database: postgres}\n",
        "4 services.pgbouncer: options that fit together; pool_size must be at least 1. ",
    ),
    "a type that is missing": (
        "version: 1\nservices:\n  postgre: {}\n",
        "3 services.postgre.type: a type (one of pgbouncer, postgres, redis, s3), since the name is none;"
        " nothing. Did you mean type: postgres, or postgres as the name?",
    ),
    "needs that name no service": (
        "version: 1\nservices:\n  redis: {needs: [bd]}\n  db: {type: postgres}\n",
        "3 services.redis.needs[0]: the name of a service (db); bd. Did you mean db?",
    ),
    "an option that names no service": (
        "version: 1\nservices:\n  pgbouncer:\n    database: bd\n  db: {type: postgres}\n",
        "4 services.pgbouncer.database: the name of a service (db); bd. Did you mean db?",
    ),
    "a default that names no service": (
        "version: 1\nservices:\n  pgbouncer: {}\n  postgres: {}\n",
        "3 services.pgbouncer: the name of a service (postgres); db. ",
    ),
    "a service that needs itself": (
        "version: 1\nservices:\n  redis: {needs: [redis]}\n",
        "3 services.redis.needs: an order in which services can start; a cycle: redis -> redis."
        " Remove one of these needs.",
    ),
    "a cycle over what options imply": (
        "version: 1\nservices:\n  pgbouncer: {}\n  db: {type: postgres, needs: [pgbouncer]}\n",
        "4 services.db.needs: an order in which services can start; a cycle: db -> pgbouncer -> db."
        " Remove one of these needs.",
    ),
    "the same port twice": (
        "version: 1\nservices:\n  redis: {port: 6379}\n  b:\n    type: redis\n    ports: {main: 6379}\n",
        "6 services.b.ports.main: a port of its own; 6379, which services.redis.port has (line 3). ",
    ),
    "a port name that the type has not": (
        "version: 1\nservices:\n  postgres: {ports: {mian: 5432}}\n",
        "3 services.postgres.ports.mian: main; mian. Did you mean main?",
    ),
    "port and ports.main": (
        "version: 1\nservices:\n  redis: {port: 1, ports: {main: 2}}\n",
        "3 services.redis.port: port or ports.main; both. Keep one of them.",
    ),
    "port zero": (
        "version: 1\nservices:\n  redis: {port: 0}\n",
        "3 services.redis.port: a port from 1 to 65535; 0. ",
    ),
    "a prefix": (
        "version: 1\nservices:\n  redis: {prefix: A-}\n",
        "3 services.redis.prefix: letters, digits and _, such as AUDIT_; A-. ",
    ),
    "an alias": (
        "version: 1\nservices:\n  redis: {aliases: {A: 5}}\n",
        "3 services.redis.aliases.A: the name of a variable; 5. ",
    ),
    "a service name with a slash": (
        "version: 1\nservices:\n  ../x: {type: redis}\n",
        '3 services."../x": a name of letters, digits, - and _ that begins with a letter; ../x. ',
    ),
    "a key that is no text": (
        "version: 1\nservices:\n  1: {type: redis}\n",
        '3 services.1: a text as key; 1. Quote it: "1".',
    ),
    "a tag": (
        "version: 1\nproject: !!python/name:os.system x\n",
        "2 project: a value without a tag; tag:yaml.org,2002:python/name:os.system."
        " Only !!str is known, and quotes say the same.",
    ),
    "an undefined alias": (
        "version: 1\nproject: *name\n",
        "2 project: an anchor defined above it (&name); *name. ",
    ),
    "an alias of what holds it": (
        "version: 1\nservices: &a {redis: *a}\n",
        "2 services.redis: an alias of something complete; *a, which contains itself. ",
    ),
    "a second document": (
        "version: 1\n---\nversion: 1\n",
        "2 (the file): one document; a second one. Remove what follows the line ---.",
    ),
    "a control character": (
        "version: 1\nproject: a\x07b\n",
        "2 (the file): printable characters; the control character U+0007. Remove it.",
    ),
    "environments inside an environment": (
        "version: 1\nenvironments:\n  ci:\n    environments: {}\n",
        "4 environments.ci.environments: no environments inside an overlay; some. ",
    ),
    "an environment that is not asked for": (
        "version: 1\nservices: {redis: {}}\nenvironments:\n  ci:\n    services:\n      redis: {port: x}\n",
        "6 environments.ci.services.redis.port: a port from 1 to 65535; x. ",
    ),
    "a project with a slash": (
        "version: 1\nproject: a/b\n",
        "2 project: a name of at most 80 characters without / and \\; a/b. ",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_located_and_told(tmp_path: Path, text: str, expected: str) -> None:
    assert told(tmp_path, text) == expected


def test_bytes_that_are_no_utf8_are_located_and_the_rest_is_read(tmp_path: Path) -> None:
    found = told(tmp_path, b"version: 1\nproject: caf\xe9\nservices: {redis: {port: 0}}\n")

    assert found.splitlines() == [
        "2 (the file): UTF-8; the byte 0xe9. Save the file as UTF-8.",
        "3 services.redis.port: a port from 1 to 65535; 0. ",
    ]


def test_what_stands_around_a_broken_entry_is_still_checked(tmp_path: Path) -> None:
    text = "version: 2\nservices:\n  redis: {port: 0\n  db:\n    type: postgres\n    version: 71\nbad: a: b\n"

    assert [problem.line for problem in mistakes(tmp_path, text)] == [1, 4, 6, 7]


def test_what_a_broken_entry_may_have_held_is_not_called_missing(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  redis: {needs: [db]}\n  db: {type: [postgres}\n"

    assert [problem.line for problem in mistakes(tmp_path, text)] == [4]


def test_deep_nesting_is_refused_and_costs_no_stack(tmp_path: Path) -> None:
    found = mistakes(tmp_path, "version: 2\nproject: " + "[" * 100_000 + "\n")

    assert [problem.expected for problem in found] == ["1", "at most 32 levels of nesting"]


def test_a_file_of_more_than_128_kib_is_refused(tmp_path: Path) -> None:
    found = mistakes(tmp_path, b"version: 1\n" + b"# padding\n" * 30_000)

    assert [problem.expected for problem in found] == ["at most 128 KiB"]


def test_all_tabs_are_told_and_the_lines_are_read_where_they_most_likely_belong(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n\tdb:\n\t\ttype: postgres\n\t\tversion: 71\n\tredis:\n\t\tport: 0\n"

    found = [(p.line, p.key) for p in mistakes(tmp_path, text)]

    assert (5, "services.db.version") in found
    assert (7, "services.redis.port") in found
    assert [line for line, key in found if key == "(the file)"] == [3, 4, 5, 6, 7]


def test_a_tab_inside_a_block_of_text_is_none_of_our_business(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  postgres:\n    database: |-\n      a\n      \tb\n"

    assert mistakes(tmp_path, text) == ()


def test_both_of_two_equal_keys_are_checked(tmp_path: Path) -> None:
    text = "version: 1\nservices:\n  redis: {port: 0}\nservices:\n  s3: {port: 0}\n"

    assert [problem.line for problem in mistakes(tmp_path, text)] == [3, 4, 5]


def test_a_name_that_nearly_is_an_environment_is_a_mistake(tmp_path: Path) -> None:
    text = "version: 1\nenvironments:\n  staging: {}\n"

    assert told(tmp_path, text, environment_name="stagng") == (
        "2 environments: the environment that was asked for, staging; stagng."
        " Did you mean staging? If not, add `stagng: {}` here."
    )
    assert mistakes(tmp_path, text, environment_name="ci") == ()


def test_a_cycle_is_found_behind_a_long_chain(tmp_path: Path) -> None:
    chain = "".join(f"  a{i}: {{type: redis, needs: [a{i + 1}]}}\n" for i in range(300))
    text = f"version: 1\nservices:\n{chain}  a300: {{type: redis, needs: [a299]}}\n"

    assert [p.got for p in mistakes(tmp_path, text)] == ["a cycle: a299 -> a300 -> a299"]


def test_after_twenty_breaks_only_what_is_above_the_next_is_read(tmp_path: Path) -> None:
    text = "version: 2\n" + "a: b: c\n" * 30 + "version: 1\n"

    found = mistakes(tmp_path, text)

    assert len(found) == 21
    assert found[0].expected == "1"


@pytest.mark.parametrize("text", ["environments: [a]", "environments: {1a: {}}", "environments: {ci: [a]}"])
def test_an_environment_that_is_none_is_a_mistake(tmp_path: Path, text: str) -> None:
    assert [problem.line for problem in mistakes(tmp_path, f"version: 1\n{text}\n")] == [2]


@pytest.mark.parametrize(
    "services", ["[redis]", "{redis: {needs: redis}}", "{redis: {ports: 5}}", "{redis: {aliases: a}}"]
)
def test_a_part_of_the_wrong_shape_is_a_mistake(tmp_path: Path, services: str) -> None:
    assert [problem.line for problem in mistakes(tmp_path, f"version: 1\nservices: {services}\n")] == [2]
