"""`greenlane check` as it is called, with the rules of our own: exit codes, ignores, and what it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from tests.unit.gates.trial import ENVIRONMENT, Trial

FLOW = ".github/workflows/a.yml"
GOOD = """\
on: push
jobs: {a: {runs-on: ubuntu-24.04, timeout-minutes: 5, steps: [{run: "true"}]}}
"""
BAD = GOOD.replace("ubuntu-24.04", "ubuntu-20.04")
WARNED = GOOD.replace("ubuntu-24.04", "ubuntu-latest")
IGNORE = """\
version: 1
project: shop
gates:
  ignores: [{rule: "check:runner-label", reason: we know, until: 2999-01-01}]
"""


def check(root: Path, *words: str, **variables: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    out, err = io.StringIO(), io.StringIO()
    environment = {**ENVIRONMENT, "GREENLANE_STATE": str(root.parent / "state"), **variables}
    code = main(["check", "--own", *words], World(environment, root, out, err))
    return code, out.getvalue() + err.getvalue()


@pytest.fixture
def shop(tmp_path: Path) -> Trial:
    (tmp_path / "shop").mkdir()
    return Trial(tmp_path / "shop")


def test_nothing_found_is_green_and_a_mistake_is_red_with_its_place_and_its_fix(shop: Trial) -> None:
    shop.write({FLOW: GOOD}).commit()
    assert check(shop.root)[0] == 0
    shop.write({FLOW: BAD})
    code, said = check(shop.root)
    assert code == 1
    assert f"{FLOW}:2" in said
    assert "GitHub has no ubuntu-20.04 any more" in said
    assert "name one system" in said


def test_a_warning_counts_only_when_it_is_asked_for(shop: Trial) -> None:
    shop.write({FLOW: WARNED}).commit()
    assert check(shop.root)[0] == 0
    assert check(shop.root, "--strict")[0] == 1


def test_no_workflow_and_no_action_is_not_green(shop: Trial) -> None:
    shop.write({"README.md": "x"}).commit()
    code, said = check(shop.root)
    assert code == 2
    assert "there is no workflow and no action here" in said


def test_a_file_that_cannot_be_read_is_unknown(shop: Trial) -> None:
    shop.write({FLOW: GOOD, ".github/workflows/b.yml": "on: [push\n"}).commit()
    code, said = check(shop.root)
    assert code == 3
    assert ".github/workflows/b.yml: it is no YAML" in said


def test_an_ignore_with_a_reason_spares_our_rules_as_well(shop: Trial) -> None:
    shop.write({FLOW: BAD, "greenlane.yaml": IGNORE}).commit()
    code, said = check(shop.root)
    assert code == 0
    assert "we know" in said


def test_an_ignore_in_a_folder_below_spares_nothing(shop: Trial) -> None:
    shop.write({FLOW: BAD, "shop/greenlane.yaml": IGNORE}).commit()
    assert check(shop.root / "shop")[0] == 1


def test_a_declaration_with_mistakes_is_told_first(shop: Trial) -> None:
    shop.write({FLOW: GOOD, "greenlane.yaml": IGNORE.replace("check:", "chek:")}).commit()
    code, said = check(shop.root)
    assert code == 2
    assert "Did you mean check:runner-label?" in said


def test_it_works_from_a_folder_below(shop: Trial) -> None:
    shop.write({FLOW: BAD, "deep/er/x": ""}).commit()
    assert check(shop.root / "deep/er")[0] == 1


def test_outside_of_a_repository_it_says_so(tmp_path: Path) -> None:
    Trial(tmp_path).write({FLOW: BAD})
    code, said = check(tmp_path)
    assert code == 2
    assert "there is no git repository here" in said
    assert "git init" in said


def test_on_github_the_lines_are_annotated_and_the_summary_is_written(shop: Trial, tmp_path: Path) -> None:
    shop.write({FLOW: BAD}).commit()
    summary = tmp_path / "summary.md"
    code, said = check(shop.root, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert code == 1
    assert f"::error file={FLOW},line=2" in said
    assert "runner-label" in summary.read_text()


def test_the_label_of_a_declared_job_is_known(shop: Trial) -> None:
    declared = "version: 1\nproject: shop\njobs: {unit: {run: [make], runner: ubuntu-24.4}}\n"
    shop.write({FLOW: GOOD.replace("ubuntu-24.04", "ubuntu-24.4")}).commit()
    assert check(shop.root)[0] == 1
    shop.write({"greenlane.yaml": declared})
    assert check(shop.root)[0] == 0


def test_the_rules_can_be_listed_and_a_format_that_there_is_none_of_is_refused(shop: Trial) -> None:
    assert "undeclared-input" in check(shop.root, "--list")[1]
    code, said = check(shop.root, "--format", "pdf")
    assert code == 2
    assert "'pdf' is no format" in said


def test_the_report_can_be_kept_in_every_format(shop: Trial, tmp_path: Path) -> None:
    shop.write({FLOW: BAD}).commit()
    assert check(shop.root, "--report", str(tmp_path / "out"))[0] == 1
    assert json.loads((tmp_path / "out" / "report.sarif").read_text())["runs"]
