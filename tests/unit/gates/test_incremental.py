"""mypy gets its cache back only where no file can have changed without mypy's seeing it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from greenlane.gates.incremental import NONE, cache_folder
from greenlane.model.gates import Context
from tests.unit.gates.trial import Trial

WHEN = 1_700_000_000


class Site:
    """A project with two Python files of one time. Every run leaves a file in mypy's cache."""

    def __init__(self, folder: Path) -> None:
        self.trial = Trial(folder / "project")
        self.write("a.py", "x = 1\n")
        self.write("b.py", "x = 1\n")

    def write(self, name: str, text: str, at: float = WHEN) -> None:
        self.trial.write({name: text})
        os.utime(self.trial.root / name, (at, at))

    @property
    def context(self) -> Context:
        return self.trial.context(None)

    def finds(self, surroundings: str = "") -> bool:
        """Run; whether the cache held what the run before left."""
        with cache_folder(self.context, surroundings) as cache:
            left = Path(cache) / "left"
            is_there = left.exists()
            left.parent.mkdir(exist_ok=True)
            left.touch()
        return is_there


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_second_run_finds_what_the_first_left(site: Site) -> None:
    assert [site.finds(), site.finds()] == [False, True]


def test_a_change_that_mypy_sees_leaves_the_cache(site: Site) -> None:
    site.finds()
    site.write("a.py", "x = 1; y = 2\n")
    site.write("b.py", "x = 2\n", WHEN + 1)
    assert site.finds()


@pytest.mark.parametrize("second", [0.0, 0.9])
def test_a_change_of_the_same_size_within_the_second_empties_it(site: Site, second: float) -> None:
    site.finds()
    site.write("a.py", "x = 2\n", WHEN + second)
    assert not site.finds()


def test_a_size_and_time_of_long_ago_count_as_well(site: Site) -> None:
    site.finds()
    site.write("a.py", "x = 22\n")
    site.finds()
    (site.trial.root / "a.py").unlink()
    site.finds()
    site.write("a.py", "x = 3\n")
    assert not site.finds()


def test_a_file_that_changes_meanwhile_empties_it(site: Site) -> None:
    site.finds()
    with cache_folder(site.context, ""):
        site.write("a.py", "x = 23\n")
    assert not site.finds()


def test_a_run_that_broke_off_empties_it(site: Site) -> None:
    site.finds()
    with pytest.raises(KeyboardInterrupt), cache_folder(site.context, ""):
        raise KeyboardInterrupt
    assert not site.finds()


@pytest.mark.parametrize("text", ["", "[]", '{"a.py": 3}', "\x00"])
def test_a_damaged_record_empties_it(site: Site, text: str) -> None:
    site.finds()
    kept = site.context.kept
    assert kept
    (kept / "mypy" / "seen.json").write_text(text)
    assert not site.finds()


def test_other_libraries_find_an_empty_one(site: Site) -> None:
    site.finds("attrs-1")
    assert not site.finds("attrs-2")


def test_of_two_runs_at_once_one_has_it(site: Site) -> None:
    with cache_folder(site.context, "") as first, cache_folder(site.context, "") as second:
        assert (first != NONE, second) == (True, NONE)


def test_without_a_folder_there_is_no_cache(site: Site) -> None:
    with cache_folder(replace(site.context, kept=None), "") as cache:
        assert cache == NONE
