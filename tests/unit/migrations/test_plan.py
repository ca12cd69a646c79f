"""What is to be applied."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.migrations.plan import key, plan, plan_seeds
from greenlane.model.errors import ExitCode
from greenlane.model.migration import BlockedError, Kind, Recorded, Script, SeedScript, State

DAY = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


def script(version: str, sha256: str = "a" * 64) -> Script:
    return Script(version, f"n{version}", f"db/{version}_n.sql", sha256, "select 1")


def recorded(version: str, sha256: str | None = "a" * 64, state: State = State.APPLIED) -> Recorded:
    return Recorded(version, f"db/{version}_n.sql", sha256, DAY, 1, state)


def kinds(files: list[Script], history: list[Recorded], *, out_of_order: bool = False) -> list[Kind]:
    return [one.kind for one in plan(files, history, out_of_order=out_of_order).obstacles]


VERSIONS = st.sets(st.integers(0, 10**14).map(str), max_size=12)


@given(VERSIONS)
def test_what_was_recorded_is_not_planned_again_and_order_of_input_does_not_matter(
    versions: set[str],
) -> None:
    files = [script(version) for version in versions]
    first = plan(files, [])
    assert first == plan(files[::-1], [])
    assert [key(one.version) for one in first.to_apply] == sorted(key(version) for version in versions)
    assert first.obstacles == ()
    half = [recorded(one.version) for one in first.to_apply[: len(files) // 2]]
    assert plan(files, half).to_apply == first.to_apply[len(files) // 2 :]
    assert plan(files, [recorded(version) for version in versions]).to_apply == ()


@given(VERSIONS, VERSIONS, st.booleans())
def test_each_version_is_to_apply_gone_or_late_and_no_other(
    files: set[str], history: set[str], anyhow: bool
) -> None:
    made = plan(map(script, files), map(recorded, history), out_of_order=anyhow)
    assert {one.version for one in made.to_apply} == files - history
    assert {one.version for one in made.obstacles if one.kind is Kind.GONE} == history - files
    late = {version for version in files - history if history and int(version) < max(map(int, history))}
    assert {one.version for one in made.obstacles if one.kind is Kind.LATE} == (set() if anyhow else late)


def test_versions_compare_as_numbers() -> None:
    made = plan([script("10"), script("9"), script("1.10"), script("1.9")], [])
    assert [one.version for one in made.to_apply] == ["1.9", "1.10", "9", "10"]


def test_two_files_of_one_version_are_a_mistake_of_the_folder() -> None:
    made = plan([script("01"), script("1"), script("2")], [])
    assert [one.lines()[0] for one in made.obstacles] == [
        "db/1_n.sql: has the version 1, and so has db/01_n.sql"
    ]
    assert BlockedError(made.obstacles).code is ExitCode.CONFIGURATION


def test_a_changed_migration_says_when_it_was_applied_and_what_to_do() -> None:
    made = plan([script("1", "b" * 64)], [recorded("1")])
    assert BlockedError(made.obstacles).lines() == [
        "db/1_n.sql: was applied on 2026-03-04 05:06 UTC and has been changed since "
        "(sha256 aaaaaaaaaaaa then, bbbbbbbbbbbb now)",
        "  fix: bring the old text back and put the change into a new migration; "
        "a database without data to keep can be made anew: `greenlane reset`",
        "  see: docs/migrations.md#changed",
        "1 obstacle; no migration was applied.",
    ]
    assert BlockedError(made.obstacles).code is ExitCode.FAIL


@pytest.mark.parametrize(
    ("files", "history", "expected"),
    [
        ([script("2")], [recorded("1"), recorded("2")], [Kind.GONE]),
        ([script("1"), script("2")], [recorded("2")], [Kind.LATE]),
        ([script("1", "b")], [recorded("1", None)], []),
        ([script("1", "b")], [recorded("1", state=State.BEGUN)], [Kind.UNFINISHED]),
        ([], [recorded("1", state=State.BEGUN)], [Kind.UNFINISHED]),
    ],
)
def test_what_stands_in_the_way(files: list[Script], history: list[Recorded], expected: list[Kind]) -> None:
    assert kinds(files, history) == expected


def test_a_late_migration_is_applied_where_order_is_declared_not_to_matter() -> None:
    assert kinds([script("1"), script("2")], [recorded("2")], out_of_order=True) == []


def test_every_obstacle_is_found_at_once() -> None:
    files = [script("1"), script("2", "b"), script("4"), script("04")]
    history = [recorded("2"), recorded("3"), recorded("5", state=State.BEGUN)]
    assert set(kinds(files, history)) == set(Kind)


def test_a_seed_is_run_once_and_a_changed_one_is_told_apart() -> None:
    seeds = [
        SeedScript(name, script("", sha), None, {}) for name, sha in (("a", "1"), ("b", "2"), ("c", "3"))
    ]
    made = plan_seeds(seeds, {"b": "2", "c": "old", "gone": "9"})
    assert [one.name for one in made.to_apply] == ["a"]
    assert (made.applied, made.changed) == (("b",), ("c",))
