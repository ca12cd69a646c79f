"""ruff check and ruff format: what is made of what they print."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from greenlane.gates.catalog import ruff, ruff_format
from greenlane.model.finding import Severity
from greenlane.model.gates import Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial, answering

BOTH = pytest.mark.parametrize("tool", [ruff, ruff_format])
LOG = {ruff: "[x][ruff::commands::check][DEBUG] Checked {} files in: 1ms"}
LOG[ruff_format] = "[x][ruff::commands::format][DEBUG] Formatted {} files in 1ms"
NONE = "warning: No Python files found under the given path(s)"


def item(root: Path, code: str, name: str = "a.py", row: int = 3) -> dict[str, Any]:
    at = {"row": row, "column": 1}
    return {"filename": f"{root}/{name}", "code": code, "message": "m", "location": at, "end_location": at}


def looked(tmp_path: Path, tool: Any, code: int, out: str, err: str | None = None, **more: str) -> Answer:
    """The answer about a.py and b.py."""
    trial = Trial(tmp_path).write({"a.py": "", "b.py": "", **more})
    return trial.examine(tool, None, answering(code, out, LOG[tool].format(2) if err is None else err))


@BOTH
def test_nothing_found_in_two_opened_files_is_an_answer(tmp_path: Path, tool: ModuleType) -> None:
    answer = looked(tmp_path, tool, 0, "[]")
    assert (answer.findings, answer.looked_at, answer.unknown) == ((), 2, ())


def test_a_rule_of_style_is_a_warning_at_its_place(tmp_path: Path) -> None:
    answer = looked(tmp_path, ruff, 1, json.dumps([item(tmp_path, "F401")]))
    assert [(one.rule, one.severity, one.place) for one in answer.findings] == [
        ("F401", Severity.WARNING, "a.py:3:1")
    ]


@pytest.mark.parametrize("code", ["invalid-syntax", "E902", "E999", "io"])
def test_what_python_cannot_read_is_high(tmp_path: Path, code: str) -> None:
    assert looked(tmp_path, ruff, 1, json.dumps([item(tmp_path, code)])).findings[0].severity is Severity.HIGH


def test_another_layout_is_one_warning_a_file(tmp_path: Path) -> None:
    found = looked(tmp_path, ruff_format, 1, json.dumps([item(tmp_path, "unformatted")])).findings
    assert [(one.severity, one.path, one.fix) for one in found] == [
        (Severity.WARNING, "a.py", "ruff format a.py")
    ]


@BOTH
@pytest.mark.parametrize(
    ("code", "out", "err"),
    [
        (0, "", None),
        (0, "[", None),
        (0, "null", None),
        (0, "[1]", None),
        (1, "[]", None),
        (2, "[]", None),
        (-9, "[]", None),
        (0, "[]", ""),
        (0, "[]", "Checked many files"),
        (0, "[]", "[x][ruff::commands::check][DEBUG] Checked 9 files in: 1ms"),
    ],
)
def test_what_does_not_agree_is_no_answer(
    tmp_path: Path, tool: ModuleType, code: int, out: str, err: str | None
) -> None:
    with pytest.raises(Unreadable):
        looked(tmp_path, tool, code, out, err)


@BOTH
def test_findings_with_code_0_are_no_answer(tmp_path: Path, tool: ModuleType) -> None:
    with pytest.raises(Unreadable):
        looked(tmp_path, tool, 0, json.dumps([item(tmp_path, "F401")]))


@BOTH
@pytest.mark.parametrize("name", ["c.py", "../out.py", "a.py\nb.py"])
def test_a_finding_about_a_file_that_nobody_asked_about_is_no_answer(
    tmp_path: Path, tool: ModuleType, name: str
) -> None:
    with pytest.raises(Unreadable):
        looked(tmp_path, tool, 1, json.dumps([item(tmp_path, "F401", name)]))


@BOTH
def test_settings_that_leave_out_every_file_are_no_answer(tmp_path: Path, tool: ModuleType) -> None:
    with pytest.raises(Unreadable, match="opened none of 2 files"):
        looked(tmp_path, tool, 0, "", NONE)


@BOTH
def test_a_file_that_settings_leave_out_is_told(tmp_path: Path, tool: ModuleType) -> None:
    answer = looked(tmp_path, tool, 0, "[]", LOG[tool].format(1))
    assert answer.looked_at == 1
    assert answer.facts == {"left out by ruff's configuration": "1 files"}


@BOTH
def test_a_changed_file_that_settings_leave_out_is_an_answer(tmp_path: Path, tool: Any) -> None:
    trial = Trial(tmp_path).write({"a.py": "", "b.py": ""})
    answer = tool.examine(trial.context(tool.OPTIONS(), answering(0, "", NONE)), ["b.py"])
    assert answer.looked_at == 0


def test_a_path_with_a_newline_and_a_message_with_markup_are_kept(tmp_path: Path) -> None:
    odd = item(tmp_path, "F401", "c\nd.py") | {"message": "<script>"}
    answer = looked(tmp_path, ruff, 1, json.dumps([odd]), LOG[ruff].format(3), **{"c\nd.py": ""})
    assert (answer.findings[0].path, answer.findings[0].message) == ("c\nd.py", "<script>")


def test_ruff_is_never_let_fix(tmp_path: Path) -> None:
    said: list[list[str]] = []

    def run(_name: str, words: list[str], **_more: Any) -> Any:
        said.append(words)
        return answering(0, "[]", LOG[ruff].format(1))()

    Trial(tmp_path).write({"a.py": ""}).examine(ruff, None, run)
    assert {"--no-fix", "--no-fix-only"} <= set(said[0])
