"""SARIF 2.1.0 of a Document."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from greenlane.model.document import Document, Findings, Paragraph, Section, Tool
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome, Spared
from greenlane.render.sarif import sarif, uri

ODD = "<script>alert(1)</script> | [click](javascript:x) \u202e \x1b[31m \n 🙂 \udcff {0} ${{ x }}"


def finding(severity: Severity = Severity.HIGH, **more: Any) -> Finding:
    given = {
        "tool": "ruff",
        "rule": "F401",
        "message": "unused",
        "path": "a.py",
        "line": 3,
        "column": 1,
        **more,
    }
    return Finding(severity=severity, **given)


def odd_document() -> Document:
    """All that may be in one: every severity, odd texts and paths, spared findings, every outcome."""
    found = (
        *(finding(severity, rule=f"R-{severity}") for severity in Severity),
        finding(
            message=ODD, rule=ODD, fix=ODD, docs="javascript:alert(1)", trace=(ODD, ""), fingerprint="f" * 32
        ),
        finding(path=os.fsdecode(b"a:b/\xff \n%?#[].py"), line=None, docs="https://example.org/a"),
        finding(path=None, line=None, message="", commit="c" * 40),
        finding(line=7, end_line=3),
        finding(tool="sarif", rule="Scanner/x/y"),
        finding(tool="sarif", rule="odd"),
    )
    spared = (Spared(finding(rule="K1"), "known from before"), Spared(finding(rule="K1", line=9), "", ""))
    ignored = (Spared(finding(rule="I1"), f"because {ODD}", "2027-03-01"),)
    return Document(
        title="Gates",
        outcome=Outcome.FAIL,
        verdict=f"gates: RED {ODD}",
        sections=(
            Section("lint", (Paragraph("x"), Findings(found)), Outcome.FAIL),
            Section("known", (Findings(tuple(one.finding for one in spared), kind="known", kept=spared),)),
            Section(
                "ignored", (Findings(tuple(one.finding for one in ignored), kind="ignored", kept=ignored),)
            ),
        ),
        tools=(
            Tool("ruff", "0.15.1", Outcome.FAIL),
            Tool("pip-audit", "", Outcome.UNKNOWN),
            Tool("mypy", "2.1", Outcome.NOT_RUN),
            Tool("sarif", "2.1.0", Outcome.PASS),
        ),
        made_at="2026-11-21T12:00:00+00:00",
    )


def runs(document: Document) -> dict[str, dict[str, Any]]:
    """By the name of the driver."""
    return {run["tool"]["driver"]["name"]: run for run in json.loads(sarif(document))["runs"]}


def one_finding(given: Finding, **more: Any) -> Document:
    return Document("t", Outcome.FAIL, "v", sections=(Section("s", (Findings((given,)),)),), **more)


def only(given: Finding) -> dict[str, Any]:
    (run,) = json.loads(sarif(one_finding(given)))["runs"]
    (result,) = run["results"]
    assert isinstance(result, dict)
    return result


def test_there_is_one_run_a_tool_and_every_finding_is_in_it() -> None:
    found = runs(odd_document())
    assert list(found) == ["ruff", "pip-audit", "mypy", "sarif", "Scanner"]
    assert len(found["ruff"]["results"]) == len(Severity) + 4 + 3
    assert [one["ruleId"] for one in found["sarif"]["results"]] == ["odd"]
    assert [one["ruleId"] for one in found["Scanner"]["results"]] == ["x/y"]
    ids = [run["automationDetails"]["id"] for run in found.values()]
    assert len(set(ids)) == len(ids)
    assert found["Scanner"]["automationDetails"]["id"] == "greenlane/sarif/Scanner/"


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [
        (Severity.CRITICAL, "error", "9.5"),
        (Severity.HIGH, "error", "8.0"),
        (Severity.MEDIUM, "warning", "5.5"),
        (Severity.UNKNOWN, "warning", None),
        (Severity.WARNING, "warning", "2.0"),
        (Severity.NOTE, "note", "0.0"),
    ],
)
def test_levels_and_scores_are_of_our_map(severity: Severity, level: str, score: str | None) -> None:
    result = only(finding(severity))
    assert (result["level"], result["properties"]["severity"]) == (level, severity)
    assert result["properties"].get("security-severity") == score


def test_a_rule_is_described_once_by_its_worst_finding() -> None:
    both = (finding(Severity.NOTE), finding(Severity.MEDIUM, docs="https://example.org/F401"))
    document = Document("t", Outcome.FAIL, "v", sections=(Section("s", (Findings(both),)),))
    run = runs(document)["ruff"]
    assert run["tool"]["driver"]["rules"] == [
        {
            "id": "F401",
            "defaultConfiguration": {"level": "warning"},
            "helpUri": "https://example.org/F401",
            "properties": {"security-severity": "5.5"},
        }
    ]
    assert [one["ruleIndex"] for one in run["results"]] == [0, 0]


def test_what_does_not_count_is_suppressed_with_its_reason() -> None:
    results = runs(odd_document())["ruff"]["results"]
    said = [one["suppressions"][0]["justification"] for one in results if "suppressions" in one]
    assert said[:2] == ["known from before", "of the baseline"]
    assert said[2].startswith("because <script>")
    assert said[2].endswith("(until 2027-03-01)")
    assert [one["properties"].get("list") for one in results[-3:]] == ["known", "known", "ignored"]


def test_a_tool_that_did_not_look_is_told_and_not_taken_for_content() -> None:
    found = runs(odd_document())
    assert [run["invocations"][0]["executionSuccessful"] for run in found.values()] == [
        True,
        False,
        False,
        True,
        True,
    ]
    (note,) = found["pip-audit"]["invocations"][0]["toolExecutionNotifications"]
    assert note["level"] == "error"
    assert note["message"]["text"].startswith("pip-audit is unknown: it could not look")
    (note,) = found["mypy"]["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("mypy did not run.")


def test_a_document_without_tools_says_what_it_came_to() -> None:
    (run,) = json.loads(sarif(Document("t", Outcome.UNKNOWN, "no git")))["runs"]
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(
    "path", [b"a b.py", b"a:b.py", b"\xff\xfe.py", b"a\nb%20#?[]\\.py", "ü/🙂.py".encode()]
)
def test_a_path_is_escaped_and_comes_back_the_same(path: bytes) -> None:
    escaped = uri(os.fsdecode(path))
    assert escaped.isascii()
    assert not set(escaped) & set(" :#?[]\\\n")
    assert unquote_to_bytes(escaped) == path


def test_a_message_cannot_become_a_link() -> None:
    text = only(finding(message="see [here](https://example.org) and list[int]"))["message"]["text"]
    assert text == "see \\[here](https://example.org) and list[int]"


def test_only_an_address_becomes_a_help_link() -> None:
    document = one_finding(finding(docs="javascript:alert(1)"))
    assert "helpUri" not in runs(document)["ruff"]["tool"]["driver"]["rules"][0]


def test_a_place_says_only_what_is_known() -> None:
    whole = only(finding(end_line=4))["locations"][0]["physicalLocation"]
    assert whole["artifactLocation"] == {"uri": "a.py", "uriBaseId": "%SRCROOT%"}
    assert whole["region"] == {"startLine": 3, "startColumn": 1, "endLine": 4}
    assert only(finding(line=7, end_line=3))["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 7,
        "startColumn": 1,
    }
    assert "region" not in only(finding(line=None))["locations"][0]["physicalLocation"]
    assert "locations" not in only(finding(path=None))


def test_fix_trace_commit_and_fingerprint_are_kept() -> None:
    result = only(finding(fix="mend", trace=("a", "b"), commit="c" * 40, fingerprint="f1"))
    assert result["partialFingerprints"] == {"greenlane/v1": "f1"}
    kept = {name: result["properties"][name] for name in ("fix", "trace", "commit")}
    assert kept == {"fix": "mend", "trace": ["a", "b"], "commit": "c" * 40}


def test_the_log_is_ascii_and_ends_with_a_line_end() -> None:
    text = sarif(odd_document())
    assert text.isascii()
    assert text.endswith("}\n")


def test_a_tool_is_not_named_twice_for_findings_of_another_section() -> None:
    document = replace(one_finding(finding(tool="secrets")), tools=(Tool("secrets", "1", Outcome.FAIL),))
    assert [run["tool"]["driver"]["name"] for run in json.loads(sarif(document))["runs"]] == ["secrets"]
