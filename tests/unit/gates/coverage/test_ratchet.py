"""The ratchet moves up, and never down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.gates.coverage import ratchet
from greenlane.gates.coverage.limits import scopes
from greenlane.model.coverage import Count, Coverage, FileCoverage
from greenlane.model.gates import Unreadable
from tests.examples import examples

COMPONENTS = {"a": ("a/**",), "b": ("b/**",)}


def covered(**files: tuple[int, int]) -> Coverage:
    return Coverage(
        tuple(
            FileCoverage(f"{name}/x.py", {line: int(line <= hit) for line in range(1, total + 1)})
            for name, (hit, total) in files.items()
        )
    )


pairs = st.integers(0, 12).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
runs = st.lists(st.builds(lambda a, b: covered(a=a, b=b), pairs, pairs), max_size=6)


@settings(
    deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(runs)
def test_no_scope_ever_falls(tmp_path_factory: pytest.TempPathFactory, runs: list[Coverage]) -> None:
    path = tmp_path_factory.mktemp("ratchet") / ratchet.FILE
    before: dict[str, Count] = {}
    for run in runs:
        moved = ratchet.move(path, run, COMPONENTS)
        after = ratchet.parse(path.read_bytes()) if path.exists() else {}
        assert before.keys() <= after.keys()
        for scope, count in before.items():
            assert (after[scope].share or 0) >= (count.share or 0)
        for scope, count in scopes(run.files, COMPONENTS).items():
            assert count.share is None or (after[scope].share or 0) >= count.share
        assert bool(moved) == (after != before)
        before = after


def test_it_says_what_it_moved_and_keeps_exact_numbers(tmp_path: Path) -> None:
    path = tmp_path / ratchet.FILE
    assert ratchet.move(path, covered(a=(1, 3)), {}) == ("total: nothing -> 33.333 % (1 of 3)",)
    assert ratchet.move(path, covered(a=(2, 3)), {}) == ("total: 33.333 % (1 of 3) -> 66.666 % (2 of 3)",)
    assert json.loads(path.read_text()) == {"schema": 1, "scopes": {"total": {"covered": 2, "total": 3}}}


def test_what_does_not_move_it_does_not_touch_its_file(tmp_path: Path) -> None:
    path = tmp_path / ratchet.FILE
    ratchet.move(path, covered(a=(2, 4)), {})
    before = path.stat()
    assert ratchet.move(path, covered(a=(1, 4)), {}) == ()
    assert ratchet.move(path, covered(a=(4, 8)), {}) == ()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(tmp_path.iterdir()) == [path]


def test_one_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / ratchet.FILE
    path.write_text("{")
    with pytest.raises(Unreadable):
        ratchet.move(path, covered(a=(1, 1)), {})
    assert path.read_text() == "{"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema": 2, "scopes": {}}',
        '{"schema": 1, "scopes": []}',
        '{"schema": 1, "scopes": {"total": 80}}',
        '{"schema": 1, "scopes": {"total": {"covered": 2, "total": 1}}}',
        '{"schema": 1, "scopes": {"total": {"covered": -1, "total": 1}}}',
        '{"schema": 1, "scopes": {"total": {"covered": 0.5, "total": 1}}}',
        '{"schema": 1, "scopes": {"total": {"covered": true, "total": 1}}}',
    ],
)
def test_what_is_no_ratchet_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        ratchet.parse(text.encode())


def test_of_two_each_scope_is_the_higher_one() -> None:
    one = {"total": Count(1, 2), "component a": Count(1, 1)}
    other = {"total": Count(2, 3), "component b": Count(0, 0)}
    assert ratchet.higher(one, other) == {
        "total": Count(2, 3),
        "component a": Count(1, 1),
        "component b": Count(0, 0),
    }
