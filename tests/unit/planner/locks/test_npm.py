"""package-lock.json: a workspace's digest changes with the packages that Node finds for it.

The workspaces: the root needs picocolors; a needs b and ms 2.1.3, and semver 6 to develop; b needs debug,
with an ms of its own; c needs semver 7 and ms 2.0.0, both in its own node_modules, and with semver lru-cache.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.unit.planner.locks.lockfiles import differing, digests, edited, is_whole, text

LOCK = text("npm.json")
TWICE = text("npm-v2.json")
NAME = "package-lock.json"
EVERY = {".", "packages/a", "packages/b", "packages/c"}


def lock(packages: Mapping[str, object], **top: object) -> bytes:
    return json.dumps({"lockfileVersion": 3, "packages": {"": {}, **packages}, **top}).encode()


def with_other(content: bytes, place: str) -> bytes:
    """As if the package at this place were another one."""
    found = json.loads(content)
    found["packages"][place]["integrity"] = "sha512-other"
    return json.dumps(found).encode()


def without(content: bytes, place: str) -> bytes:
    found = json.loads(content)
    del found["packages"][place]
    return json.dumps(found).encode()


@pytest.mark.parametrize("content", [LOCK, TWICE])
def test_every_workspace_is_an_importer(content: bytes) -> None:
    assert set(digests(NAME, content)) == EVERY


def test_a_real_bump_concerns_those_who_need_it() -> None:
    assert differing(NAME, LOCK, text("npm-ms-up.json")) == {"packages/c"}


@pytest.mark.parametrize("content", [LOCK, TWICE])
@pytest.mark.parametrize(
    ("place", "concerned"),
    [
        ("node_modules/picocolors", {"."}),
        ("node_modules/ms", {"packages/a"}),
        ("node_modules/semver", {"packages/a"}),
        ("node_modules/debug", {"packages/a", "packages/b"}),
        ("node_modules/debug/node_modules/ms", {"packages/a", "packages/b"}),
        ("packages/c/node_modules/ms", {"packages/c"}),
        ("node_modules/lru-cache", {"packages/c"}),
        ("node_modules/yallist", {"packages/c"}),
    ],
)
def test_a_package_concerns_those_who_find_it(content: bytes, place: str, concerned: set[str]) -> None:
    assert differing(NAME, content, with_other(content, place)) == concerned


def test_a_package_that_moves_nearer_concerns_who_finds_it_there() -> None:
    found = json.loads(LOCK)
    found["packages"]["packages/a/node_modules/ms"] = found["packages"]["node_modules/ms"]

    assert differing(NAME, LOCK, json.dumps(found).encode()) == {"packages/a"}


def test_what_version_2_says_a_second_time_counts_too() -> None:
    found = json.loads(TWICE)
    found["dependencies"]["@t/c"]["dependencies"]["ms"]["integrity"] = "sha512-other"

    assert differing(NAME, TWICE, json.dumps(found).encode()) == {"packages/c"}


def test_the_order_of_names_and_the_layout_concern_nobody() -> None:
    assert differing(NAME, LOCK, json.dumps(json.loads(LOCK), sort_keys=True).encode()) == set()


@pytest.mark.parametrize("kind", ["optionalDependencies", "peerDependencies", "peerDependenciesMeta"])
def test_what_is_optional_counts_as_soon_as_it_is_there(kind: str) -> None:
    app = {"dependencies": {"x": "1"}}
    x = {"version": "1", kind: {"y": {"optional": True} if kind.endswith("Meta") else "1"}}
    before = lock({"app": app, "node_modules/x": x})
    after = lock({"app": app, "node_modules/x": x, "node_modules/y": {"version": "1"}})

    assert not digests(NAME, before)["app"].startswith("whole ")
    assert differing(NAME, before, after) == {"app"}


def test_packages_that_need_each_other_count_together() -> None:
    circle = {
        "app": {"dependencies": {"x": "1"}},
        "node_modules/x": {"dependencies": {"y": "1"}},
        "node_modules/y": {"dependencies": {"x": "1", "z": "1"}},
        "node_modules/z": {"version": "1"},
    }

    assert differing(NAME, lock(circle), with_other(lock(circle), "node_modules/z")) == {"app"}


def test_a_chain_of_any_length_is_followed() -> None:
    chain = {f"node_modules/p{i}": {"dependencies": {f"p{i + 1}": "1"}} for i in range(5000)}
    long = lock({"app": {"dependencies": {"p0": "1"}}, **chain, "node_modules/p5000": {"version": "1"}})

    assert differing(NAME, long, with_other(long, "node_modules/p5000")) == {"app"}


@pytest.mark.parametrize(
    "change",
    [
        ('"lockfileVersion": 3', '"lockfileVersion": 1'),
        ('"lockfileVersion": 3', '"lockfileVersion": 4'),
        ('"lockfileVersion": 3,', '"lockfileVersion": 3, "lockfileVersion": 3,'),
        ('"lockfileVersion": 3', '"lockfileVersion": [3]'),
        ('    "": {', '    "other": {'),
        ('    "packages/a": {', '    "../a": {'),
        ('    "packages/a": {', '    "packages/b/": {'),
        ('    "packages/a": {', '    "packages/\\ud800": {'),
        ('"requires": true', '"requires": '),
    ],
)
def test_a_file_that_is_not_understood_counts_whole(change: tuple[str, str]) -> None:
    assert is_whole(NAME, edited(LOCK, change))


def test_deep_nesting_counts_whole() -> None:
    assert is_whole(NAME, b"[" * 100_000)


@pytest.mark.parametrize(
    ("content", "concerned"),
    [
        (without(LOCK, "node_modules/debug"), {"packages/a", "packages/b"}),
        (
            edited(LOCK, ('"debug": "4.3.4"', '"debug": "4.3.4"}, "otherDependencies": {')),
            {"packages/a", "packages/b"},
        ),
        (edited(LOCK, ('"resolved": "packages/b"', '"resolved": "packages/d"')), {"packages/a"}),
        (edited(LOCK, ('"ms": "2.1.2"', '"ms": "2.1.2"}, "devDependencies": {')), set()),
    ],
)
def test_needs_that_are_not_understood_make_all_of_the_file_count(
    content: bytes, concerned: set[str]
) -> None:
    found = digests(NAME, content)

    assert {one for one, digest in found.items() if digest.startswith("whole ")} == concerned


def test_a_package_that_version_2_says_only_once_makes_all_of_the_file_count() -> None:
    lock = json.loads(TWICE)
    del lock["dependencies"]["debug"]
    found = digests(NAME, json.dumps(lock).encode())

    assert {one for one, digest in found.items() if digest.startswith("whole ")} == {
        "packages/a",
        "packages/b",
    }
