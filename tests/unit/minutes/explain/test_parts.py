"""Minutes told apart by dimensions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.explain.parts import parts
from greenlane.minutes.ledger.interface import Dimension
from greenlane.model.jobs import Machine, Spent
from tests.unit.minutes.explain.histories import MULTIPLIER, RAW

BY = (Dimension.WORKFLOW,)


def test_machines_are_weighed_and_summed() -> None:
    spent = [
        Spent(("CI", "linux"), 3, 10, 540),
        Spent(("CI", "macos"), 1, 2, 90),
        Spent(("Docs", "linux"), 1, 12, 720),
        Spent(("CI", ""), 4, 0, 0),
    ]
    found = parts(spent, BY, law=MULTIPLIER)
    assert found.by == ("workflow",)
    assert [(one.keys, one.jobs, one.raw, one.minutes, one.rounding) for one in found.parts] == [
        (("CI",), 8, 12, 30.0, 1.0 + 5.0),
        (("Docs",), 1, 12, 12.0, 0.0),
    ]


def test_small_parts_are_summed_in_the_last_line() -> None:
    spent = [Spent((f"job {n}", "linux"), 1, n, n * 60) for n in range(1, 31)]
    found = parts(spent, (Dimension.JOB,), law=RAW, lines=5)
    assert [one.raw for one in found.parts] == [30, 29, 28, 27, sum(range(1, 27))]
    assert (found.parts[-1].keys, found.others) == (("26 others",), 26)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from(Machine), st.integers(0, 500)), max_size=40
    ),
    st.integers(1, 8),
)
def test_no_line_loses_a_minute(rows: list[tuple[str, Machine, int]], lines: int) -> None:
    spent = [Spent((name, machine.value), 1, minutes, minutes * 50) for name, machine, minutes in rows]
    found = parts(spent, BY, law=MULTIPLIER, lines=lines)
    weights = (MULTIPLIER.weights.get(machine, Fraction(0)) * minutes for _, machine, minutes in rows)
    assert sum(one.minutes for one in found.parts) == float(sum(weights, Fraction(0)))
    assert sum(one.jobs for one in found.parts) == len(rows)
    assert len(found.parts) <= lines
