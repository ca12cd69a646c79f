"""Performance results held against declared limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from greenlane.config.options import adapter
from greenlane.gates.catalog import performance
from greenlane.model.finding import Severity
from greenlane.model.verdict import Answer
from tests.conformance.specimens.performance import results
from tests.unit.gates.trial import Trial

SCHEMA = Path(__file__).resolve().parents[4] / "docs" / "performance-results.schema.json"


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    trial = Trial(tmp_path / "p").write({".gitignore": "r/\n"})
    trial.commit()
    return trial


def read(
    trial: Trial, *bodies: Any, times: Mapping[str, str], sizes: Mapping[str, str] | None = None
) -> Answer:
    for number, body in enumerate(bodies):
        text = body if isinstance(body, str) else json.dumps(body)
        trial.write({f"r/{number}.json": text.replace("HEAD", trial.git("rev-parse", "HEAD"))})
    declared = {"reports": ["r/*.json"], "times": dict(times), "sizes": dict(sizes or {})}
    (options,) = adapter(performance.Options).validate_json(json.dumps([declared]), strict=True)
    return trial.examine(performance, options)


@pytest.mark.parametrize(("cold_start", "count"), [(2999.999, 0), (3000, 0), (3000.000001, 1)])
def test_exactly_the_limit_is_within_it(trial: Trial, cold_start: float, count: int) -> None:
    answer = read(trial, results(cold_start, "HEAD"), times={"cold_start.p95": "3s"})
    assert (len(answer.findings), answer.unknown, answer.looked_at) == (count, (), 1)


def test_a_finding_says_how_much_where_and_from_how_many_samples(trial: Trial) -> None:
    (finding,) = read(trial, results(3200, "HEAD"), times={"cold_start.p95": "3s"}).findings
    assert (finding.rule, finding.severity) == ("cold_start.p95", Severity.HIGH)
    assert finding.message == (
        "cold_start.p95 is 3200ms on iPhone 12: 200ms above the limit of 3s (20 samples, profile build)"
    )


def test_units_are_converted_exactly(trial: Trial) -> None:
    body = results(2900, "HEAD")
    body["metrics"] = [
        {"name": "message_roundtrip", "unit": "s", "samples": 100, "values": {"p95": 0.5}},
        {"name": "memory_base", "unit": "B", "samples": 1, "values": {"max": 200 * 1024**2}},
    ]
    limits = {"message_roundtrip.p95": "500ms"}
    answer = read(trial, body, times=limits, sizes={"memory_base.max": "200MiB"})
    assert (answer.findings, answer.unknown) == ((), ())
    body["metrics"][1]["values"]["max"] += 1
    assert len(read(trial, body, times=limits, sizes={"memory_base.max": "200MiB"}).findings) == 1


def test_each_device_that_measured_it_must_keep_to_the_limit(trial: Trial) -> None:
    slow = results(3500, "HEAD")
    slow["device"]["name"] = "Galaxy S21"
    both = (results(2900, "HEAD"), slow)
    (finding,) = read(trial, *both, times={"cold_start.p95": "3s"}).findings
    assert "on Galaxy S21" in finding.message
    answer = read(trial, *both, times={"cold_start.p95@iPhone 12": "3s"})
    assert (answer.findings, answer.unknown) == ((), ())


def test_results_of_another_commit_do_not_count(trial: Trial) -> None:
    answer = read(trial, results(9000, "0" * 40), times={"cold_start.p95": "3s"})
    assert answer.findings == ()
    assert "it is of commit 000000000000" in answer.unknown[0]
    assert answer.unknown[1] == "cold_start.p95 has a limit and was not measured"


def test_results_outside_of_git_are_unknown(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "q").write({"r/0.json": json.dumps(results(2900, "a" * 40))})
    options = performance.Options(reports=("r/*.json",), times={"cold_start.p50": 3.0})
    assert "no commit here" in trial.examine(performance, options).unknown[0]


def test_measures_without_any_limit_prove_nothing_and_are_shown(trial: Trial) -> None:
    answer = read(trial, results(2900, "HEAD"), times={})
    assert answer.unknown == ("no limit is declared: nothing is held against these measures",)
    assert answer.facts["memory_peak.max on iPhone 12"] == "420MiB"


def test_a_limit_that_is_none_is_unknown(trial: Trial) -> None:
    answer = read(trial, results(2900, "HEAD"), times={"cold_start": "3s", "cold_start.p50": "3s"})
    assert answer.unknown == ("'cold_start' is no limit: expected metric.statistic, such as cold_start.p95",)


@pytest.mark.parametrize(
    "number", ["1e999999", "1" * 400, "1e400", "-0.001", "null", '"1"', "[]", "1e-999999"]
)
def test_a_number_beyond_all_measure_is_unknown(trial: Trial, number: str) -> None:
    text = json.dumps(results(2900, "HEAD")).replace("2900", number)
    answer = read(trial, text, times={"cold_start.p95": "3s"})
    assert answer.unknown[0].startswith("r/0.json: ")


def test_the_published_schema_knows_our_results(trial: Trial) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert not list(validator.iter_errors(results(2900, "a" * 40)))
    changes: list[dict[str, Any]] = [{"schema": 2}, {"commit": "x"}, {"metrics": []}, {"device": {}}]
    for broken in (*changes, {"build": {"mode": "debug"}}):
        assert list(validator.iter_errors({**results(2900, "a" * 40), **broken}))
        assert read(trial, {**results(2900, "HEAD"), **broken}, times={"cold_start.p95": "3s"}).unknown
