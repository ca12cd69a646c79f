"""New files: all of them or none, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.edges.new_files import create_all
from greenlane.model.errors import OutsideError


def names(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}


def test_files_and_their_folders_are_made(tmp_path: Path) -> None:
    create_all(tmp_path, {"a.txt": "one\n", "b/c/d.txt": "two ü\n"})
    assert names(tmp_path) == {"a.txt", "b", "b/c", "b/c/d.txt"}
    assert (tmp_path / "b/c/d.txt").read_text() == "two ü\n"


@pytest.mark.parametrize("taken", ["file", "folder", "dangling"])
def test_a_name_that_is_taken_leaves_everything_as_it_was(tmp_path: Path, taken: str) -> None:
    last = tmp_path / "last"
    if taken == "file":
        last.write_text("mine\n")
    elif taken == "folder":
        last.mkdir()
    else:
        last.symlink_to(tmp_path / "nowhere")
    before = names(tmp_path)
    with pytest.raises(OutsideError, match="nothing was written"):
        create_all(tmp_path, {"first": "1", "new/second": "2", "last": "3"})
    assert names(tmp_path) == before
    assert taken != "file" or last.read_text() == "mine\n"


def test_a_folder_that_was_there_stays_when_all_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "last").write_text("")
    with pytest.raises(OutsideError):
        create_all(tmp_path, {"there/new/one": "1", "last": "2"})
    assert names(tmp_path) == {"there", "last"}


def test_a_link_out_of_the_root_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "root/link").symlink_to(tmp_path / "out")
    with pytest.raises(OutsideError, match="leads out"):
        create_all(tmp_path / "root", {"link/deep/file": "1"})
    assert names(tmp_path / "out") == set()
