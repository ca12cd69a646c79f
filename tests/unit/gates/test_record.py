"""Evidence is read back as it was written, and nothing else counts as evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from greenlane.gates.record import evidence, read, write
from greenlane.model.errors import OutsideError
from greenlane.model.evidence import Evidence, WorkTree
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Gates
from greenlane.model.verdict import GateReport, Outcome, ToolReport


def made() -> Evidence:
    found = Finding("ruff", "F401", Severity.WARNING, "unused", "a.py", 1)
    tool = ToolReport("ruff", Outcome.PASS, "1 finding", version="1.2.3", looked_at=2, findings=(found,))
    return evidence(
        GateReport("lint", Outcome.PASS, "1 finding, within the budget", (tool,)),
        state=WorkTree("a" * 40, "", ""),
        gates=Gates(),
        environment={"GITHUB_REPOSITORY": "owner/name", "GITHUB_JOB": "lint", "GITHUB_RUN_ID": ""},
        started_at=1_800_000_000.0,
        duration_s=1.23456,
    )


def test_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    one = made()
    path = write(tmp_path / "new" / "folder", one)
    assert (path.name, read(path)) == ("lint.json", one)
    assert (one.duration_s, one.tools[0].counts) == (1.235, {"warning": 1})
    assert one.run == {"repository": "owner/name", "job": "lint"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"schema": 2}', '{"schema": 1}', "[" * 100_000],
    ids=["nothing", "half", "a list", "null", "empty", "of later", "without fields", "deep"],
)
def test_what_is_no_record_is_no_evidence(tmp_path: Path, text: str) -> None:
    (tmp_path / "lint.json").write_text(text)
    with pytest.raises(OutsideError, match=r"lint\.json is not a record of a gate"):
        read(tmp_path / "lint.json")


def test_a_verdict_that_nobody_knows_is_no_evidence(tmp_path: Path) -> None:
    path = write(tmp_path, made())
    path.write_text(json.dumps(json.loads(path.read_text()) | {"outcome": "splendid"}))
    with pytest.raises(OutsideError, match="splendid"):
        read(path)


def test_a_record_that_is_not_there_is_no_evidence(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="is not a record"):
        read(tmp_path / "lint.json")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutsideError, match="no evidence could be written to"):
        write(tmp_path / "file" / "records", made())
