"""What the Dart analyzer leaves, in its three forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import flutter_analyze
from greenlane.model.finding import Severity
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path / "p").write({"lib/main.dart": "x\n", "lib/a|b\\n.dart": "x\n"})


def read(trial: Trial, report: str | bytes, **options: Any) -> Answer:
    trial.write({"build/analyze.txt": report})
    return trial.examine(flutter_analyze, flutter_analyze.Options(reports=("build/analyze.txt",), **options))


def test_json_is_read_whole(trial: Trial) -> None:
    start = {"offset": 10, "line": 3, "column": 7}
    one = {
        "code": "avoid_print",
        "severity": "INFO",
        "type": "LINT",
        "location": {"file": str(trial.root / "lib/main.dart"), "range": {"start": start, "end": start}},
        "problemMessage": "Don't invoke 'print' in <production> code.",
        "correctionMessage": "Try using a logging framework.",
        "documentation": "https://dart.dev/diagnostics/avoid_print",
    }
    answer = read(trial, json.dumps({"version": 1, "diagnostics": [one]}))
    (finding,) = answer.findings
    assert answer.unknown == ()
    assert (finding.rule, finding.severity) == ("avoid_print", Severity.WARNING)
    assert finding.place == "lib/main.dart:3:7"
    assert finding.message == "Don't invoke 'print' in <production> code."
    assert (finding.fix, finding.docs) == (
        "Try using a logging framework.",
        "https://dart.dev/diagnostics/avoid_print",
    )


def test_words_of_the_tool_before_the_json_do_not_matter(trial: Trial) -> None:
    assert read(trial, 'Resolving dependencies...\n{"version":1,"diagnostics":[]}\n').unknown == ()


def test_machine_lines_are_split_and_their_escapes_undone(trial: Trial) -> None:
    report = (
        "ERROR|COMPILE_TIME_ERROR|UNDEFINED_NAME|lib/a\\|b\\\\n.dart|4|2|1|a \\| b\\nand \\\\n\n"
        "WARNING|STATIC_WARNING|DEAD_CODE|lib/main.dart|1|1|9|Dead code.\n"
        "exit 3\n"
    )
    answer = read(trial, report)
    first, second = answer.findings
    assert answer.unknown == ()
    assert (first.path, first.line, first.message) == ("lib/a|b\\n.dart", 4, "a | b\nand \\n")
    assert (first.severity, second.severity, second.rule) == (Severity.HIGH, Severity.WARNING, "dead_code")


@pytest.mark.parametrize("end", ["exit 0\n", "No issues found!\n", "No issues found! (ran in 1.2s)\n"])
def test_nothing_found_passes_only_with_an_end(trial: Trial, end: str) -> None:
    assert read(trial, f"Analyzing app...\n{end}").unknown == ()
    assert read(trial, "Analyzing app...\n").unknown != ()


def test_text_of_flutter_and_of_dart_is_read(trial: Trial) -> None:
    report = (
        "Analyzing app...                                                \n\n"
        "   info • Use • with care • lib/main.dart:3:7 • avoid_print\n"
        "  error • lib/main.dart:4:1 • Undefined name 'x'. • undefined_identifier\n\n"
        "2 issues found. (ran in 1.4s)\n"
    )
    info, error = read(trial, report).findings
    assert (info.message, info.place, info.rule) == ("Use • with care", "lib/main.dart:3:7", "avoid_print")
    assert (error.message, error.severity) == ("Undefined name 'x'.", Severity.HIGH)


def test_text_with_hyphens_as_windows_writes_it_is_read(trial: Trial) -> None:
    report = "warning - Dead - or not - lib/main.dart:1:1 - dead_code\n1 issue found.\n"
    for content in (report, report.replace("\n", "\r\n"), report.encode("utf-16")):
        (finding,) = read(trial, content).findings
        assert (finding.message, finding.place) == ("Dead - or not", "lib/main.dart:1:1")


def test_a_line_that_cannot_be_taken_apart_is_missed_by_the_count(trial: Trial) -> None:
    report = "  info • Something odd\n1 issue found.\n"
    assert read(trial, report).unknown == ("build/analyze.txt: it says 1 issues, and holds 0",)


def test_a_finding_of_another_project_is_shown_and_the_answer_is_unknown(trial: Trial) -> None:
    answer = read(trial, "error • No • /srv/b.dart:1:1 • x\n1 issue found.\n")
    assert answer.findings[0].message == "No [in /srv/b.dart:1]"
    assert answer.findings[0].path is None
    assert "outside of the project" in answer.unknown[0]


def test_megabytes_of_empty_lines_are_no_trap(trial: Trial) -> None:
    assert read(trial, "\n" * 300_000 + "|" * 300_000).unknown != ()
