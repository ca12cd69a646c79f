"""Globs over paths."""

from __future__ import annotations

import pytest

from greenlane.gates.globs import pattern


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("*.py", "a.py", True),
        ("*.py", "deep/er/a.py", True),
        ("*.py", "a.pyc", False),
        ("ci/*.py", "ci/a.py", True),
        ("ci/*.py", "ci/x/a.py", False),
        ("./ci/*.py", "ci/a.py", True),
        ("ci/**", "ci/x/a.py", True),
        ("ci/", "ci/x/a.py", True),
        ("ci/", "cib", False),
        ("**/test_*.py", "test_a.py", True),
        ("**/test_*.py", "x/y/test_a.py", True),
        ("a/**/b.sql", "a/b.sql", True),
        ("a/**/b.sql", "a/x/y/b.sql", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[ab].py", "b.py", True),
        ("[!ab].py", "b.py", False),
        ("[^ab].py", "b.py", False),
        ("[a!].py", "!.py", True),
        ("[a!].py", "^.py", False),
        ("[[]x", "[x", True),
        ("[!]", "[!]", True),
        ("[z-a]", "[z-a]", True),
        ("[z-a]", "b", False),
        ("*.py", "new\nline.py", True),
        ("a+(b).py", "a+(b).py", True),
        ("**", "anything/at/all", True),
    ],
)
def test_a_glob_means_what_git_and_people_mean(glob: str, path: str, fits: bool) -> None:
    assert bool(pattern(glob).match(path)) is fits
