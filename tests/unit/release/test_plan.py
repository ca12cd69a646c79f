"""What may be released, and every reason why not, at once."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from greenlane.model.errors import UsageError
from greenlane.release import artifacts
from greenlane.release.plan import Asset, Observed, checksums, decide, obstacles

GOOD = Observed(
    source_version="1.2.3",
    commit="a" * 40,
    notes="New things.",
    leftover_fragments=(),
    tag_exists=False,
    assets=(
        Asset(Path("pack-1.2.3-py3-none-any.whl"), 5, "1" * 64),
        Asset(Path("pack-1.2.3.tar.gz"), 5, "2" * 64),
        Asset(Path("SHA256SUMS"), 5, "3" * 64),
    ),
)


def test_nothing_stands_in_the_way_of_a_good_release() -> None:
    assert obstacles("1.2.3", GOOD) == []
    assert decide("1.2.3", GOOD).tag == "v1.2.3"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source_version": "1.2.2"}, "the source says 1.2.2, not 1.2.3"),
        ({"commit": ""}, "the commit is not known"),
        ({"notes": None}, "has no section 1.2.3"),
        ({"notes": ""}, "is empty"),
        ({"leftover_fragments": ("x.added.md",)}, "changelog.d still holds x.added.md"),
        ({"tag_exists": True}, "the tag v1.2.3 exists already"),
        ({"assets": GOOD.assets[1:]}, "no wheel of this version"),
        ({"assets": GOOD.assets[:1]}, "no sdist of this version"),
        ({"assets": (*GOOD.assets, Asset(Path("pack-1.2.30.tar.gz"), 1, "4" * 64))}, "another version"),
    ],
)
def test_each_obstacle_is_named(change: dict[str, Any], reason: str) -> None:
    (found,) = obstacles("1.2.3", replace(GOOD, **change))
    assert reason in found


@pytest.mark.parametrize("version", ["1.2", "v1.2.3", "01.2.3", "1.2.3-rc1", "1.2.3 ", "1.2.3\n"])
def test_a_version_of_another_form_is_refused(version: str) -> None:
    assert any("is no version" in reason for reason in obstacles(version, GOOD))


def test_all_obstacles_come_at_once() -> None:
    with pytest.raises(ValueError, match="no section") as caught:
        decide("1.2.3", replace(GOOD, notes=None, tag_exists=True))
    assert len(str(caught.value).splitlines()) == 2


def test_the_checksums_are_what_sha256sum_reads(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("b")
    (tmp_path / "a.txt").write_text("a")
    found = artifacts.read(tmp_path)
    assert [asset.name for asset in found] == ["a.txt", "b.txt", "SHA256SUMS"]
    assert found[0].sha256 == hashlib.sha256(b"a").hexdigest()
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=False)
    assert checked.returncode == 0


def test_writing_the_checksums_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    assert artifacts.read(tmp_path) == artifacts.read(tmp_path)


def test_a_line_of_checksums_is_hash_two_spaces_name() -> None:
    assert checksums(GOOD.assets[:1]) == f"{'1' * 64}  pack-1.2.3-py3-none-any.whl\n"


def test_no_artifact_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no artifact"):
        artifacts.read(tmp_path)
    with pytest.raises(UsageError, match="no folder"):
        artifacts.read(tmp_path / "absent")
