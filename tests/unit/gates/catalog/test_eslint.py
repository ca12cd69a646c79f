"""ESLint's JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import eslint
from greenlane.model.finding import Severity
from greenlane.model.verdict import Answer
from tests.conformance.specimens.eslint import entry, message
from tests.unit.gates.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path / "p").write({"src/a.ts": "x\n", "src/b.ts": "x\n"})


def read(trial: Trial, *entries: dict[str, Any], **options: Any) -> Answer:
    trial.write({"eslint.json": json.dumps(entries)})
    return trial.examine(eslint, eslint.Options(reports=("eslint.json",), **options))


def test_errors_are_high_and_warnings_are_warnings(trial: Trial) -> None:
    answer = read(
        trial,
        entry(message(), message("no-console", 1, endLine=2), errors=1, warnings=1),
        entry(path=str(trial.root / "src/b.ts")),
    )
    error, warning = answer.findings
    assert (error.rule, error.severity, error.place) == ("no-undef", Severity.HIGH, "src/a.ts:1:2")
    assert (warning.rule, warning.severity, warning.end_line) == ("no-console", Severity.WARNING, 2)
    assert (answer.looked_at, answer.unknown) == (2, ())


def test_a_parse_error_is_high_whatever_its_number_says(trial: Trial) -> None:
    answer = read(trial, entry(message(None, 1, fatal=True), warnings=1))
    assert [(one.rule, one.severity) for one in answer.findings] == [("fatal", Severity.HIGH)]


def test_a_report_of_an_unused_directive_is_a_finding(trial: Trial) -> None:
    answer = read(trial, entry(message(None, 1), warnings=1))
    assert [(one.rule, one.severity) for one in answer.findings] == [("directive", Severity.WARNING)]
    assert answer.unknown == ()


def test_a_suggestion_is_the_fix_and_suppressed_ones_are_counted(trial: Trial) -> None:
    one = entry(message(suggestions=[{"desc": "Remove it."}]), errors=1)
    one["suppressedMessages"] = [message()]
    answer = read(trial, one)
    assert answer.findings[0].fix == "Remove it."
    assert answer.facts["suppressed"] == "1"


def test_a_severity_that_nobody_knows_is_unknown_and_high(trial: Trial) -> None:
    answer = read(trial, entry(message(severity=3)))
    assert answer.findings[0].severity is Severity.HIGH
    assert "another severity" in answer.unknown[0]


def test_sources_that_match_nothing_are_unknown(trial: Trial) -> None:
    assert read(trial, entry(), sources=("web/**",)).unknown == ("no file of the project matches web/**",)


def test_two_shards_together_cover_the_sources(trial: Trial) -> None:
    trial.write({"r/1.json": json.dumps([entry()]), "r/2.json": json.dumps([entry(path="src/b.ts")])})
    answer = trial.examine(eslint, eslint.Options(reports=("r/*.json",), sources=("src/*.ts",)))
    assert (answer.looked_at, answer.unknown) == (2, ())


def test_the_same_report_twice_counts_once(trial: Trial) -> None:
    text = json.dumps([entry(message(), errors=1)])
    trial.write({"r/1.json": text, "r/2.json": text})
    assert len(trial.examine(eslint, eslint.Options(reports=("r/*.json",))).findings) == 1
