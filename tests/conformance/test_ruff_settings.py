"""Whose settings ruff follows: the repository's, and nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greenlane.model.verdict import Outcome, ToolReport
from tests.conformance.test_remembered import told
from tests.unit.gates.trial import Trial

UNUSED = {"a.py": "import os\n"}
SILENT = 'lint.select=["W"]\n'


def unused(report: ToolReport) -> bool:
    return [one.rule for one in report.findings] == ["F401"]


def test_settings_in_a_home_do_not_count(tmp_path: Path) -> None:
    root = Trial(tmp_path / "project").write(UNUSED).root
    Trial(tmp_path).write({"home/.config/ruff/ruff.toml": SILENT, "own/ruff/ruff.toml": SILENT})
    home = {"HOME": str(tmp_path / "home")}
    assert unused(told(root, "ruff", tmp_path / "1", None, home))
    assert unused(told(root, "ruff", tmp_path / "2", None, {"XDG_CONFIG_HOME": str(tmp_path / "own")}))


@pytest.mark.parametrize("tool", ["ruff", "ruff-format"])
def test_settings_above_the_repository_are_unknown(tmp_path: Path, tool: str) -> None:
    trial = Trial(tmp_path / "above" / "project").write(UNUSED)
    trial.commit()
    Trial(tmp_path / "above").write({"pyproject.toml": "[tool.ruff]\n" + SILENT})
    report = told(trial.root, tool, tmp_path / "scratch", None)
    assert (report.outcome, report.reason) == (
        Outcome.UNKNOWN,
        "ruff would follow pyproject.toml of a folder that is not in the repository",
    )
    trial.write({"ruff.toml": ""})
    assert told(trial.root, tool, tmp_path / "again", None).outcome is Outcome.PASS


def test_settings_above_the_project_and_in_the_repository_count(tmp_path: Path) -> None:
    top = Trial(tmp_path / "top").write({"sub/a.py": "import os\n", "ruff.toml": SILENT})
    top.commit()
    caches = tmp_path / "caches"
    assert not told(top.root / "sub", "ruff", tmp_path / "1", caches).findings
    top.write({"ruff.toml": 'lint.select=["F"]\n'})
    assert unused(told(top.root / "sub", "ruff", tmp_path / "2", caches))


def test_settings_that_extend_themselves_or_nothing_are_no_trap(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "project").write(UNUSED | {"ruff.toml": 'extend="ruff.toml"'})
    assert told(trial.root, "ruff", tmp_path / "1", tmp_path / "caches").outcome is Outcome.UNKNOWN
    trial.write({"ruff.toml": f'extend="{os.devnull}/x"'})
    assert told(trial.root, "ruff", tmp_path / "2", tmp_path / "caches").outcome is Outcome.UNKNOWN
