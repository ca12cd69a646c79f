"""The files that a job leaves: all that its globs take in, told from what lay there before."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.planner.globs import encoded, matches
from greenlane.planner.leg_reports import copied, found, left, unmatched
from tests.examples import examples

NAMES = st.sampled_from(["a.xml", "b.json", ".c.xml"])
PATHS = st.builds(
    lambda folder, name: f"{folder}{name}", st.sampled_from(["", "out/", "out/deep/", ".x/", "other/"]), NAMES
)
GLOBS = st.lists(
    st.sampled_from(
        ["out/*", "out/**", "**/*.xml", "*.json", ".x/*", "out/deep/a.xml", "!**/b.json", "!out/**"]
    ),
    min_size=1,
    max_size=3,
)


def write(root: Path, *paths: str, text: str = "text") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@settings(deadline=None, max_examples=examples(60))
@given(GLOBS, st.sets(PATHS, max_size=6))
def test_what_is_found_is_what_the_globs_take_in(globs: list[str], paths: set[str]) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), *paths)
        assert list(found(Path(folder), globs)) == sorted(
            path for path in paths if matches(globs, encoded(path))
        )


def test_only_what_was_written_since_is_the_jobs(tmp_path: Path) -> None:
    write(tmp_path, "out/old.xml", "out/again.xml")
    before = found(tmp_path, ["out/*"])
    write(tmp_path, "out/again.xml", "out/new.xml")
    assert left(tmp_path, ["out/*"], before) == ["out/again.xml", "out/new.xml"]


def test_a_file_written_anew_with_its_old_time_is_noticed(tmp_path: Path) -> None:
    write(tmp_path, "out/a.xml")
    about = (tmp_path / "out/a.xml").stat()
    before = found(tmp_path, ["out/*"])
    write(tmp_path, "out/a.xml", text="tixt")
    os.utime(tmp_path / "out/a.xml", ns=(about.st_atime_ns, about.st_mtime_ns))
    assert left(tmp_path, ["out/*"], before) == ["out/a.xml"]


def test_links_folders_and_what_is_gits_are_not_taken(tmp_path: Path) -> None:
    write(tmp_path, "secret", "out/a.xml", ".git/b.xml")
    (tmp_path / "out/link.xml").symlink_to(tmp_path / "secret")
    (tmp_path / "linked").symlink_to(tmp_path / "out")
    os.mkfifo(tmp_path / "out/pipe.xml")
    assert list(found(tmp_path, ["**"])) == ["out/a.xml", "secret"]


def test_every_glob_has_to_be_answered(tmp_path: Path) -> None:
    write(tmp_path, "out/a.xml")
    paths = list(found(tmp_path, ["out/*", "!out/b*", "cover/**"]))
    assert unmatched(["out/*", "!out/b*", "cover/**"], paths) == ["cover/**"]


def test_copies_are_named_by_their_content(tmp_path: Path) -> None:
    write(tmp_path, "out/.hidden.xml", "out/same.xml")
    digest = hashlib.sha256(b"text").hexdigest()
    kept = copied(tmp_path, ["out/.hidden.xml", "out/same.xml"], tmp_path / "kept")
    assert kept == {"out/.hidden.xml": digest, "out/same.xml": digest}
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [digest]
