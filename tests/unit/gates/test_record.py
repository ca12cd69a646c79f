"""Records come back as they were written, and whatever is not one is no evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from greenlane.gates import record
from greenlane.model.errors import OutsideError
from greenlane.model.evidence import Evidence, WorkTree
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Budget, Gates
from greenlane.model.verdict import GateReport, Outcome, Spared, ToolReport

FOUND = Finding("ruff", "F401", Severity.WARNING, "unused", "a.py", 1)
GATE = GateReport(
    "lint",
    Outcome.UNKNOWN,
    "squawk: it crashed",
    (
        ToolReport(
            "ruff", Outcome.PASS, "looked at all of it", "1.2", (FOUND, FOUND), (Spared(FOUND, "known"),)
        ),
        ToolReport("squawk", Outcome.UNKNOWN, "it crashed", cached_at=1.5),
    ),
    tolerated="squawk may be unknown here: allowed by name",
)
STATE = WorkTree("a" * 40, "b" * 40, "")


def made(gates: Gates | None = None, **variables: str) -> Evidence:
    gates = gates or Gates()
    return record.evidence(
        GATE, state=STATE, gates=gates, environment=variables, started_at=1_700_000_000.5, duration_s=2.0
    )


def test_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    one = made(GITHUB_RUN_ID="7", GITHUB_JOB="lint", OTHER="x")
    path = record.write(tmp_path / "new/evidence", one)
    assert record.read(path) == one
    assert one.tools[0].counts == {"warning": 2}
    assert one.run == {"run": "7", "job": "lint"}
    assert (path.parent / ".gitignore").read_text() == "*\n"


def test_what_was_declared_is_part_of_it() -> None:
    assert made().configuration == made().configuration
    assert made().configuration != made(Gates(budget=Budget(medium=5))).configuration


DAMAGES: dict[str, Any] = {
    "nothing": b"",
    "half": lambda text: text[: len(text) // 2],
    "bytes": b"\xff\xfe\x00",
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "another schema": lambda text: text.replace(b'"schema": 1', b'"schema": 2'),
    "a schema that is true": lambda text: text.replace(b'"schema": 1', b'"schema": true'),
    "an outcome that is none": lambda text: text.replace(b'"outcome": "unknown"', b'"outcome": "green"'),
    "a field that nobody knows": lambda text: text.replace(b'"gate":', b'"more": 1, "gate":'),
    "a field that is missing": lambda text: text.replace(b'"greenlane":', b'"redlane":'),
    "a commit that is a number": lambda text: text.replace(b'"' + b"a" * 40 + b'"', b"5"),
    "changes that are null": lambda text: text.replace(b'"changes": ""', b'"changes": null'),
    "tools that are none": lambda text: text.replace(b'"tools": [', b'"tools": [1, '),
    "another gate's": lambda text: text.replace(b'"gate": "lint"', b'"gate": "security"'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_none(damage: str, tmp_path: Path) -> None:
    path = record.write(tmp_path, made())
    change = DAMAGES[damage]
    before = path.read_bytes()
    path.write_bytes(change(before) if callable(change) else change)
    assert path.read_bytes() != before
    with pytest.raises(OutsideError, match=r"lint\.json is not a record of a gate") as caught:
        record.read(path)
    assert caught.value.fix == "run the gate again: greenlane gate"


def test_a_record_that_is_not_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"lint\.json is not a record of a gate \(No such file"):
        record.read(tmp_path / "lint.json")


def test_a_folder_that_cannot_be_written_to_is_an_error_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutsideError, match="no evidence could be written"):
        record.write(tmp_path / "file/evidence", made())


def test_a_newer_record_replaces_the_older_one_whole(tmp_path: Path) -> None:
    record.write(tmp_path, made())
    (tmp_path / ".lint.json.999999999.0a1b2c3d").write_text("left by one that was killed")
    path = record.write(tmp_path, replace(made(), reason="x"))
    assert record.read(path).reason == "x"
    assert sorted(one.name for one in tmp_path.iterdir()) == [".gitignore", "lint.json"]
