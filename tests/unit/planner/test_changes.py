"""Which files differ between two commits, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping

from greenlane.model.plan import Component, Declared
from greenlane.planner.changes import changed_files
from greenlane.planner.keys import prepared
from tests.unit.planner.forest import Found, forest

READY = prepared(
    Declared((Component("api", ("server/**", "!server/notes/**")), Component("docs", ("docs/**", "*.md"))))
)
FILES: dict[str, Found | str] = {
    "server/a/x": "1",
    "server/a/y": "1",
    "server/b": "1",
    "server/notes/n": "1",
    "docs/index.md": "1",
    "README.md": "1",
    "tools/t/deep/run": "1",
    "tools/other": "1",
}


def changed(files: Mapping[str, Found | str], gone: str = "") -> dict[str, tuple[str, ...]]:
    """What is told, of those for whom something differs."""
    now = {path: content for path, content in {**FILES, **files}.items() if path != gone}
    found = changed_files(READY, forest(FILES), forest(now))
    assert set(found) == {"", "api", "docs"}
    return {name: paths for name, paths in found.items() if paths}


def test_the_same_commit_differs_in_nothing() -> None:
    assert changed({}) == {}


def test_each_file_is_told_with_its_component() -> None:
    files = {
        "server/a/y": "2",
        "server/new": "1",
        "README.md": "2",
        "server/notes/n": "2",
        "tools/t/deep/run": "2",
    }
    assert changed(files) == {
        "api": ("server/a/y", "server/new"),
        "docs": ("README.md",),
        "": ("server/notes/n", "tools/t/deep/run"),
    }


def test_a_deleted_file_is_told() -> None:
    assert changed({}, gone="server/a/x") == {"api": ("server/a/x",)}
    assert changed({}, gone="tools/other") == {"": ("tools/other",)}


def test_a_mode_and_a_type_are_told() -> None:
    assert changed({"server/b": ("100755", b"1")}) == {"api": ("server/b",)}
    assert changed({"docs/index.md": ("120000", b"1")}) == {"docs": ("docs/index.md",)}


def test_a_file_that_becomes_a_folder_is_told_with_all_in_it() -> None:
    assert changed({"server/b/one": "1", "server/b/two/three": "1"}, gone="server/b") == {
        "api": ("server/b", "server/b/one", "server/b/two/three")
    }


def test_only_folders_that_differ_are_opened() -> None:
    now = forest({**FILES, "server/b": "2"})
    changed_files(READY, forest(FILES), now)
    opened = len(now.asked)
    assert opened == 2  # the root, and server, which is not one component's alone
