from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates import catalog
from greenlane.gates.catalog.squawk import LARGEST_BYTES, Options
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial, answering

SQUAWK = catalog.tool("squawk")
ONE, TWO = "migrations/1.sql", "migrations/2.sql"
LOG = "".join(f"12:00:00 \x1b[0m[INFO] \x1b[0mchecking file path: {name}\n" for name in (ONE, TWO))


def item(rule: str, level: str = "Warning") -> dict[str, Any]:
    place = {"file": ONE, "line": 1, "column": 14, "line_end": 1, "column_end": 20}
    return {**place, "rule_name": rule, "level": level, "message": "said", "help": "do so"}


def examine(tmp_path: Path, run: Callable[..., Called], options: Options | None = None) -> Answer:
    trial = Trial(tmp_path / "root").write({ONE: "select 1;", TWO: "select 2;"})
    trial.commit()
    return trial.examine(SQUAWK, options, run)


@pytest.mark.parametrize(
    ("rule", "level", "severity"),
    [
        ("syntax-error", "Error", Severity.HIGH),
        ("adding-required-field", "Warning", Severity.MEDIUM),
        ("ban-drop-column", "Warning", Severity.MEDIUM),
        ("a-new-rule", "Warning", Severity.MEDIUM),
        ("prefer-robust-stmts", "Warning", Severity.WARNING),
        ("a-new-rule", "Disaster", Severity.HIGH),
    ],
)
def test_a_rule_has_our_severity(tmp_path: Path, rule: str, level: str, severity: Severity) -> None:
    answer = examine(tmp_path, answering(1, json.dumps([item(rule, level)]), LOG))
    [found] = answer.findings
    assert (found.rule, found.severity, found.place, found.fix) == (rule, severity, f"{ONE}:2:15", "do so")
    assert answer.looked_at == 2


@pytest.mark.parametrize(
    ("code", "out", "err"),
    [
        (0, "[]", ""),
        (1, "[]", LOG),
        (0, json.dumps([item("x")]), LOG),
        (1, json.dumps([item("x")])[:-3], LOG),
        (0, "", LOG),
        (1, "", "Configuration error: expected an equals"),
        (-6, "", f"{LOG}stack overflow"),
        (0, "{}", LOG),
    ],
)
def test_an_answer_that_does_not_prove_itself_is_none(tmp_path: Path, code: int, out: str, err: str) -> None:
    with pytest.raises(Unreadable):
        examine(tmp_path, answering(code, out, err))


def test_a_file_that_the_projects_configuration_leaves_out_is_unknown(tmp_path: Path) -> None:
    log = LOG.replace(f"checking file path: {TWO}", f"skipping excluded file path: {TWO}. pattern: **")
    answer = examine(tmp_path, answering(0, "[]", log))
    [line] = answer.unknown
    assert line.startswith(f"{TWO}: .squawk.toml leaves it out; say so in gates.tools.squawk.exclude")


def test_a_name_is_never_a_pattern(tmp_path: Path) -> None:
    given: list[str] = []

    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        given.extend(argv[argv.index("--") + 1 :])
        return Called(0, "[]", " checking file path: migrations/a[1]*?.sql\n")

    trial = Trial(tmp_path / "root").write({"migrations/a[1]*?.sql": ""})
    trial.commit()
    assert trial.examine(SQUAWK, run=run).looked_at == 1
    assert given == ["migrations/a[[]1[]][*][?].sql"]


def test_a_file_without_a_transaction_is_not_taken_for_one_within(tmp_path: Path) -> None:
    calls: list[list[str]] = []

    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        calls.append(argv)
        names = argv[argv.index("--") + 1 :]
        return Called(0, "[]", "".join(f" checking file path: {name}\n" for name in names))

    trial = Trial(tmp_path / "root").write(
        {
            ONE: "-- a note\n-- greenlane: no-transaction\nselect 1;",
            TWO: "-- migrate:up transaction:false\n",
            "migrations/3.sql": "select 3;",
        }
    )
    trial.commit()
    trial.examine(SQUAWK, run=run)
    wrapped = {name: "--assume-in-transaction" in argv for argv in calls for name in argv if "/" in name}
    assert {name: wrapped[name] for name in (ONE, TWO)} == {ONE: False, TWO: False}
    assert wrapped["migrations/3.sql"]
    calls.clear()
    trial.examine(SQUAWK, Options(in_transaction=False, postgres="16"), run)
    assert len(calls) == 1
    assert "--pg-version=16" in calls[0]


def test_a_migration_too_large_to_read_is_unknown(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "root").write({ONE: b" " * (LARGEST_BYTES + 1)})
    trial.commit()
    answer = trial.examine(SQUAWK, run=answering(0, "[]"))
    assert (answer.unknown, answer.looked_at) == ((f"{ONE}: it is larger than 8192 KiB",), 0)


def test_migrations_lie_where_they_are_said_to(tmp_path: Path) -> None:
    seen = ("db/migrations/2.sql", "migrations/a/1.sql", "supabase/migrations/3.sql")
    unseen = ("migrations/1.down.sql", "sub/migrations/1.sql", "supabase/seed.sql", "migrations/x.txt")
    trial = Trial(tmp_path).write(dict.fromkeys((*seen, *unseen), "x"))
    trial.commit()
    tree = trial.context(None).tree
    assert SQUAWK.files(Options(), tree) == seen
    assert SQUAWK.files(Options(paths=("supabase",), exclude=()), tree) == (
        "supabase/migrations/3.sql",
        "supabase/seed.sql",
    )
