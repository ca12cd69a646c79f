"""The seal: checksums that `sha256sum` reads, written once, and held against what lies there later."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from greenlane.model.errors import UsageError
from greenlane.release import artifacts


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "b.txt").write_text("b")
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / ".hidden").write_text("no artifact")
    (tmp_path / "folder").mkdir()
    return tmp_path


def test_the_checksums_are_what_sha256sum_reads(dist: Path) -> None:
    sealed = artifacts.seal(dist)
    assert [asset.name for asset in sealed] == ["a.txt", "b.txt", "SHA256SUMS"]
    assert sealed[0].sha256 == hashlib.sha256(b"a").hexdigest()
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=dist, check=False)
    assert checked.returncode == 0


def test_sealing_again_changes_nothing(dist: Path) -> None:
    assert artifacts.seal(dist) == artifacts.seal(dist)


def test_what_was_sealed_is_read_as_it_was_sealed(dist: Path) -> None:
    sealed = artifacts.seal(dist)
    found = artifacts.read(dist)
    assert found.assets == sealed
    assert found.sums == {asset.name: asset.sha256 for asset in sealed[:2]}


def test_the_bill_of_materials_says_at_which_commit_it_was_sealed(dist: Path) -> None:
    property_ = {"name": "greenlane:commit", "value": "a" * 40}
    (dist / "pack-1.cdx.json").write_text(
        json.dumps({"metadata": {"component": {"properties": [property_]}}})
    )
    artifacts.seal(dist)
    assert artifacts.read(dist).commit == "a" * 40


def test_what_was_not_sealed_says_so_and_reading_writes_nothing(dist: Path) -> None:
    assert artifacts.read(dist).sums is None
    assert not (dist / "SHA256SUMS").exists()


def test_what_changes_later_keeps_the_sum_of_the_seal(dist: Path) -> None:
    artifacts.seal(dist)
    (dist / "a.txt").write_text("other")
    found = artifacts.read(dist)
    assert found.sums is not None
    assert found.sums["a.txt"] == hashlib.sha256(b"a").hexdigest() != found.assets[0].sha256


@pytest.mark.parametrize("line", ["half a li", "0" * 63 + "  a.txt", "0" * 64 + " a.txt", ""])
def test_checksums_that_are_none_are_a_mistake_with_their_line(dist: Path, line: str) -> None:
    (dist / "SHA256SUMS").write_text(f"{'0' * 64}  b.txt\n{line}\n")
    with pytest.raises(UsageError, match="SHA256SUMS:2: this is no line of checksums"):
        artifacts.read(dist)


def test_no_artifact_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no artifact"):
        artifacts.seal(tmp_path)
    with pytest.raises(UsageError, match="no folder"):
        artifacts.read(tmp_path / "absent")
