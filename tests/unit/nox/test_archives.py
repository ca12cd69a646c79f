"""Two builds are compared by what they hold; a wheel says what can be imported from it."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from greenlane.nox import archives


def sdist(path: Path, files: Mapping[str, bytes], *, time: int = 1, mode: int = 0o644) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(content), time, mode
            tar.addfile(member, io.BytesIO(content))
    return path


def wheel(path: Path, *names: str, content: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return path


def test_other_times_are_no_difference_and_other_contents_and_modes_are(tmp_path: Path) -> None:
    one = sdist(tmp_path / "1.tar.gz", {"a/x": b"1", "a/y": b"2"})
    later = sdist(tmp_path / "2.tar.gz", {"a/y": b"2", "a/x": b"1"}, time=2)
    changed = sdist(tmp_path / "3.tar.gz", {"a/x": b"1", "a/y": b"3"})
    more = sdist(tmp_path / "4.tar.gz", {"a/x": b"1", "a/y": b"2", "a/z": b""})
    runs = sdist(tmp_path / "5.tar.gz", {"a/x": b"1", "a/y": b"2"}, mode=0o755)
    assert archives.digest(one) != archives.digest(later)
    assert archives.differing(one, later) == []
    assert archives.differing(one, changed) == ["a/y"]
    assert archives.differing(one, more) == ["a/z"]
    assert archives.differing(one, runs) == ["a/x", "a/y"]


def test_wheels_are_compared_the_same_way(tmp_path: Path) -> None:
    one = wheel(tmp_path / "1.whl", "a/__init__.py")
    other = wheel(tmp_path / "2.whl", "a/__init__.py", content="x")
    assert archives.differing(one, one) == []
    assert archives.differing(one, other) == ["a/__init__.py"]


def test_a_wheel_offers_its_packages_and_modules_and_nothing_else(tmp_path: Path) -> None:
    names = ("b/__init__.py", "b/c/__init__.py", "a.py", "d/e.py", "b-1.dist-info/METADATA", "b-1.data/x.py")
    assert archives.importable(wheel(tmp_path / "b.whl", *names)) == ["a", "b"]
