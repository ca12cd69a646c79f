"""Lock files of a commit: what a bump leaves alone, and what counts whole after all."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from greenlane.model.plan import Component, Declared, Job
from greenlane.planner.keys import keys
from greenlane.planner.locks import reading
from greenlane.planner.locks.catalog import formats
from greenlane.planner.locks.proof import Importer
from greenlane.planner.locks.reading import importers, leads, refined
from tests.unit.planner.forest import Forest, Found, forest
from tests.unit.planner.locks.lockfiles import is_whole, text

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
COMPONENTS = tuple(Component(name, (f"packages/{name}/**",)) for name in "abc")
JOBS = tuple(Job(name, (name,), ("make",), locks=("uv.lock",)) for name in "abc")


def commit(lock: Found, path: str = "uv.lock") -> Forest:
    return forest({path: lock, **{f"packages/{name}/main.py": name for name in "abc"}})


def found(lock: Found, path: str = "uv.lock") -> Mapping[str, Mapping[str, str]]:
    return refined([Job("tests", locks=(path,))], commit(lock, path))


def digests(tree: Forest, *, is_refined: bool = True) -> dict[str, str | None]:
    locks = refined(JOBS, tree) if is_refined else {}
    return {name: key.digest for name, key in keys(Declared(COMPONENTS, JOBS), tree, {}, locks=locks).items()}


def test_a_bump_changes_the_keys_of_those_who_need_the_package_and_no_others() -> None:
    before, after = digests(commit(text("uv.lock"))), digests(commit(text("uv-attrs-up.lock")))

    assert {name for name in before if before[name] != after[name]} == {"a", "c"}


def test_without_importers_a_bump_changes_every_key() -> None:
    before, after = (
        digests(commit(text(name)), is_refined=False) for name in ("uv.lock", "uv-attrs-up.lock")
    )

    assert {name for name in before if before[name] != after[name]} == {"a", "b", "c"}


def test_only_lock_files_that_a_job_names_are_read() -> None:
    tree = commit(text("uv.lock"))

    assert refined([Job("tests")], tree) == {}
    assert tree.asked == []


@pytest.mark.parametrize("lock", [("120000", b"other.lock"), ("160000", b"0" * 40)])
def test_what_is_no_plain_file_is_left_out(lock: Found) -> None:
    assert found(lock) == {}


@pytest.mark.parametrize("path", ["yarn.lock", "UV.LOCK", "uv.lock/inner"])
def test_a_lock_file_of_an_unknown_format_is_left_out(path: str) -> None:
    assert found(text("uv.lock"), path) == {}


def test_a_lock_file_that_is_not_there_is_left_out() -> None:
    assert refined([Job("tests", locks=("gone/uv.lock", "uv.lock/uv.lock"))], commit(b"")) == {}


def test_a_lock_file_that_cannot_be_had_is_left_out() -> None:
    tree = commit(b"version = 1")
    tree.objects = {name: content for name, content in tree.objects.items() if content != b"version = 1"}

    assert refined(JOBS, tree) == {}


def test_what_was_found_once_is_not_read_again_and_another_file_is() -> None:
    kept: dict[str, Mapping[str, Importer]] = {}
    first, again, other = (commit(text(name)) for name in ("uv.lock", "uv.lock", "uv-attrs-up.lock"))
    found = [refined(JOBS, tree, kept) for tree in (first, again, other)]

    assert found[0] == found[1] == refined(JOBS, again)
    assert found[2] == refined(JOBS, other) != found[0]
    assert len(first.asked) == 2
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("path", "name"),
    [("uv.lock", "uv.lock"), ("package-lock.json", "npm.json"), ("pnpm-lock.yaml", "pnpm.yaml")],
)
def test_a_lock_file_tells_which_packages_of_the_repository_need_which(path: str, name: str) -> None:
    job = Job("tests", locks=(path, f"sub/{path}"))
    tree = forest({path: text(name), f"sub/{path}": text(name)})

    assert leads([job], tree) == {
        "packages/a": {"packages/b"},
        "sub/packages/a": {"sub/packages/b"},
    }


def test_nothing_is_read_of_an_odd_repository() -> None:
    tree = commit(text("uv.lock"))
    tree.odd = "it has replacements"

    assert refined(JOBS, tree) == {}


@pytest.mark.parametrize("path", ["uv.lock", "package-lock.json", "pnpm-lock.yaml", "pubspec.lock", "r.txt"])
@pytest.mark.parametrize("content", [POINTER, b"", b"\0", b"\xff\xfe", b"[]", b"<<<<<<< ours\n"])
def test_what_is_no_lock_file_counts_whole(path: str, content: bytes) -> None:
    if (path, content) != ("r.txt", b""):
        assert is_whole(path, content)


def test_a_huge_lock_file_counts_whole() -> None:
    assert is_whole("uv.lock", text("uv.lock") + b"#" * reading.SIZE_MAX_BYTES)


def test_importers_outside_of_the_repository_make_the_file_count_whole() -> None:
    inside = text("uv.lock").replace(b'"packages/a"', b'"../a"')

    assert set(importers("py/uv.lock", inside)) == {"py", "a", "py/packages/b", "py/packages/c"}
    assert is_whole("uv.lock", inside)


def test_each_format_has_a_file_and_names_of_its_own() -> None:
    names = ["uv.lock", "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "pubspec.lock", "r.txt"]

    assert [[one.is_named(name) for one in formats().values()].count(True) for name in names] == [1] * 6
    assert all(one.__doc__ and "Source:" in one.__doc__ for one in formats().values())
