"""GitHub's globs, as its documentation tells them, and the automaton that matches many at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.plan import Component
from greenlane.planner.globs import decoded, encoded, matches, mistake
from greenlane.planner.ownership import ground, owned
from greenlane.planner.tree import FOLDER
from tests.unit.planner.forest import forest

# Source: GitHub's documentation, "Workflow syntax", the cheat sheet of filter patterns.
MATCHED = [
    ("*", "README.md"),
    ("*", "server.rb"),
    ("**", "all/the/files.md"),
    ("*.js", "app.js"),
    ("**.js", "index.js"),
    ("**.js", "js/index.js"),
    ("**.js", "src/js/app.js"),
    ("docs/*", "docs/README.md"),
    ("docs/**", "docs/mona/octocat.txt"),
    ("docs/**/*.md", "docs/README.md"),
    ("docs/**/*.md", "docs/a/markdown/file.md"),
    ("**/docs/**", "docs/hello.md"),
    ("**/docs/**", "dir/docs/my-file.txt"),
    ("**/README.md", "README.md"),
    ("**/README.md", "js/README.md"),
    ("**/*src/**", "a/src/app.js"),
    ("**/*src/**", "my-src/code/js/app.js"),
    ("**/*-post.md", "path/my-post.md"),
    ("**/migrate-*.sql", "db/sept/migrate-v1.sql"),
    ("*", ".hidden"),
    ("**", ".github/workflows/ci.yml"),
    ("a/**/b", "a/b"),
    ("a/**/**/b", "a/x/y/b"),
    ("a**z", "a/x/z"),
    ("docs/**", "docs/new\nline"),
]
MISSED = [
    ("*", "docs/README.md"),
    ("*.js", "js/app.js"),
    ("docs/*", "docs/a/b.md"),
    ("docs/**", "docs"),
    ("docs/**", "my/docs/a.md"),
    ("docs", "docs/a.md"),
    ("README.md", "a/README.md"),
    ("a.c", "abc"),
    ("a/**/b", "a/xb"),
    ("*.md", "README.MD"),
    ("docs", "docs\n"),
]


@pytest.mark.parametrize(("glob", "path"), MATCHED)
def test_a_path_is_matched(glob: str, path: str) -> None:
    assert matches([glob], encoded(path))
    assert owners_in([glob], [path]) == {path}


@pytest.mark.parametrize(("glob", "path"), MISSED)
def test_a_path_is_not_matched(glob: str, path: str) -> None:
    assert not matches([glob], encoded(path))
    assert owners_in([glob], [path]) == set()


def test_the_last_pattern_that_matches_decides() -> None:
    globs = ["server/**", "!server/docs/**", "server/docs/api.md"]
    paths = ["server/a", "server/docs/x", "server/docs/api.md", "other"]
    assert [matches(globs, encoded(path)) for path in paths] == [True, False, True, False]
    assert owners_in(globs, paths) == {"server/a", "server/docs/api.md"}


@pytest.mark.parametrize(
    "glob",
    [
        "a?",
        "a+",
        "[ab]",
        "a]",
        "{a,b}",
        "@(a)",
        "!(a)",
        "*(a)",
        "a\\b",
        "",
        "!",
        "/a",
        "./a",
        "a/",
        "a//b",
        "../a",
    ],
)
def test_what_means_two_things_or_nothing_is_refused(glob: str) -> None:
    assert mistake(glob)


@pytest.mark.parametrize("glob", ["a", "!a/**", "**/*.md", ".github/**", "a b/c-d_e.f", "käse/**"])
def test_what_means_one_thing_is_not(glob: str) -> None:
    assert mistake(glob) == ""


def owners_in(globs: list[str], paths: list[str]) -> set[str]:
    """The paths that a component with these globs owns, by the walk."""
    tree = forest(dict.fromkeys(paths, "1"))
    found = owned(ground([Component("one", tuple(globs))]), tree)
    return {path for path in paths if any(holds(entry.path, entry.mode, path) for entry in found.own["one"])}


def holds(entry: bytes, mode: bytes, path: str) -> bool:
    return encoded(path) == entry or (mode == FOLDER and encoded(path).startswith(entry + b"/"))


NAMES = st.sampled_from(["a", "b", "ab", ".c", "a.md"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PARTS = st.sampled_from(["a", "b", "ab", ".c", "a.md", "*", "*.md", "a*", "**", "**.md", "a**"])
GLOBS = st.tuples(st.sampled_from(["", "", "!"]), st.lists(PARTS, min_size=1, max_size=4).map("/".join)).map(
    "".join
)


def files(paths: list[str]) -> list[str]:
    """Without those that would have to be a file and a folder at once."""
    return [path for path in paths if not any(other.startswith(path + "/") for other in paths)]


@given(
    st.lists(st.lists(GLOBS, min_size=1, max_size=4), min_size=1, max_size=3),
    st.lists(PATHS, min_size=1, max_size=8),
)
def test_the_walk_gives_every_file_to_those_whose_globs_take_it_in(
    globs: list[list[str]], paths: list[str]
) -> None:
    kept = files(paths)
    components = [Component(f"c{index}", ("a", *one)) for index, one in enumerate(globs)]
    found = owned(ground(components), forest(dict.fromkeys(kept, "1")))
    for path in kept:
        expected = {one.name for one in components if matches(one.paths, encoded(path))}
        given_to = {
            name
            for name, own in found.own.items()
            if any(holds(entry.path, entry.mode, path) for entry in own)
        }
        assert given_to == expected
        assert any(holds(entry.path, entry.mode, path) for entry in found.rest) == (not expected)


@given(st.binary(max_size=20))
def test_a_path_of_any_bytes_survives_being_text(path: bytes) -> None:
    assert encoded(decoded(path)) == path
