"""uv.lock: a member's digest changes with what it needs, however far, and with nothing else.

The workspace: root needs iniconfig; a needs b and markdown-it-py, and aiosmtpd by an extra; b needs humanize,
and pytest by a group; c needs attrs.
"""

from __future__ import annotations

import pytest

from tests.unit.planner.locks.lockfiles import differing, digests, edited, is_whole, text

LOCK = text("uv.lock")
EVERY = {".", "packages/a", "packages/b", "packages/c"}


def with_other(package: str) -> bytes:
    """As if this package had another version."""
    return edited(LOCK, (f'name = "{package}"\nversion = "', f'name = "{package}"\nversion = "99.'))


def test_every_member_is_an_importer() -> None:
    assert set(digests("uv.lock", LOCK)) == EVERY


def test_a_real_bump_concerns_those_who_need_it() -> None:
    # aiosmtpd, which an extra of a asks for, needs attrs too.
    assert differing("uv.lock", LOCK, text("uv-attrs-up.lock")) == {"packages/a", "packages/c"}


@pytest.mark.parametrize(
    ("package", "concerned"),
    [
        ("markdown-it-py", {"packages/a"}),
        ("mdurl", {"packages/a"}),
        ("aiosmtpd", {"packages/a"}),
        ("atpublic", {"packages/a"}),
        ("humanize", {"packages/a", "packages/b"}),
        ("pytest", {"packages/b"}),
        ("pluggy", {"packages/b"}),
        ("iniconfig", {".", "packages/b"}),
        ("attrs", {"packages/a", "packages/c"}),
    ],
)
def test_a_package_concerns_those_who_need_it(package: str, concerned: set[str]) -> None:
    assert differing("uv.lock", LOCK, with_other(package)) == concerned


def test_what_is_said_of_all_concerns_all() -> None:
    other = edited(LOCK, ('\nrequires-python = ">=3.11"', '\nrequires-python = ">=3.12"'))

    assert differing("uv.lock", LOCK, other) == EVERY


def test_a_comment_and_the_order_of_packages_concern_nobody() -> None:
    head, *packages = LOCK.decode().split("[[package]]")
    other = "[[package]]".join([head, *(f"{one}\n" for one in reversed(packages))])

    assert differing("uv.lock", LOCK, f"# by hand\n{other}".encode()) == set()


@pytest.mark.parametrize("old", ["attrs-25.4.0-py3-none-any.whl", "attrs-25.4.0.tar.gz"])
def test_the_files_of_a_package_are_part_of_it(old: str) -> None:
    other = edited(LOCK, (old, "other.whl"))

    assert differing("uv.lock", LOCK, other) == {"packages/a", "packages/c"}


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_needs_in_a_text_of_several_lines_are_no_needs(quotes: str) -> None:
    files = f'x = {quotes}\n    {{ url = "a" }},\n{quotes}\n'
    text = f'version = 1\n[[package]]\nname = "a"\nsource = {{ virtual = "a" }}\n{files}'.encode()

    assert differing("uv.lock", text, text.replace(b'url = "a"', b'url = "b"')) == {"a"}


def test_a_need_that_looks_like_a_file_makes_all_of_the_file_count() -> None:
    other = edited(LOCK, ('    { name = "humanize" },', '    { url = "" }, { name = "humanize" },'))
    found = digests("uv.lock", other)

    assert {one for one, digest in found.items() if digest.startswith("whole ")} == {
        "packages/a",
        "packages/b",
    }


def test_an_extra_of_a_package_counts_for_who_asks_for_it() -> None:
    text = b"""
version = 1
[[package]]
name = "one"
source = { editable = "one" }
dependencies = [{ name = "lib", extra = ["fast"] }]
[[package]]
name = "two"
source = { editable = "two" }
dependencies = [{ name = "lib" }]
[[package]]
name = "lib"
version = "1"
[package.optional-dependencies]
fast = [{ name = "speed" }]
[[package]]
name = "speed"
version = "1"
"""
    other = text.replace(b'name = "speed"\nversion = "1"', b'name = "speed"\nversion = "2"')

    assert differing("uv.lock", text, other) == {"one"}


def test_a_name_without_a_version_means_every_package_of_that_name() -> None:
    text = b"""
version = 1
[[package]]
name = "one"
source = { virtual = "one" }
dependencies = [{ name = "lib" }]
[[package]]
name = "two"
source = { virtual = "two" }
dependencies = [{ name = "lib", version = "1" }]
[[package]]
name = "lib"
version = "1"
[[package]]
name = "lib"
version = "2"
"""
    other = text.replace(b'version = "2"', b'version = "3"')

    assert differing("uv.lock", text, other) == {"one"}


def test_what_the_manifest_asks_for_is_the_roots() -> None:
    text = b"""
version = 1
[manifest]
members = ["one"]
[manifest.dependency-groups]
dev = [{ name = "lib", specifier = ">=1" }]
[[package]]
name = "one"
source = { virtual = "one" }
[[package]]
name = "lib"
version = "1"
"""
    other = text.replace(b'name = "lib"\nversion = "1"', b'name = "lib"\nversion = "2"')

    assert differing("uv.lock", text, other) == {"."}


@pytest.mark.parametrize(
    "change",
    [
        ("version = 1\n", "version = 2\n"),
        ("version = 1\n", "version = \n"),
        ('editable = "packages/a"', 'editable = "/packages/a"'),
        ('editable = "packages/a"', 'editable = "../packages/a"'),
        ('editable = "packages/a"', 'editable = "packages/b/../b"'),
        ('[[package]]\nname = "a"', "[[package]]\nname = 1"),
    ],
)
def test_a_file_that_is_not_understood_counts_whole(change: tuple[str, str]) -> None:
    old, new = change
    content = LOCK.decode().replace(old, new, 1).replace('{ name = "b", editable = "packages/b" }', "", 1)

    assert is_whole("uv.lock", content.encode())


@pytest.mark.parametrize(
    "change",
    [
        ('name = "humanize"\nversion', 'name = "other"\nversion'),
        ('    { name = "humanize" },', '    { name = "humanize", version = "0" },'),
        ('    { name = "humanize" },', '    { name = "humanize", extra = "one" },'),
        ('    { name = "humanize" },', "    7,"),
        ('name = "humanize"\nversion', 'name = "humanize"\nbuild-dependencies = []\nversion'),
    ],
)
def test_needs_that_are_not_understood_make_all_of_the_file_count(change: tuple[str, str]) -> None:
    content = edited(LOCK, change)
    found = digests("uv.lock", content)

    assert {one for one, digest in found.items() if digest.startswith("whole ")} == {
        "packages/a",
        "packages/b",
    }


def test_importers_are_told_from_the_repositorys_root() -> None:
    assert set(digests("py/uv.lock", LOCK)) == {"py", "py/packages/a", "py/packages/b", "py/packages/c"}
