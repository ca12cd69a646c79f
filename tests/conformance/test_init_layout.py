"""What `greenlane init` writes is laid out as ruff would, at the width that the project asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.model.verdict import Outcome
from tests.conformance.test_remembered import told
from tests.unit.workflows.init.kinds import KINDS
from tests.unit.workflows.init.made import commit, init, repository


@pytest.mark.parametrize("kind", KINDS)
def test_the_noxfile_is_laid_out_as_formatters_do(tmp_path: Path, kind: str) -> None:
    root = repository(tmp_path, KINDS[kind])
    assert init(root, "--yes").code == 0
    report = told(commit(root), "ruff-format", tmp_path / "scratch", None)
    assert report.outcome in (Outcome.PASS, Outcome.FAIL), report.reason
    assert "noxfile.py" not in {one.path for one in report.findings}


def test_a_noxfile_that_is_not_laid_out_is_found(tmp_path: Path) -> None:
    root = repository(tmp_path, {"noxfile.py": "import nox;x=1\n"})
    report = told(root, "ruff-format", tmp_path / "scratch", None)
    assert "noxfile.py" in {one.path for one in report.findings}
