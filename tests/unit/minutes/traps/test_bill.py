"""Trap 9, and of our own: what a bill does not say, and what its names do not mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from greenlane.minutes.laws import cycle_of, plan
from greenlane.minutes.reconcile import reconcile
from greenlane.minutes.skus import machine_of_sku
from greenlane.model.jobs import Machine

from ..samples import OCTOBER, RECORDED, RECORDED_OURS, RECORDED_PUBLIC, billed, booked
from . import naive

FREE = plan("free").minutes


def test_a_bill_that_cannot_be_read_is_unknown_and_not_0() -> None:
    assert naive.bill_total(None) == 0
    found = reconcile([booked(Machine.LINUX, 10)], None, None, (), FREE, OCTOBER, why_not="404")
    assert (found.asked, found.why_not, found.residuals[0].bill) == (False, "404", None)


def test_an_empty_bill_is_unknown_and_not_0() -> None:
    assert naive.bill_total({"usageItems": ()}) == 0
    found = reconcile([booked(Machine.LINUX, 10)], (), (), (), FREE, OCTOBER)
    assert not found.asked
    assert "unknown" in found.why_not
    assert found.residuals[0].difference is None


def test_a_sku_that_the_bill_does_not_name_is_unknown() -> None:
    found = reconcile([booked(Machine.MACOS, 10)], None, RECORDED, (), FREE, OCTOBER)
    assert {one.sku: one.bill for one in found.residuals}["actions_macos"] is None


def test_storage_is_no_minutes() -> None:
    assert naive.bill_total({"usageItems": RECORDED}) > 2306
    found = reconcile(RECORDED_OURS, None, RECORDED, (), FREE, OCTOBER)
    assert sum((one.bill or Decimal(0) for one in found.residuals), Decimal(0)) == 2306


def test_three_cores_are_a_standard_mac() -> None:
    assert naive.is_larger("Actions macOS 3-core")
    assert machine_of_sku("Actions macOS 3-core") is Machine.MACOS


def test_the_bill_lists_public_minutes_that_nobody_pays() -> None:
    without = reconcile(RECORDED_OURS, None, RECORDED, (), FREE, OCTOBER)
    with_them = reconcile(RECORDED_OURS, None, RECORDED, (), FREE, OCTOBER, public=RECORDED_PUBLIC)
    assert [one.difference for one in without.residuals] == [-62, 0]
    assert [one.difference for one in with_them.residuals] == [0, 0]


def test_rows_of_a_month_are_no_rows_of_its_first_day() -> None:
    """As seen: `/usage` dates a whole month's row on its first day."""
    row = billed("Actions Linux", "900", day=date(2026, 10, 1))
    cycle = cycle_of(date(2026, 10, 2), 25)
    assert naive.bill_total({"usageItems": (row,)}) == 900
    assert not reconcile([], (row,), None, (), FREE, cycle).asked
    assert reconcile([], (row,), None, (), FREE, OCTOBER).asked
