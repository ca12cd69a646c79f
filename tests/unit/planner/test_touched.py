"""Which files differ between two commits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.plan import Component, Declared
from greenlane.planner.touched import by_component, touched
from tests.unit.planner.forest import Forest, Found, forest

PATHS = st.sampled_from(["a", "b/c", "b/d", "b/e/f", "g/h", "\udcff/é\n"])
FILES = st.dictionaries(PATHS, st.sampled_from(["1", "2"]))


def paths(old: Forest, new: Forest) -> list[str]:
    return [path.decode("utf-8", "surrogateescape") for path in touched(old, new)]


@given(FILES, FILES)
def test_exactly_the_files_that_differ_are_named(old: dict[str, str], new: dict[str, str]) -> None:
    differ = [path for path in old.keys() | new.keys() if old.get(path) != new.get(path)]

    assert set(paths(forest(old), forest(new))) == set(differ)


def test_a_mode_a_link_and_a_folder_in_place_of_a_file_count() -> None:
    old: dict[str, Found | str] = {"run": "x", "link": "y", "part": "z", "same": "s"}
    new: dict[str, Found | str] = {
        "run": ("100755", b"x"),
        "link": ("120000", b"y"),
        "part/a": "z",
        "same": "s",
    }

    assert paths(forest(old), forest(new)) == ["link", "part", "part/a", "run"]


def test_folders_that_are_the_same_are_not_read() -> None:
    old, new = forest({"a/b": "1", "c/d": "1"}), forest({"a/b": "2", "c/d": "1"})
    paths(old, new)

    assert len(new.asked) == 2


def test_the_files_are_those_of_the_component_that_owns_them() -> None:
    declared = Declared(
        (
            Component("api", ("api/**", "!api/docs/**")),
            Component("docs", ("**/docs/**",)),
            Component("app", ("app/**",)),
        )
    )
    found = by_component(declared, (b"api/a.py", b"api/docs/x.md", b"README.md", b"api/\xff"))

    assert found == {"api": ("api/a.py", "api/\udcff"), "docs": ("api/docs/x.md",)}
