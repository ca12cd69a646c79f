from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates import catalog
from greenlane.gates.catalog.zizmor import Options
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial, answering

ZIZMOR = catalog.tool("zizmor")
ONE, TWO = ".github/workflows/one.yml", ".github/workflows/two.yml"
COMPLETED = "".join(f" INFO audit: zizmor: 🌈 completed ./{name}\n" for name in (ONE, TWO))
REFUSED = "fatal: no audit was performed\nfailed to load {} as workflow\n\nCaused by:\n    0: no YAML\n"


def item(word: str = "High", path: str = ONE, **more: Any) -> dict[str, Any]:
    symbolic = {"key": {"Local": {"verbatim_path": f"./{path}"}}, "annotation": "here", "kind": "Primary"}
    location = {"start_point": {"row": 4, "column": 2}, "end_point": {"row": 5, "column": 0}}
    return {
        "ident": "template-injection",
        "desc": "code injection",
        "url": "page",
        "determinations": {"severity": word},
        "locations": [
            {"symbolic": {"kind": "Related"}},
            {"symbolic": symbolic, "concrete": {"location": location}},
        ],
        "ignored": False,
        **more,
    }


def examine(tmp_path: Path, run: Callable[..., Called], options: Options | None = None) -> Answer:
    trial = Trial(tmp_path).write({ONE: "a", TWO: "b"})
    trial.commit()
    return trial.examine(ZIZMOR, options, run)


def test_a_finding_has_its_place_its_page_and_our_severity(tmp_path: Path) -> None:
    answer = examine(tmp_path, answering(14, json.dumps([item()]), COMPLETED))
    [found] = answer.findings
    assert (found.rule, found.severity, found.place) == ("template-injection", Severity.HIGH, f"{ONE}:5:3")
    assert (found.message, found.docs, found.end_line) == ("code injection: here", "page", 6)
    assert (answer.looked_at, answer.unknown) == (2, ())


@pytest.mark.parametrize(
    ("word", "code", "severity"),
    [
        ("High", 14, Severity.HIGH),
        ("Medium", 13, Severity.MEDIUM),
        ("Low", 12, Severity.WARNING),
        ("Informational", 11, Severity.NOTE),
        ("Unknown", 10, Severity.UNKNOWN),
        ("Dreadful", 10, Severity.UNKNOWN),
    ],
)
def test_every_severity_has_its_exit_code(tmp_path: Path, word: str, code: int, severity: Severity) -> None:
    answer = examine(tmp_path, answering(code, json.dumps([item(word)]), COMPLETED))
    assert [found.severity for found in answer.findings] == [severity]


@pytest.mark.parametrize(
    ("code", "out", "err"),
    [
        (0, json.dumps([item()]), COMPLETED),
        (14, "[]", COMPLETED),
        (13, json.dumps([item()]), COMPLETED),
        (0, "[]", ""),
        (0, "[]", COMPLETED.splitlines()[0]),
        (0, "", COMPLETED),
        (0, "[{}", COMPLETED),
        (0, '{"a": 1}', COMPLETED),
        (2, "", "error: unexpected argument"),
        (14, json.dumps([item(locations=[])]), COMPLETED),
    ],
)
def test_an_answer_that_does_not_agree_with_itself_is_none(
    tmp_path: Path, code: int, out: str, err: str
) -> None:
    with pytest.raises(Unreadable):
        examine(tmp_path, answering(code, out, err))


def test_what_the_file_itself_ignores_is_counted_and_no_finding(tmp_path: Path) -> None:
    answer = examine(tmp_path, answering(0, json.dumps([item(ignored=True)]), COMPLETED))
    assert (answer.findings, answer.facts["ignored in the files themselves"]) == ((), "1")


def test_a_file_that_zizmor_refuses_is_unknown_and_the_other_is_judged(tmp_path: Path) -> None:
    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        if f"./{TWO}" in argv:
            return Called(1, "", REFUSED.format(TWO))
        return Called(14, json.dumps([item()]), COMPLETED)

    answer = examine(tmp_path, run)
    assert (answer.looked_at, len(answer.findings)) == (1, 1)
    assert answer.unknown == (f"{TWO}: failed to load {TWO} as workflow; 0: no YAML",)


def test_only_the_projects_own_configuration_is_read(tmp_path: Path) -> None:
    calls: list[list[str]] = []

    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        calls.append(argv)
        return Called(0, "[]", COMPLETED)

    examine(tmp_path, run)
    (tmp_path / "zizmor.yml").write_text("rules: {}")
    examine(tmp_path, run, Options(persona="auditor"))
    assert "--no-config" in calls[0]
    assert {"--config=zizmor.yml", "--persona=auditor", "--offline", "--strict-collection"} <= set(calls[1])


def test_workflows_actions_and_dependabot_are_looked_at_wherever_they_count(tmp_path: Path) -> None:
    seen = (".github/dependabot.yml", ONE, "a/action.yaml", "action.yml")
    unseen = (
        "sub/.github/workflows/x.yml",
        "workflows/x.yml",
        ".github/workflows/sub/x.yml",
        "sub/zizmor.yml",
    )
    trial = Trial(tmp_path).write(dict.fromkeys((*seen, *unseen), "x"))
    trial.commit()
    tree = trial.context(None).tree
    assert ZIZMOR.files(Options(), tree) == seen
    assert ZIZMOR.files(Options(paths=("a",)), tree) == ("a/action.yaml",)
    assert ZIZMOR.configuration(Options(), tree) == ()
