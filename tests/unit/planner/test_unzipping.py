"""Files out of an archive that a stranger made."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.planner.unzipping import MOST_FILES, Archive, Unfit

MOST = 1000


def archive(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return made.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Unfit) as told:
        Archive(data).read("pass.json", MOST)
    return str(told.value)


def outcome(data: bytes) -> bytes | Unfit:
    """The file, or why not."""
    try:
        return Archive(data).read("pass.json", MOST)
    except Unfit as unfit:
        return unfit


def claiming(data: bytes, size: int) -> bytes:
    """An archive of one file, changed to claim another size of what it unpacks to, in both headers."""
    changed = bytearray(data)
    central = changed.index(b"PK\x01\x02")
    changed[22:26] = size.to_bytes(4, "little")
    changed[central + 24 : central + 28] = size.to_bytes(4, "little")
    return bytes(changed)


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("data", [b"", b"record", b"x" * MOST])
def test_the_file_comes_out_as_it_went_in(kind: int, data: bytes) -> None:
    assert Archive(archive({"pass.json": data, "more": b"-"}, kind)).read("pass.json", MOST) == data


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"other.json": b""},
        {"../pass.json": b""},
        {"/pass.json": b""},
        {"a/pass.json": b""},
        {"PASS.json": b""},
    ],
    ids=range(6),
)
def test_a_file_of_another_name_is_not_the_one(files: dict[str, bytes]) -> None:
    assert refused(archive(files)) == "there is no file pass.json"


def test_more_files_than_anybody_lays_are_refused() -> None:
    data = archive({str(number): b"" for number in range(MOST_FILES + 1)}, zipfile.ZIP_STORED)
    assert refused(data) == f"{MOST_FILES + 1} files, and at most {MOST_FILES} are kept"


def test_two_files_of_that_name_are_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("pass.json", b"one")
        opened.filelist[0].filename = "was.json"
        opened.writestr("pass.json", b"two")
        opened.filelist[0].filename = "pass.json"
    assert refused(made.getvalue()) == "damaged: it holds two files of one name"


def test_a_bomb_that_tells_its_size_is_refused() -> None:
    bomb = archive({"pass.json": b"0" * 50_000_000})
    assert len(bomb) < 100_000
    assert refused(bomb) == "a bomb: 50000000 bytes, and such a file has at most 1000"


def test_a_bomb_that_lies_about_its_size_does_not_unpack() -> None:
    assert refused(claiming(archive({"pass.json": b"0" * 50_000_000}), 10))


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_refused(kind: int) -> None:
    assert refused(archive({"pass.json": b"record"}, kind)).startswith("encrypted, or packed in a way")


def test_an_encrypted_file_is_refused() -> None:
    data = bytearray(archive({"pass.json": b"record"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)).startswith("encrypted, or packed in a way")


def test_a_changed_content_is_refused_by_its_checksum() -> None:
    data = archive({"pass.json": b"record"}, zipfile.ZIP_STORED)
    assert refused(data.replace(b"record", b"reward")) == "damaged: no archive that can be read"


@given(st.data())
def test_a_damaged_archive_gives_the_file_or_a_reason_and_nothing_else(draw: st.DataObject) -> None:
    data = bytearray(archive({"pass.json": b'{"kind":"greenlane pass"}'}))
    for _ in range(draw.draw(st.integers(1, 3))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(data)))
    assert isinstance(outcome(bytes(data[:cut])), bytes | Unfit)


@given(st.binary(max_size=100))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert refused(data) == "damaged: no archive that can be read"
