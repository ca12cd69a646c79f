"""What was seen in folders is kept, and what is no such file is as if nothing were kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.model.plan import Component, Declared, Job
from greenlane.planner.keys import keys
from greenlane.planner.remembering import MOST, keep, recalled, remembered
from greenlane.planner.sightings import Sighting
from tests.unit.planner.forest import forest

SEEN = {
    "a" * 40: (),
    "b" * 40: (Sighting(b"a\xff\n", b"../b", True), Sighting(b"package.json", b"../c", False)),
    "c" * 40: (),
}


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "seen.json"
    keep(path, SEEN)
    assert recalled(path) == SEEN
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["seen.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"rules": "other", "nothing": "", "something": {}}', b"\xff", b'"x"']
)
def test_what_is_no_such_file_is_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    path.write_bytes(content)
    assert recalled(path) == {}


def test_a_file_of_the_right_rules_with_odd_rows_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    keep(path, {})
    path.write_text(path.read_text().replace('"something":{}', '"something":{"a":[["b"]]}'))
    assert recalled(path) == {}


def test_what_is_not_there_or_cannot_be_written_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "seen.json", SEEN)
    assert recalled(tmp_path / "file" / "seen.json") == {}


def test_only_so_much_is_kept_and_the_newest_of_it(tmp_path: Path) -> None:
    keep(tmp_path / "seen.json", {f"{number:040}": () for number in range(MOST + 3)})
    found = recalled(tmp_path / "seen.json")
    assert len(found) == MOST
    assert f"{MOST + 2:040}" in found
    assert f"{2:040}" not in found


def test_keys_are_the_same_with_what_was_kept(tmp_path: Path) -> None:
    declared = Declared(
        (Component("web", ("web/**",)), Component("shared", ("shared/**",))), (Job("web", ("web",)),)
    )
    tree = forest({"web/package.json": '{"a": "file:../shared"}', "shared/a": "1", "b": "1"})
    with remembered(tmp_path / "seen.json") as seen:
        first = keys(declared, tree, {}, seen=seen)
    written = (tmp_path / "seen.json").stat().st_ino
    with remembered(tmp_path / "seen.json") as again:
        assert again == seen
        assert keys(declared, tree, {}, seen=again) == first
    assert (tmp_path / "seen.json").stat().st_ino == written
