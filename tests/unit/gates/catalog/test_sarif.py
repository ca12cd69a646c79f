"""SARIF of other scanners: nothing is lost, nothing is believed that does not prove itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import sarif
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path / "p").write({"src/a b.py": "x\n", "src/100%.py": "x\n", "src/c#d?.py": "x\n"})


def read(trial: Trial, *runs: dict[str, Any], **options: Any) -> Answer:
    trial.write({"scan.sarif": json.dumps({"version": "2.1.0", "runs": runs})})
    return trial.examine(sarif, sarif.Options(reports=("*.sarif",), **options))


def run(*results: dict[str, Any], rules: Any = (), **more: Any) -> dict[str, Any]:
    return {"tool": {"driver": {"name": "Scanner", "rules": list(rules)}}, "results": list(results), **more}


def result(uri: str = "src/a%20b.py", rule: str = "R1", **more: Any) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": 3, "startColumn": 5, "endLine": 4}}
    return {
        "ruleId": rule,
        "message": {"text": "it is wrong"},
        "locations": [{"physicalLocation": place}],
        **more,
    }


def one(answer: Answer) -> Finding:
    (finding,) = answer.findings
    return finding


def test_a_result_keeps_its_rule_place_and_words(trial: Trial) -> None:
    rules = [{"id": "R1", "helpUri": "https://example.org/R1"}]
    fixes = [{"description": {"text": "mend it"}, "artifactChanges": []}]
    finding = one(read(trial, run(result(fixes=fixes), rules=rules)))
    assert (finding.tool, finding.rule, finding.message) == ("sarif", "Scanner/R1", "it is wrong")
    assert (finding.path, finding.line, finding.column, finding.end_line) == ("src/a b.py", 3, 5, 4)
    assert (finding.fix, finding.docs) == ("mend it", "https://example.org/R1")


@pytest.mark.parametrize(
    ("more", "rule", "severity"),
    [
        ({"level": "error"}, {}, Severity.HIGH),
        ({"level": "warning"}, {}, Severity.MEDIUM),
        ({"level": "note"}, {}, Severity.NOTE),
        ({}, {}, Severity.MEDIUM),
        ({}, {"defaultConfiguration": {"level": "error"}}, Severity.HIGH),
        ({"level": "note"}, {"defaultConfiguration": {"level": "error"}}, Severity.NOTE),
        ({"level": "loud"}, {}, Severity.UNKNOWN),
        ({"kind": "informational"}, {}, Severity.NOTE),
        ({"kind": "open"}, {}, Severity.UNKNOWN),
        ({"kind": "review", "level": "none"}, {}, Severity.UNKNOWN),
        ({"level": "note"}, {"properties": {"security-severity": "9.0"}}, Severity.CRITICAL),
        ({}, {"properties": {"security-severity": "8.9"}}, Severity.HIGH),
        ({}, {"properties": {"security-severity": 4}}, Severity.MEDIUM),
        ({}, {"properties": {"security-severity": "3.9"}}, Severity.WARNING),
        ({}, {"properties": {"security-severity": "0.0"}}, Severity.NOTE),
        ({}, {"properties": {"security-severity": "nan"}}, Severity.UNKNOWN),
        ({}, {"properties": {"security-severity": "high"}}, Severity.UNKNOWN),
        ({}, {"properties": {"security-severity": "11"}}, Severity.UNKNOWN),
    ],
)
def test_the_severity_is_the_score_or_else_the_level(
    trial: Trial, more: dict[str, Any], rule: dict[str, Any], severity: Severity
) -> None:
    assert one(read(trial, run(result(**more), rules=[{"id": "R1", **rule}]))).severity is severity


def test_a_call_can_override_the_level_of_a_rule(trial: Trial) -> None:
    override = {"descriptor": {"id": "R1"}, "configuration": {"level": "error"}}
    calls = [{"executionSuccessful": True, "ruleConfigurationOverrides": [override]}]
    answer = read(trial, run(result(provenance={"invocationIndex": 0}), invocations=calls))
    assert one(answer).severity is Severity.HIGH


def test_the_declared_map_of_a_tool_goes_first_and_its_globs_before_its_levels(trial: Trial) -> None:
    severities = {
        "Scanner": {"error": Severity.WARNING, "S*": Severity.CRITICAL},
        "Other": {"R1": Severity.NOTE},
    }
    results = (result(level="error"), result(rule="S7", level="error"), result(level="warning"))
    answer = read(trial, run(*results), severities=severities)
    assert [finding.severity for finding in answer.findings] == [
        Severity.WARNING,
        Severity.CRITICAL,
        Severity.MEDIUM,
    ]


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ({"uri": "src/100%25.py"}, "src/100%.py"),
        ({"uri": "src/c%23d%3F.py"}, "src/c#d?.py"),
        ({"uri": "./src/../src/a%20b.py"}, "src/a b.py"),
        ({"uri": "a%20b.py", "uriBaseId": "SRC"}, "src/a b.py"),
        ({"uri": "src/a%20b.py", "uriBaseId": "CHECKOUT"}, "src/a b.py"),
        ({"uri": "src/a%20b.py", "uriBaseId": "%SRCROOT%"}, "src/a b.py"),
        ({"uri": "src/a%20b.py", "uriBaseId": "LOOP"}, "src/a b.py"),
        ({"index": 0}, "src/a b.py"),
    ],
)
def test_every_way_to_name_a_file_is_followed(trial: Trial, location: dict[str, Any], path: str) -> None:
    bases = {
        "ROOT": {"uri": trial.root.as_uri() + "/"},
        "SRC": {"uri": "src/", "uriBaseId": "ROOT"},
        "CHECKOUT": {"uri": "file:///somewhere/else/"},
        "LOOP": {"uri": "x/", "uriBaseId": "LOOP"},
    }
    place: dict[str, Any] = {"locations": [{"physicalLocation": {"artifactLocation": location}}]}
    artifacts = [{"location": {"uri": "a%20b.py", "uriBaseId": "SRC"}}]
    answer = read(trial, run(result(**place), originalUriBaseIds=bases, artifacts=artifacts))
    assert (one(answer).path, answer.unknown) == (path, ())


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "file://server/share/a.py", "file:///C:/a.py", "../a.py", "%2e%2e/a.py"]
)
def test_what_lies_outside_is_named_in_the_message(trial: Trial, uri: str) -> None:
    answer = read(trial, run(result(uri)))
    assert (one(answer).path, one(answer).line) == (None, None) or "does not have" in answer.unknown[0]
    assert "it names a file" in answer.unknown[0]


def test_a_name_from_another_machine_is_placed_by_the_declared_roots(trial: Trial) -> None:
    answer = read(trial, run(result("file:///C:/agent/src/a%20b.py")), roots=("C:\\agent",))
    assert (one(answer).path, answer.unknown) == ("src/a b.py", ())


def test_messages_by_id_get_their_arguments(trial: Trial) -> None:
    rules = [{"id": "R1", "messageStrings": {"default": {"text": "{0} is {{not}} {1} {9}"}}}]
    message = {"id": "default", "arguments": ["<a>", "b"]}
    assert one(read(trial, run(result(message=message), rules=rules))).message == "<a> is {not} b {9}"


def test_braces_and_brackets_without_arguments_stay(trial: Trial) -> None:
    text = "${{ github.event }} and \\[a-z\\] and [x](y)"
    assert one(read(trial, run(result(message={"text": text})))).message == text


def test_the_rule_is_found_by_index_in_an_extension(trial: Trial) -> None:
    tool = {
        "driver": {"name": "Scanner"},
        "extensions": [{"name": "Pack", "rules": [{"id": "P1", "properties": {"security-severity": "9.8"}}]}],
    }
    body = {**result(), "ruleId": None, "rule": {"index": 0, "toolComponent": {"index": 0}}}
    finding = one(read(trial, {"tool": tool, "results": [body]}))
    assert (finding.rule, finding.severity) == ("Scanner/P1", Severity.CRITICAL)


def test_a_result_without_anything_is_not_lost(trial: Trial) -> None:
    finding = one(read(trial, run({"message": {}})))
    assert (finding.rule, finding.path, finding.severity) == ("Scanner/unnamed", None, Severity.MEDIUM)


def test_a_run_without_a_tool_keeps_its_results(trial: Trial) -> None:
    answer = read(trial, {"results": [result()]})
    assert one(answer).rule == "unnamed/R1"
    assert answer.unknown == ("scan.sarif: a run does not say which tool made it",)


@pytest.mark.parametrize(
    ("suppressions", "severity"),
    [
        ([{"kind": "inSource"}], Severity.NOTE),
        ([{"kind": "external", "justification": "test data"}], Severity.NOTE),
        ([{"kind": "external"}], Severity.HIGH),
        ([{"kind": "inSource", "status": "rejected"}], Severity.HIGH),
        ([{"kind": "inSource"}, {"kind": "external", "status": "underReview"}], Severity.HIGH),
        ([], Severity.HIGH),
    ],
)
def test_only_an_accepted_suppression_with_a_reason_holds(
    trial: Trial, suppressions: list[dict[str, Any]], severity: Severity
) -> None:
    answer = read(trial, run(result(level="error", suppressions=suppressions)))
    assert one(answer).severity is severity
    assert answer.facts["suppressed"] == str(int(severity is Severity.NOTE))


def test_what_passed_or_is_gone_is_counted_and_no_finding(trial: Trial) -> None:
    answer = read(trial, run(result(kind="pass", level="none"), result(baselineState="absent")))
    assert (answer.findings, answer.facts["passed"], answer.facts["gone"]) == ((), "1", "1")


def test_a_flow_becomes_the_trace(trial: Trial) -> None:
    def step(line: int, text: str) -> dict[str, Any]:
        place = {"artifactLocation": {"uri": "src/a%20b.py"}, "region": {"startLine": line}}
        return {"location": {"physicalLocation": place, "message": {"text": text}}}

    flow = [{"threadFlows": [{"locations": [step(1, "read"), step(9, "used")]}]}]
    assert one(read(trial, run(result(codeFlows=flow)))).trace == ("src/a b.py:1 read", "src/a b.py:9 used")


def test_fingerprints_are_kept_and_tell_rules_files_and_repetitions_apart(trial: Trial) -> None:
    prints: dict[str, Any] = {"partialFingerprints": {"primaryLocationLineHash": "abc:1"}}
    answer = read(trial, run(result(**prints), result(**prints), result(rule="R2", **prints), result()))
    found = [finding.fingerprint for finding in answer.findings]
    assert found == [
        "primaryLocationLineHash=abc:1;Scanner;R1;src/a b.py",
        "primaryLocationLineHash=abc:1;Scanner;R1;src/a b.py;2",
        "primaryLocationLineHash=abc:1;Scanner;R2;src/a b.py",
        "",
    ]


def test_what_two_reports_say_alike_is_one_finding_and_what_one_says_twice_is_two(trial: Trial) -> None:
    trial.write(
        {"other.sarif": json.dumps({"version": "2.1.0", "runs": [run(result(), result("src/100%25.py"))]})}
    )
    answer = read(trial, run(result(), result()))
    assert [finding.path for finding in answer.findings].count("src/a b.py") == 2
    assert len(answer.findings) == 3


def test_analysed_files_are_counted(trial: Trial) -> None:
    artifacts = [{"location": {"uri": uri}, "roles": ["analysisTarget"]} for uri in ("src/a%20b.py",)]
    assert read(trial, run(artifacts=artifacts)).looked_at == 1


def test_values_of_wrong_types_break_nothing(trial: Trial) -> None:
    odd: list[Any] = [None, 7, "x", [1], {"a": []}]
    for value in odd:
        body = {
            **dict.fromkeys(("ruleId", "ruleIndex", "rule", "level", "kind", "message", "locations"), value),
            **dict.fromkeys(("fixes", "codeFlows", "suppressions", "partialFingerprints"), value),
        }
        wrong = dict.fromkeys(("invocations", "artifacts", "originalUriBaseIds"), value)
        answer = read(trial, run(body, rules=[{"id": value}], **wrong))
        assert len(answer.findings) == 1
        assert answer.unknown
