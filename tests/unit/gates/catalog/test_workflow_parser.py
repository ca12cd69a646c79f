from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates import catalog
from greenlane.gates.catalog.workflow_parser import MOST
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial, answering

PARSER = catalog.tool("workflow-parser")
ONE, TWO = ".github/workflows/one.yml", "action.yml"


def diagnostic(message: str, **more: Any) -> dict[str, Any]:
    return {"message": message, "range": {"start": {"line": 4, "character": 2}}, **more}


def said(*one: dict[str, Any], failures: tuple[str, ...] = (), **more: Any) -> str:
    files = [
        {"path": ONE, "kind": "workflow", "diagnostics": one, "failures": failures},
        {"path": TWO, "kind": "action", "diagnostics": [], "failures": []},
    ]
    return json.dumps({"version": "1", "files": files, "end": True, **more})


def examine(tmp_path: Path, out: str, code: int = 0) -> Answer:
    trial = Trial(tmp_path).write({ONE: "a", TWO: "b"})
    trial.commit()
    return trial.examine(PARSER, run=answering(code, out))


@pytest.mark.parametrize(
    ("one", "rule", "severity"),
    [
        (diagnostic("Unexpected value 'a'"), "invalid", Severity.HIGH),
        (
            diagnostic("x", severity=1, code="missing-required-inputs"),
            "missing-required-inputs",
            Severity.HIGH,
        ),
        (diagnostic("Context access might be invalid: x", severity=2), "context-access", Severity.MEDIUM),
        (diagnostic("Every minute", severity=2, code="on-schedule"), "on-schedule", Severity.WARNING),
        (diagnostic("Told", severity=3), "invalid", Severity.NOTE),
        (diagnostic("New", severity=9), "invalid", Severity.HIGH),
    ],
)
def test_a_finding_has_a_rule_and_our_severity(
    tmp_path: Path, one: dict[str, Any], rule: str, severity: Severity
) -> None:
    [found] = examine(tmp_path, said(one)).findings
    assert (found.rule, found.severity, found.place) == (rule, severity, f"{ONE}:5:3")


def test_only_the_first_line_of_a_long_message_is_kept(tmp_path: Path) -> None:
    [found] = examine(tmp_path, said(diagnostic("Broken at line 2:\n\njobs: [\n^"))).findings
    assert found.message == "Broken at line 2"


def test_the_same_thing_said_twice_is_one_finding_and_thousands_are_cut(tmp_path: Path) -> None:
    many = [diagnostic(f"x{number}") for number in range(1000)]
    assert len(examine(tmp_path, said(*many)).findings) == MOST
    assert len(examine(tmp_path, said(*[diagnostic("x")] * 3)).findings) == 1


def test_a_file_that_the_parser_failed_on_is_unknown(tmp_path: Path) -> None:
    answer = examine(tmp_path, said(failures=("Unhandled error while validating: boom",)))
    assert answer.unknown == (f"{ONE}: Unhandled error while validating: boom",)
    assert answer.looked_at == 1


@pytest.mark.parametrize(
    ("out", "code"),
    [
        ("", 0),
        (said()[:-5], 0),
        (said(end=False), 0),
        (said(), 70),
        (said(files=[]), 0),
        (said(files=[{"path": TWO}, {"path": ONE}]), 0),
        (said(files=[{"path": ONE}, {"path": TWO}]), 0),
        ("[]", 0),
        ('{"files": 3, "end": true}', 0),
    ],
)
def test_an_answer_that_leaves_a_file_out_is_none(tmp_path: Path, out: str, code: int) -> None:
    with pytest.raises(Unreadable):
        examine(tmp_path, out, code)


def test_odd_names_reach_the_parser_whole(tmp_path: Path) -> None:
    odd = ".github/workflows/a\nb <é>.yml"
    questions: list[Any] = []

    def run(_name: str, _argv: list[str], stdin: str, **_more: Any) -> Called:
        questions.append(json.loads(stdin))
        files = [{"path": path, "diagnostics": [], "failures": []} for path in questions[-1]["files"]]
        return Called(0, json.dumps({"files": files, "end": True}), "")

    trial = Trial(tmp_path).write({odd: "a"})
    trial.commit()
    assert trial.examine(PARSER, run=run).looked_at == 1
    assert questions == [{"root": str(tmp_path), "files": [odd]}]
