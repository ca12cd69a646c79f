"""bandit: its results, its errors and its metrics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates.catalog import bandit
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial, answering


def result(severity: str = "HIGH", confidence: str = "HIGH", **more: Any) -> dict[str, Any]:
    item = {"filename": "./a.py", "line_number": 2, "col_offset": 0, "test_id": "B602", "issue_text": "shell"}
    return item | {"issue_severity": severity, "issue_confidence": confidence} | more


def said(*results: dict[str, Any], errors: Any = (), metrics: dict[str, Any] | None = None) -> str:
    """bandit's JSON, with metrics that fit the results unless given."""
    levels = [one["issue_severity"] for one in results]
    fitting = {"./a.py": {"nosec": 0} | {f"SEVERITY.{level}": levels.count(level) for level in levels}}
    metrics = fitting if metrics is None else metrics
    totals = {"_totals": {"nosec": 9, "SEVERITY.HIGH": 9}}
    return json.dumps({"results": results, "errors": list(errors), "metrics": metrics | totals})


def looked(tmp_path: Path, code: int, out: str, **files: str) -> Answer:
    return Trial(tmp_path).write(files or {"a.py": ""}).examine(bandit, None, answering(code, out))


def test_a_file_with_metrics_and_no_result_is_clean(tmp_path: Path) -> None:
    answer = looked(tmp_path, 0, said())
    assert (answer.findings, answer.looked_at, answer.unknown) == ((), 1, ())


@pytest.mark.parametrize(
    ("severity", "confidence", "ours"),
    [
        ("HIGH", "HIGH", Severity.HIGH),
        ("HIGH", "MEDIUM", Severity.HIGH),
        ("HIGH", "LOW", Severity.MEDIUM),
        ("MEDIUM", "HIGH", Severity.MEDIUM),
        ("MEDIUM", "LOW", Severity.WARNING),
        ("LOW", "HIGH", Severity.WARNING),
        ("LOW", "LOW", Severity.NOTE),
        ("UNDEFINED", "HIGH", Severity.UNKNOWN),
        ("HIGH", "UNDEFINED", Severity.UNKNOWN),
    ],
)
def test_severity_and_confidence_on_our_map(
    tmp_path: Path, severity: str, confidence: str, ours: Severity
) -> None:
    found = looked(tmp_path, 1, said(result(severity, confidence))).findings
    assert [(one.severity, one.place) for one in found] == [(ours, "a.py:2:1")]


def test_a_file_that_bandit_gave_up_on_is_unknown(tmp_path: Path) -> None:
    answer = looked(tmp_path, 0, said(errors=[{"filename": "./a.py", "reason": "syntax error"}]))
    assert answer.unknown == ("a.py: syntax error",)
    assert answer.looked_at == 0


def test_a_file_without_metrics_is_unknown(tmp_path: Path) -> None:
    answer = looked(tmp_path, 0, said(), **{"a.py": "", "b.py": ""})
    assert answer.unknown == ("b.py: bandit does not mention it",)


def test_what_nosec_silences_is_told(tmp_path: Path) -> None:
    answer = looked(tmp_path, 0, said(metrics={"./a.py": {"nosec": 2, "skipped_tests": 1}}))
    assert answer.facts == {"silenced by nosec": "3 places"}


@pytest.mark.parametrize(
    ("code", "out"),
    [
        (0, ""),
        (0, said()[:40]),
        (0, "[]"),
        (0, "{}"),
        (0, '{"metrics": {}}'),
        (1, said()),
        (0, said(result())),
        (2, said()),
        (1, said(result(), metrics={"./a.py": {}})),
        (0, said(metrics={"./a.py": {"SEVERITY.HIGH": 1}})),
        (0, said(errors=["what"])),
    ],
)
def test_what_does_not_agree_is_no_answer(tmp_path: Path, code: int, out: str) -> None:
    with pytest.raises(Unreadable):
        looked(tmp_path, code, out)


def test_tests_and_what_the_project_leaves_out_are_no_files_of_bandits(tmp_path: Path) -> None:
    names = ("a.py", "tests/b.py", "test_c.py", "app/conftest.py", "old/d.py", "app/gen/e.py")
    trial = Trial(tmp_path).write(dict.fromkeys(names, ""))
    trial.write({"pyproject.toml": '[tool.bandit]\nexclude_dirs = ["old", "*/gen/*"]\n'})
    options = bandit.OPTIONS()
    assert bandit.files(options, trial.context(options).tree) == ("a.py",)


def settings_handed_over(tmp_path: Path, options: dict[str, Any], **files: str) -> Any:
    """The settings that bandit gets."""
    seen: list[Any] = []

    def run(_name: str, words: list[str], **_more: Any) -> Called:
        path = next(word.partition("=")[2] for word in words if word.startswith("--configfile="))
        seen.append(json.loads(Path(path).read_text()))
        return Called(0, said(), "")

    Trial(tmp_path).write({"a.py": "", **files}).examine(bandit, bandit.OPTIONS(**options), run)
    return seen[0]


def test_its_settings_are_kept_but_for_what_they_leave_out(tmp_path: Path) -> None:
    content = '[tool.bandit]\nexclude_dirs = ["old"]\nskips = ["B101"]\n'
    assert settings_handed_over(tmp_path, {}, **{"pyproject.toml": content}) == {"skips": ["B101"]}


def test_settings_may_be_yaml(tmp_path: Path) -> None:
    files = {"bandit.yaml": "skips: [B101]\n"}
    assert settings_handed_over(tmp_path, {"config": "bandit.yaml"}, **files) == {"skips": ["B101"]}


@pytest.mark.parametrize(
    ("config", "content"),
    [
        ("pyproject.toml", "[tool.bandit"),
        ("bandit.yaml", "- : ["),
        ("bandit.yaml", "text"),
        ("other.yaml", ""),
    ],
)
def test_settings_that_cannot_be_read_are_no_answer(tmp_path: Path, config: str, content: str) -> None:
    name = "bandit.yaml" if config == "other.yaml" else config
    trial = Trial(tmp_path).write({"a.py": "", name: content})
    with pytest.raises(Unreadable):
        trial.examine(bandit, bandit.OPTIONS(config=config), answering(0, said()))
