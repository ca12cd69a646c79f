"""mypy: its lines, its report, its log and its exit code must tell the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from greenlane.gates.catalog import mypy
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial

SOURCES = "LOG:  Found source:           BuildSource(path='a.py', module='a', has_text=False)\n"
END = "LOG:  Build finished in 0.1 seconds with 1 modules, and 0 errors\n"


def line(severity: str = "error", code: str | None = "arg-type", **more: Any) -> str:
    item = {"file": "a.py", "line": 2, "column": 4, "message": "m", "hint": None, "code": code}
    return json.dumps(item | {"severity": severity} | more)


def saying(
    code: int, *lines: str, err: str = SOURCES + END, report: str | None = None
) -> Callable[..., Called]:
    """A mypy that prints these lines; report: what it writes, default the same."""

    def run(_name: str, words: list[str], **_more: Any) -> Called:
        path = next(word.partition("=")[2] for word in words if word.startswith("--junit-xml="))
        body = f"<failure>{escape(chr(10).join(lines))}</failure>" if lines else ""
        Path(path).write_text(f"<testsuite>{body}</testsuite>" if report is None else report)
        return Called(code, "\n".join([*lines, ""]), err)

    return run


def looked(tmp_path: Path, run: Callable[..., Called], **options: Any) -> Answer:
    return Trial(tmp_path).write({"a.py": ""}).examine(mypy, mypy.OPTIONS(**options), run)


def test_no_error_in_one_source_is_an_answer(tmp_path: Path) -> None:
    answer = looked(tmp_path, saying(0))
    assert (answer.findings, answer.looked_at, answer.unknown) == ((), 1, ())


def test_an_error_is_high_and_a_note_a_note(tmp_path: Path) -> None:
    answer = looked(tmp_path, saying(1, line(), line("note", "misc")))
    assert [(one.rule, one.severity, one.place) for one in answer.findings] == [
        ("arg-type", Severity.HIGH, "a.py:2:5"),
        ("misc", Severity.NOTE, "a.py:2:5"),
    ]


@pytest.mark.parametrize("code", ["import-untyped", "import-not-found"])
def test_missing_stubs_are_findings_with_a_way_out(tmp_path: Path, code: str) -> None:
    found = looked(tmp_path, saying(1, line(code=code, hint="Hint: install them\nSee …"))).findings[0]
    assert found.severity is Severity.HIGH
    assert found.fix == "set python_executable to the Python that has it; Hint: install them"


def test_errors_that_kept_it_from_going_on_are_told_and_leave_the_rest_unknown(tmp_path: Path) -> None:
    answer = looked(tmp_path, saying(2, line(code="syntax", line=-1, column=-1)))
    assert answer.unknown == ("errors kept mypy from checking the rest",)
    assert (answer.findings[0].line, answer.findings[0].column) == (None, None)


def test_a_setting_that_mypy_does_not_know_is_unknown(tmp_path: Path) -> None:
    complaint = "mypy.ini: [mypy]: Unrecognized option: strct = True"
    assert looked(tmp_path, saying(0, err=f"{complaint}\n{SOURCES}{END}")).unknown == (complaint,)


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(saying(0, err=SOURCES), id="no end"),
        pytest.param(saying(0, err=END), id="no source"),
        pytest.param(saying(0, err=""), id="silence"),
        pytest.param(saying(1), id="code 1 and nothing found"),
        pytest.param(saying(0, line()), id="code 0 and an error"),
        pytest.param(saying(-11, line()), id="a signal"),
        pytest.param(saying(1, line(), report="<testsuite/>"), id="a report of something else"),
        pytest.param(
            saying(0, report=f"<testsuite><failure>{line()}</failure></testsuite>"), id="lines lost"
        ),
        pytest.param(saying(0, report="<testsuite"), id="half a report"),
        pytest.param(saying(0, report=""), id="an empty report"),
        pytest.param(saying(1, line()[:30]), id="half a line"),
        pytest.param(saying(1, "Traceback"), id="a crash"),
        pytest.param(saying(1, "[]"), id="another shape"),
        pytest.param(saying(1, line("catastrophe")), id="another severity"),
    ],
)
def test_what_does_not_agree_is_no_answer(tmp_path: Path, run: Callable[..., Called]) -> None:
    with pytest.raises(Unreadable):
        looked(tmp_path, run)


def words_for(tmp_path: Path, options: dict[str, Any], **files: str) -> list[str]:
    """What mypy is called with."""
    said: list[str] = []

    def run(name: str, words: list[str], **more: Any) -> Called:
        said.extend(words)
        return saying(0)(name, words, **more)

    Trial(tmp_path).write({"a.py": "", **files}).examine(mypy, mypy.OPTIONS(**options), run)
    return said


def test_it_checks_everything_where_nothing_is_said(tmp_path: Path) -> None:
    words = words_for(tmp_path, {})
    assert words[-2:] == ["--", "."]
    assert "--config-file=" in words


def test_what_mypys_own_settings_name_is_left_to_them(tmp_path: Path) -> None:
    words = words_for(tmp_path, {}, **{"pyproject.toml": '[tool.mypy]\npackages = ["a"]\n'})
    assert "--" not in words
    assert "--config-file=pyproject.toml" in words


def test_its_own_file_goes_before_pyproject(tmp_path: Path) -> None:
    files = {"pyproject.toml": "[tool.mypy]\n", "mypy.ini": "[mypy]\nfiles = a.py\n"}
    assert "--config-file=mypy.ini" in words_for(tmp_path, {}, **files)


def test_paths_and_python_are_handed_over(tmp_path: Path) -> None:
    words = words_for(tmp_path, {"paths": ("a.py",), "python_executable": ".venv/bin/python"})
    assert words[-2:] == ["--", "a.py"]
    assert "--python-executable=.venv/bin/python" in words


def test_stubs_are_never_installed_on_the_way(tmp_path: Path) -> None:
    assert {"--no-install-types", "--interactive"} <= set(words_for(tmp_path, {}))


@pytest.mark.parametrize(
    ("name", "content"),
    [("pyproject.toml", "[tool.mypy\n"), ("mypy.ini", "strict\n"), ("pyproject.toml", "\udcff")],
)
def test_settings_that_cannot_be_read_are_no_answer(tmp_path: Path, name: str, content: str) -> None:
    Trial(tmp_path).write({name: content.encode(errors="surrogateescape")})
    with pytest.raises(Unreadable, match=re.escape(name)):
        looked(tmp_path, saying(0))
