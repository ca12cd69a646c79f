"""Figures say exactly what is, and never round towards green."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.coverage import Count, FileCoverage, Threshold
from greenlane.model.document import Findings
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Spared
from greenlane.render import words


@pytest.mark.parametrize(
    ("covered", "total", "wanted", "shown"),
    [
        (79_996, 100_000, 80, "79.996 %"),
        (7_999_999, 10_000_000, 80, "79.99999 %"),
        (4, 5, 80, "80.00 %"),
        (2, 3, 80, "66.66 %"),
        (80_001, 100_000, 80, "80.001 %"),
        (1, 1, 80, "100.00 %"),
        (0, 0, 80, "-"),
    ],
)
def test_a_share_has_the_digits_that_tell_it_from_its_limit(
    covered: int, total: int, wanted: int, shown: str
) -> None:
    assert words.percent(Count(covered, total), Fraction(wanted)) == shown


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.fractions(0, 100, max_denominator=1000))
def test_a_share_below_its_limit_is_never_shown_as_the_limit(part: int, total: int, wanted: Fraction) -> None:
    count = Count(min(part, total), total)
    shown = Fraction(words.percent(count, wanted).removesuffix(" %"))

    assert shown <= Fraction(count.covered * 100, count.total)
    assert (shown >= wanted) == Threshold("total", wanted, count).holds or shown < wanted


def test_a_range_goes_over_lines_that_cannot_run_and_ends_at_one_that_ran() -> None:
    file = FileCoverage("a.py", {1: 1, 3: 0, 4: 0, 7: 0, 8: 2, 9: 0})

    assert [str(gap) for gap in words.gaps(file)] == ["3-7", "9"]
    assert [(gap.at, gap.size) for gap in words.gaps(file)] == [(1, 3), (5, 1)]


@given(st.dictionaries(st.integers(1, 200), st.integers(0, 2)))
def test_ranges_hold_every_line_that_never_ran_and_no_other(lines: dict[int, int]) -> None:
    gaps = words.gaps(FileCoverage("a.py", lines))
    within = {line for line in lines if any(gap.first <= line <= gap.last for gap in gaps)}

    assert within == {line for line, hits in lines.items() if not hits}
    assert sum(gap.size for gap in gaps) == len(within)


def test_components_of_what_was_spared_follow_those_of_what_counts() -> None:
    counted = Finding("ruff", "A", Severity.HIGH, "")
    spared = Finding("ruff", "B", Severity.CRITICAL, "")

    first, second = words.shown(Findings((counted,), ("api", "app"), "known", (Spared(spared, "old"),)))

    assert (first.finding.rule, first.component, first.reason) == ("B", "app", "old")
    assert (second.finding.rule, second.component, second.reason) == ("A", "api", "")
