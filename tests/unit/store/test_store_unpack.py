"""Nothing is written outside the root, and what is written runs."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from greenlane.model.bundle import Archive
from greenlane.services.store.unpack import Refused, unpack_tar, unpack_wheel


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.mode = kind, link, mode
    entry.size = 4 if kind == tarfile.REGTYPE else 0
    return entry


def tar_of(folder: Path, *members: tarfile.TarInfo) -> Path:
    path = folder / "some.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for entry in members:
            tar.addfile(entry, io.BytesIO(b"text") if entry.isreg() else None)
    return path


def unpacked(folder: Path, archive: Archive, *members: tarfile.TarInfo) -> Path:
    root = folder / "inner" / "root"
    root.mkdir(parents=True)
    unpack_tar(tar_of(folder, *members), root, archive)
    return root


EVERYTHING = Archive("some.tar.gz")

CLIMBING = {
    "a name that climbs": [member("../evil")],
    "a name that climbs from below": [member("a/../../evil")],
    "an absolute name": [member("/evil")],
    "a link that leads out": [member("a", tarfile.SYMTYPE, "../..")],
    "an absolute link": [member("a", tarfile.SYMTYPE, "/etc/passwd")],
    "a hard link that leads out": [member("a", tarfile.LNKTYPE, "../../some.tar.gz")],
    "a hard link to nothing": [member("a", tarfile.LNKTYPE, "b")],
    "a file through a chain of links": [
        member("a", tarfile.SYMTYPE, "d/.."),
        member("d", tarfile.SYMTYPE, "."),
        member("a/evil"),
    ],
    "a device": [member("a", tarfile.CHRTYPE)],
    "a pipe": [member("a", tarfile.FIFOTYPE)],
}


@pytest.mark.parametrize("members", CLIMBING.values(), ids=CLIMBING.keys())
def test_a_tar_that_would_write_outside_is_refused(tmp_path: Path, members: list[tarfile.TarInfo]) -> None:
    with pytest.raises(Refused):
        unpacked(tmp_path, EVERYTHING, *members)
    outside = [path for path in tmp_path.rglob("*") if path.name == "evil"]
    assert outside == []


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "..\\evil"])
def test_a_wheel_that_would_write_outside_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "some.whl", "w") as archive:
        archive.writestr(name, b"text")
    root = tmp_path / "inner" / "root"
    root.mkdir(parents=True)
    with pytest.raises(Refused):
        unpack_wheel(tmp_path / "some.whl", root)


def test_an_archive_cut_short_is_refused(tmp_path: Path) -> None:
    path = tar_of(tmp_path, member("a"), member("b"))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Refused, match="damaged"):
        unpack_tar(path, tmp_path, EVERYTHING)


def test_what_is_executable_stays_so_and_no_other_mode_is_taken_over(tmp_path: Path) -> None:
    root = unpacked(tmp_path, EVERYTHING, member("bin/run", mode=0o4777), member("data", mode=0o666))
    assert (root / "bin/run").stat().st_mode & 0o7777 == 0o755
    assert (root / "data").stat().st_mode & 0o7777 == 0o644


def test_links_inside_are_kept(tmp_path: Path) -> None:
    root = unpacked(
        tmp_path,
        EVERYTHING,
        member("lib/libx.so.1.2"),
        member("lib/libx.so", tarfile.SYMTYPE, "libx.so.1.2"),
        member("hard", tarfile.LNKTYPE, "lib/libx.so.1.2"),
    )
    assert (root / "lib/libx.so").readlink() == Path("libx.so.1.2")
    assert (root / "hard").read_bytes() == b"text"


def test_the_leading_folders_named_are_taken_and_replaced(tmp_path: Path) -> None:
    archive = Archive("some.tar.gz", source="share/postgresql-*", into="share")
    root = unpacked(tmp_path, archive, member("share/postgresql-16/extension/a.sql"), member("doc/b.md"))
    assert [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()] == [
        "share/extension/a.sql"
    ]


def test_a_later_part_lies_over_an_earlier_one(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a").write_text("earlier")
    unpack_tar(tar_of(tmp_path, member("a")), root, EVERYTHING)
    assert (root / "a").read_text() == "text"
