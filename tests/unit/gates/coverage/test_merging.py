"""Reports put together: in any order the same, and never better than what ran."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.gates.coverage.limits import counted
from greenlane.gates.coverage.merging import disagreeing, merged, united
from greenlane.model.coverage import FileCoverage
from tests.examples import examples

hits = st.integers(0, 3)
files = st.builds(
    FileCoverage,
    st.sampled_from(["a.py", "b.dart", "c.ts"]),
    st.dictionaries(st.integers(1, 6), hits),
    st.dictionaries(st.tuples(st.integers(1, 6), st.sampled_from(["->1", "->exit"])), hits),
    st.booleans(),
)
shards = st.lists(files, max_size=5)


@settings(deadline=None, max_examples=examples(40))
@given(files, files)
def test_the_order_of_two_does_not_matter(one: FileCoverage, other: FileCoverage) -> None:
    other = replace(other, path=one.path)
    assert merged(one, other) == merged(other, one)


@settings(deadline=None, max_examples=examples(40))
@given(files, files, files)
def test_the_order_of_three_does_not_matter(a: FileCoverage, b: FileCoverage, c: FileCoverage) -> None:
    b, c = replace(b, path=a.path), replace(c, path=a.path)
    assert merged(merged(a, b), c) == merged(a, merged(b, c))


@settings(deadline=None, max_examples=examples(40))
@given(shards, st.randoms())
def test_shards_are_the_same_in_any_order(given_: list[FileCoverage], random: Random) -> None:
    shuffled = sorted(given_, key=lambda _one: random.random())
    assert united(given_) == united(shuffled)


@settings(deadline=None, max_examples=examples(40))
@given(files)
def test_the_same_shard_twice_counts_as_once(one: FileCoverage) -> None:
    assert merged(one, one).count == one.count
    assert merged(one, one).missing == one.missing


@settings(deadline=None, max_examples=examples(40))
@given(shards, shards)
def test_shards_of_different_files_leave_each_other_as_they_are(
    one: list[FileCoverage], other: list[FileCoverage]
) -> None:
    mine = [replace(file, path=f"one/{file.path}") for file in one]
    theirs = [replace(file, path=f"other/{file.path}") for file in other]
    both = united([*mine, *theirs])
    assert [file for file in both if file.path.startswith("one/")] == list(united(mine))
    assert united([*both]) == both


@settings(deadline=None, max_examples=examples(40))
@given(files, files)
def test_hits_are_added_and_no_line_is_lost(one: FileCoverage, other: FileCoverage) -> None:
    both = merged(one, replace(other, path=one.path))
    assert both.lines.keys() == one.lines.keys() | other.lines.keys()
    assert sum(both.lines.values()) == sum(one.lines.values()) + sum(other.lines.values())
    assert both.branches.keys() == one.branches.keys() | other.branches.keys()


@settings(deadline=None, max_examples=examples(40))
@given(shards, st.sampled_from(["a.py", "new.py"]), st.integers(50, 60))
def test_a_line_that_nobody_ran_never_raises_the_share(
    given_: list[FileCoverage], path: str, line: int
) -> None:
    before = counted(united(given_)).share
    after = counted(united([*given_, FileCoverage(path, {line: 0})])).share
    assert after is not None
    assert before is None or after <= before


def test_a_line_that_only_one_shard_knows_counts_and_is_told() -> None:
    one, other = FileCoverage("a.py", {1: 1, 2: 0}), FileCoverage("a.py", {1: 1, 3: 0})
    assert united([one, other])[0].lines == {1: 2, 2: 0, 3: 0}
    assert disagreeing([one, other, FileCoverage("b.py", {1: 1})]) == ["a.py"]
    assert disagreeing([one, replace(one, lines={1: 0, 2: 5})]) == []
