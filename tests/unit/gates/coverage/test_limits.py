"""Limits, exact: the limit itself is enough, one line less is not, and the print shows which."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.gates.coverage.limits import Limits, exact, missed, notes, scopes, spans, thresholds
from greenlane.model.coverage import Count, Coverage, FileCoverage, Threshold, percent
from greenlane.model.finding import Severity
from greenlane.model.gates import Unreadable

limits_ = st.decimals(0, 100, places=3).map(lambda one: exact(float(one), "total"))


def told(text: str) -> Fraction:
    return Fraction(text.removesuffix(" %"))


@given(st.integers(1, 10**9), st.integers(1, 100))
def test_exactly_the_limit_holds_and_one_line_less_does_not(parts: int, wanted: int) -> None:
    total = parts * 100
    assert Threshold("total", Fraction(wanted), Count(parts * wanted, total)).holds
    assert not Threshold("total", Fraction(wanted), Count(parts * wanted - 1, total)).holds


@given(limits_, st.integers(1, 10**12), st.data())
def test_what_is_lacking_is_just_enough(wanted: Fraction, total: int, data: st.DataObject) -> None:
    covered = data.draw(st.integers(0, total))
    held = Threshold("total", wanted, Count(covered, total))
    assert held.holds == (held.lacking == 0)
    assert Threshold("total", wanted, Count(covered + held.lacking, total)).holds
    if held.lacking:
        assert not Threshold("total", wanted, Count(covered + held.lacking - 1, total)).holds


@given(st.fractions(0, 100), st.integers(0, 30))
def test_a_percentage_is_never_rounded_up(value: Fraction, digits: int) -> None:
    assert 0 <= value - told(percent(value, digits)) < Fraction(1, 10**digits)


@given(limits_, st.integers(1, 10**15), st.data())
def test_what_misses_its_limit_is_printed_lower_than_it(
    wanted: Fraction, total: int, data: st.DataObject
) -> None:
    found = Count(data.draw(st.integers(0, total)), total)
    held = Threshold("total", wanted, found)
    shown, _, limit = str(held).partition(" (")
    if not held.holds:
        assert told(shown) < told(limit.partition("wanted ")[2])


def test_79_996_percent_is_not_80() -> None:
    held = Threshold("total", Fraction(80), Count(19_999, 25_000))
    assert not held.holds
    assert str(held) == "79.996 % (19,999 of 25,000), wanted 80 %"
    assert held.lacking == 1


def test_one_line_of_a_million_million_is_seen() -> None:
    held = Threshold("total", Fraction(80), Count(8 * 10**12 - 1, 10**13))
    assert str(held).startswith("79.999 % (7,999,999,999,999 of 10,000,000,000,000)")
    near = Threshold("ratchet", Fraction(200, 3), Count(666_666, 10**6))
    assert str(near) == "66.6666 % (666,666 of 1,000,000), wanted 66.66666 %"


@pytest.mark.parametrize("limit", [-1, 100.001, float("nan"), float("inf")])
def test_a_limit_that_is_no_percentage_is_refused(limit: float) -> None:
    with pytest.raises(Unreadable):
        exact(limit, "total")


def test_a_limit_is_taken_as_it_was_written() -> None:
    assert exact(79.9, "total") == Fraction(799, 10)
    assert exact(0.1, "total") == Fraction(1, 10)


def test_nothing_to_cover_holds() -> None:
    assert Threshold("patch", Fraction(100), Count(0, 0)).holds


FILES = (
    FileCoverage("lib/a.dart", {1: 1, 2: 1, 3: 0}),
    FileCoverage("server/a.py", {1: 1, 2: 0}, {(1, "->2"): 0, (1, "->exit"): 1}),
    FileCoverage("server/b.py", {1: 0, 2: 0, 3: 0}, is_reported=False),
)
COMPONENTS = {"app": ("lib/**",), "api": ("server/**",)}


def test_scopes_count_lines_and_branches_of_each_component() -> None:
    assert scopes(FILES, COMPONENTS) == {
        "total": Count(4, 10),
        "component app": Count(2, 3),
        "component api": Count(2, 7),
    }


def test_each_limit_that_is_missed_is_a_finding_at_the_file_that_costs_most() -> None:
    patch = {"lib/a.dart": {3: 0}, "server/a.py": {1: 1}}
    held = thresholds(
        scopes(FILES, COMPONENTS),
        Count(1, 2),
        Limits(
            total=Fraction(80),
            patch=Fraction(90),
            components={"app": Fraction(60), "api": Fraction(50)},
            kept={"total": Count(1, 2), "component app": Count(2, 3), "component gone": Count(1, 1)},
            tolerance=Fraction(0),
        ),
    )
    assert [one.name for one in held] == [
        "total",
        "patch",
        "component api",
        "component app",
        "ratchet app",
        "ratchet",
    ]
    found = list(missed(Coverage(FILES, held, patch), COMPONENTS))
    assert [(one.rule, one.path, one.line) for one in found] == [
        ("coverage-total", "server/b.py", 1),
        ("coverage-patch", "lib/a.dart", 3),
        ("coverage-component", "server/b.py", 1),
        ("coverage-ratchet", "server/b.py", 1),
    ]
    assert {one.severity for one in found} == {Severity.HIGH}
    assert "40 % (4 of 10), wanted 80 %; 4 more" in found[0].message


def test_the_tolerance_of_the_ratchet_is_in_points() -> None:
    def judged(tolerance: Fraction) -> bool:
        limits = Limits(None, None, {}, {"total": Count(415, 1000)}, tolerance)
        (held,) = thresholds({"total": Count(4, 10)}, None, limits)
        return held.holds

    assert judged(Fraction(3, 2))
    assert not judged(Fraction(149, 100))


def test_changed_lines_that_no_test_ran_are_noted_by_file() -> None:
    (note,) = notes({"a.py": {3: 0, 4: 0, 5: 1, 9: 0}, "b.py": {1: 1}})
    assert (note.severity, note.path, note.line) == (Severity.NOTE, "a.py", 3)
    assert note.message.endswith("3-4, 9")


def test_neighbouring_lines_are_written_as_one_span() -> None:
    assert spans([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert spans([]) == ""
