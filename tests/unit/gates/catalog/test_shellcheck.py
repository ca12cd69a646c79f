from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates import catalog
from greenlane.gates.catalog.shellcheck import LARGEST_BYTES, Options
from greenlane.model.finding import Severity
from greenlane.model.gates import Called, Unreadable
from greenlane.model.verdict import Answer
from tests.unit.gates.trial import Trial

SHELLCHECK = catalog.tool("shellcheck")
FLOW = ".github/workflows/w.yml"
WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          one
          two $X ${{ y }}
      - {run: Get-Item, shell: pwsh}
      - {run: three, shell: sh}
"""


def comment(file: str, code: int = 2086, level: str = "info", line: int = 2, **more: Any) -> dict[str, Any]:
    return {"file": file, "line": line, "endLine": line, "column": 6, "level": level, "code": code, **more}


def commenting(
    about: Callable[[list[str]], list[dict[str, Any]]], code: int = 1, canary: bool = True
) -> Callable[..., Called]:
    """A shellcheck that says of the files it is given what `about` says, and finds the planted mistake."""

    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        *names, last = argv[argv.index("--") + 1 :]
        said = about(names) + ([comment(last, 1073, "error")] if canary else [])
        return Called(code, json.dumps({"comments": said}), "")

    return run


def examine(
    tmp_path: Path, run: Callable[..., Called], files: dict[str, str | bytes] | None = None
) -> Answer:
    trial = Trial(tmp_path / "root").write(files or {"a.sh": "#!/bin/sh\necho $1\n"})
    trial.commit()
    return trial.examine(SHELLCHECK, run=run)


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("error", Severity.HIGH),
        ("warning", Severity.MEDIUM),
        ("info", Severity.WARNING),
        ("style", Severity.WARNING),
        ("new", Severity.HIGH),
    ],
)
def test_a_level_has_our_severity(tmp_path: Path, level: str, severity: Severity) -> None:
    run = commenting(lambda names: [comment(names[0], level=level, message="quote it")])
    [found] = examine(tmp_path, run).findings
    assert (found.rule, found.severity, found.place) == ("SC2086", severity, "a.sh:2:6")
    assert (found.message, found.docs) == ("quote it", "https://www.shellcheck.net/wiki/SC2086")


@pytest.mark.parametrize(
    "run",
    [
        commenting(lambda _names: [], canary=False),
        commenting(lambda names: [comment(names[0])], canary=False),
        commenting(lambda _names: [], code=0),
        commenting(lambda _names: [], code=2),
        lambda *_words, **_more: Called(0, "", ""),
        lambda *_words, **_more: Called(1, '{"comments": [', ""),
        lambda *_words, **_more: Called(1, "[]", ""),
        lambda *_words, **_more: Called(1, '{"comments": 3}', ""),
    ],
)
def test_an_answer_without_the_mistake_that_was_planted_is_none(
    tmp_path: Path, run: Callable[..., Called]
) -> None:
    with pytest.raises(Unreadable):
        examine(tmp_path, run)


def test_blocks_for_bash_and_sh_are_read_and_placed_in_their_workflow(tmp_path: Path) -> None:
    texts: list[str] = []

    def about(names: list[str]) -> list[dict[str, Any]]:
        texts.extend(Path(name).read_text() for name in names)
        return [comment(names[0], line=3)]

    answer = examine(tmp_path, commenting(about), {FLOW: WORKFLOW})
    assert texts == ["#!/bin/bash -e\none\ntwo $X ________\n", "#!/bin/sh -e\nthree"]
    assert [found.place for found in answer.findings] == [f"{FLOW}:8:16"]
    assert WORKFLOW.splitlines()[7][:16].endswith("two $X")
    assert dict(answer.facts) == {"run: blocks": "2", "run: blocks in other shells": "1"}


def test_what_a_block_cannot_show_is_not_held_against_it(tmp_path: Path) -> None:
    def about(names: list[str]) -> list[dict[str, Any]]:
        return [comment(name, code) for name in names for code in (2154, 2050)]

    answer = examine(tmp_path, commenting(about), {FLOW: WORKFLOW, "a.sh": "#!/bin/sh\n"})
    places = [(found.path, found.rule) for found in answer.findings]
    assert places == [("a.sh", "SC2154"), ("a.sh", "SC2050"), (FLOW, "SC2050")]


def test_a_remark_on_the_first_line_that_we_added_stays_in_the_file(tmp_path: Path) -> None:
    answer = examine(tmp_path, commenting(lambda names: [comment(names[0], line=1)]), {FLOW: WORKFLOW})
    assert [found.line for found in answer.findings] == [7]


def test_what_shellcheck_does_not_read_is_unknown(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "good.sh": "#!/bin/sh\n",
        "large.sh": b"#" * (LARGEST_BYTES + 1),
        "zsh.sh": "#!/bin/zsh\n",
        FLOW: "on: [",
    }
    run = commenting(lambda names: [comment(name, 1071, "error") for name in names if "zsh" in name])
    answer = examine(tmp_path, run, files)
    assert {line.partition(":")[0] for line in answer.unknown} == {"large.sh", "zsh.sh", FLOW}
    assert (answer.looked_at, answer.findings) == (1, ())


def test_a_block_that_makes_it_crash_is_named_by_its_workflow(tmp_path: Path) -> None:
    def run(_name: str, argv: list[str], **_more: Any) -> Called:
        if any("block-" in word for word in argv):
            return Called(-11, "", "")
        return commenting(lambda _names: [])("shellcheck", argv)

    answer = examine(tmp_path, run, {FLOW: WORKFLOW, "a.sh": "#!/bin/sh\n"})
    assert [line.partition(":")[0] for line in answer.unknown] == [FLOW, FLOW]


def test_scripts_are_known_by_suffix_or_first_line(tmp_path: Path) -> None:
    scripts = {
        "a.sh": "",
        "b.bash": "",
        "bin/one": "#!/bin/sh\n",
        "bin/two": "#!/usr/bin/env bash\n",
        "bin/three": "#! /usr/bin/env -S dash -e\n",
        "bin/.four": "#!/bin/ksh\n",
    }
    others = {
        "bin/py": "#!/usr/bin/env python3\n",
        "bin/fish": "#!/bin/fish\n",
        "x": "sh\n",
        "d.txt": "#!/bin/sh",
    }
    trial = Trial(tmp_path).write({**scripts, **others, "bin/bytes": b"\xff\0"})
    trial.commit()
    (tmp_path / "link").symlink_to("bin/one")
    tree = trial.context(None).tree
    assert SHELLCHECK.files(Options(), tree) == tuple(sorted(scripts))
    assert SHELLCHECK.files(Options(exclude=("bin/**",)), tree) == ("a.sh", "b.bash")


def test_only_the_projects_own_configuration_is_read(tmp_path: Path) -> None:
    calls: list[list[str]] = []

    def run(name: str, argv: list[str], **more: Any) -> Called:
        calls.append(argv)
        return commenting(lambda _names: [])(name, argv, **more)

    examine(tmp_path, run)
    examine(tmp_path, run, {".shellcheckrc": "disable=SC2086\n"})
    assert ("--norc" in calls[0], "--rcfile=.shellcheckrc" in calls[1]) == (True, True)
