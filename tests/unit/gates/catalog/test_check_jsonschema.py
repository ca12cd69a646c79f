from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates import catalog
from greenlane.gates.catalog.check_jsonschema import Options
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial, answering

CHECK = catalog.tool("check-jsonschema")
ONE, TWO = ".github/workflows/one.yml", ".github/workflows/two.yml"
ERROR = {"filename": ONE, "path": "$.jobs.a", "message": "wrong"}


def said(status: str, *errors: dict[str, Any], **more: Any) -> str:
    return json.dumps({"status": status, "errors": errors, **more})


def examine(tmp_path: Path, run: Callable[..., Called]) -> Answer:
    trial = Trial(tmp_path).write({ONE: "on: push\njobs:\n  a:\n    steps: []\n", TWO: "on: push"})
    trial.commit()
    return trial.examine(CHECK, run=run)


def test_a_mistake_is_high_and_stands_at_its_line(tmp_path: Path) -> None:
    answer = examine(tmp_path, answering(1, said("fail", ERROR, successes=[TWO])))
    [found] = answer.findings
    assert (found.rule, found.severity, found.place) == ("github-workflows", Severity.HIGH, f"{ONE}:3")
    assert (found.message, answer.looked_at) == ("$.jobs.a: wrong", 2)


def test_of_many_ways_to_be_wrong_the_deepest_is_told(tmp_path: Path) -> None:
    deep = ERROR | {"best_deep_match": {"path": "$.jobs.a.steps", "message": "should be non-empty"}}
    [found] = examine(tmp_path, answering(1, said("fail", deep, successes=[TWO]))).findings
    assert (found.message, found.line) == ("$.jobs.a.steps: should be non-empty", 4)


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    broken = {"filename": TWO, "message": "Failed to parse"}
    out = said("fail", successes=[ONE], parse_errors=[broken])
    [found] = examine(tmp_path, answering(1, out)).findings
    assert (found.rule, found.severity, found.path, found.line) == ("unreadable", Severity.HIGH, TWO, None)


@pytest.mark.parametrize(
    ("code", "out"),
    [
        (0, said("ok", checked_paths=[ONE, "x.yml"])),
        (0, said("ok")),
        (1, said("ok", checked_paths=[ONE, TWO])),
        (0, said("fail", ERROR, successes=[TWO])),
        (1, said("fail", successes=[ONE, TWO])),
        (0, ""),
        (0, "ok -- validation done"),
        (0, "[]"),
        (0, '{"status": "ok", "errors": {}}'),
        (2, "Error: No such option"),
    ],
)
def test_an_answer_that_leaves_a_file_out_is_none(tmp_path: Path, code: int, out: str) -> None:
    with pytest.raises(Unreadable):
        examine(tmp_path, answering(code, out))


@pytest.mark.parametrize(("code", "out"), [(0, said("ok", checked_paths=[ONE])), (1, said("fail", ERROR))])
def test_a_file_of_which_nothing_is_said_is_unknown(tmp_path: Path, code: int, out: str) -> None:
    [line] = examine(tmp_path, answering(code, out)).unknown
    assert line.startswith(f"{TWO}: ")


def test_a_file_that_makes_it_crash_is_unknown_and_the_other_is_judged(tmp_path: Path) -> None:
    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        if TWO in argv:
            return Called(1, "", "RecursionError")
        return Called(1, said("fail", ERROR), "")

    answer = examine(tmp_path, run)
    assert (len(answer.findings), answer.looked_at) == (1, 1)
    assert answer.unknown == (f"{TWO}: check-jsonschema printed nothing and ended with code 1",)


def test_every_file_is_held_against_one_schema(tmp_path: Path) -> None:
    wanted = {
        ".github/ISSUE_TEMPLATE/bug.yml": "github-issue-forms",
        ".github/ISSUE_TEMPLATE/config.yml": "github-issue-config",
        ".github/dependabot.yml": "dependabot",
        ONE: "github-workflows",
        "a/action.yml": "github-actions",
        "a/compose.yaml": "compose-spec",
        "renovate.json": "renovate",
    }
    calls: dict[str, str] = {}

    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        names = argv[argv.index("--") + 1 :]
        calls.update(dict.fromkeys(names, argv[0].removeprefix("--builtin-schema=vendor.")))
        return Called(0, said("ok", checked_paths=names), "")

    trial = Trial(tmp_path).write(dict.fromkeys((*wanted, "a/renovate.json", "x.yml"), "x"))
    trial.commit()
    assert trial.examine(CHECK, run=run).looked_at == len(wanted)
    assert calls == wanted
    skipping = CHECK.files(Options(skip=("compose-spec", "renovate")), trial.context(None).tree)
    assert set(wanted) - set(skipping) == {"a/compose.yaml", "renovate.json"}
