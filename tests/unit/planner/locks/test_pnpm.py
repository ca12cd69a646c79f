"""pnpm-lock.yaml: an importer's digest changes with the packages that it got, peers included.

The workspace: the root needs picocolors; a needs b, ms of the catalog, semver 5 as `six`, and to develop
react 18 with a package that has it for a peer; b needs debug and fsevents; c needs semver,
ms 2.0.0, and the same with react 17.
"""

from __future__ import annotations

import pytest

from tests.unit.planner.locks.lockfiles import differing, digests, edited, is_whole, text

LOCK = text("pnpm.yaml")
NAME = "pnpm-lock.yaml"
EVERY = {".", "packages/a", "packages/b", "packages/c"}


def with_other(package: str) -> bytes:
    """As if other files came under this package's name."""
    start = f"\n  {package}:\n    resolution: {{integrity: sha512-"
    return edited(LOCK, (start, f"{start}other"))


def test_every_importer_is_told() -> None:
    assert set(digests(NAME, LOCK)) == EVERY


def test_a_real_bump_concerns_those_who_need_it() -> None:
    assert differing(NAME, LOCK, text("pnpm-semver-up.yaml")) == {"packages/c"}


@pytest.mark.parametrize(
    ("package", "concerned"),
    [
        ("picocolors@1.1.1", {"."}),
        ("ms@2.1.3", {"packages/a"}),
        ("ms@2.1.2", {"packages/a", "packages/b"}),
        ("ms@2.0.0", {"packages/c"}),
        ("fsevents@2.3.3", {"packages/a", "packages/b"}),
        ("semver@5.7.2", {"packages/a"}),
        ("yallist@4.0.0", {"packages/c"}),
        ("react@18.2.0", {"packages/a"}),
        ("react@17.0.2", {"packages/c"}),
        ("object-assign@4.1.1", {"packages/c"}),
        ("js-tokens@4.0.0", {"packages/a", "packages/c"}),
        ("use-sync-external-store@1.2.0", {"packages/a", "packages/c"}),
    ],
)
def test_a_package_concerns_those_who_got_it(package: str, concerned: set[str]) -> None:
    assert differing(NAME, LOCK, with_other(package)) == concerned


@pytest.mark.parametrize(
    "change",
    [
        ("autoInstallPeers: true", "autoInstallPeers: false"),
        ("      specifier: 2.1.3\n      version: 2.1.3\n\nimporters", "      version: 2.1.3\n\nimporters"),
    ],
)
def test_settings_and_the_catalog_concern_all(change: tuple[str, str]) -> None:
    assert differing(NAME, LOCK, edited(LOCK, change)) == EVERY


def test_a_comment_concerns_nobody() -> None:
    assert differing(NAME, LOCK, b"# by hand\n" + LOCK) == set()


def test_a_version_that_looks_like_a_number_is_kept_as_it_is_written() -> None:
    old = edited(LOCK, ("os: [darwin]", "os: [1.1]"))

    assert differing(NAME, old, edited(LOCK, ("os: [darwin]", "os: [1.10]"))) == {"packages/a", "packages/b"}
    assert differing(NAME, old, edited(LOCK, ("os: [darwin]", "os: ['1.1']"))) == {"packages/a", "packages/b"}


@pytest.mark.parametrize(
    "change",
    [
        ("lockfileVersion: '9.0'", "lockfileVersion: '6.0'"),
        ("lockfileVersion: '9.0'", "lockfileVersion: 9.0"),
        ("  packages/b:", "  packages/c:"),
        ("  packages/b:", "  packages/c/:"),
        ("  packages/b:", "  ../b:"),
        ("    optionalDependencies:", "    otherDependencies:"),
        ("settings:", "--- \nsettings:"),
        ("FromLockfile: false", "FromLockfile: &x false\n  more: *x"),
        ("autoInstallPeers: true", "autoInstallPeers: !x true"),
        ("importers:", "importers: []\nothers:"),
    ],
)
def test_a_file_that_is_not_understood_counts_whole(change: tuple[str, str]) -> None:
    assert is_whole(NAME, edited(LOCK, change))


@pytest.mark.parametrize(
    "change",
    [
        ("        version: 4.3.4", "        version: 4.3.5"),
        ("        version: 4.3.4", "        other: 4.3.4"),
        ("        version: 4.3.4", "        version: link:../../else"),
        ("        version: 4.3.4", "        version: link:../../../else"),
        ("      ms: 2.1.2", "      ms: link:packages/c"),
        ("      ms: 2.1.2", "      ms: 2.1.4"),
        ("\n  ms@2.1.2:\n    resolution", "\n  ms@2.1.4:\n    resolution"),
        ("    dependencies:\n      ms: 2.1.2", "    otherDependencies:\n      ms: 2.1.2"),
    ],
)
def test_needs_that_are_not_understood_make_all_of_the_file_count(change: tuple[str, str]) -> None:
    found = digests(NAME, edited(LOCK, change))

    assert {one for one, digest in found.items() if digest.startswith("whole ")} == {
        "packages/a",
        "packages/b",
    }
