"""Our count beside the bill: what is left, which law stands, which one to plan with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.blocks import Block
from greenlane.minutes.counting import count
from greenlane.minutes.laws import LAW_NAMES, cycle_of
from greenlane.minutes.reconcile import NO_FIT, TORN, public_minutes, reconcile
from greenlane.minutes.storage import starts
from greenlane.model.bill import Reconciliation, UsageItem
from greenlane.model.jobs import Booked, LedgerJob, Machine

from .samples import (
    NOON,
    OCTOBER,
    RECORDED,
    RECORDED_INCLUDED,
    RECORDED_OURS,
    RECORDED_PAGE,
    RECORDED_PUBLIC,
    a_job,
    a_run,
    billed,
    booked,
)

ZERO = Decimal(0)
BLOCK = Block("me/app", 1, NOON, Machine.LINUX)


def ruled_out(found: Reconciliation) -> set[str]:
    return {one.law for one in found.rulings if one.ruled_out}


def row(sku: str, gross: str, day: int = 2, net: str = "0", repository: str = "me/app") -> UsageItem:
    return billed(sku, gross, day=date(2026, 10, day), net=Decimal(net), repository=repository)


def recorded(page: float | None = RECORDED_PAGE, included: int = RECORDED_INCLUDED) -> Reconciliation:
    return reconcile(RECORDED_OURS, None, RECORDED, (), included, OCTOBER, page, public=RECORDED_PUBLIC)


def test_the_recorded_page_follows_raw_minutes() -> None:
    found = recorded()
    assert found.page == "raw"
    assert {one.law for one in found.rulings if one.not_on_page} == {"multiplier"}


def test_without_knowing_which_minutes_are_public_only_raw_fits_the_recorded_page() -> None:
    ours = [booked(Machine.LINUX, 2192), booked(Machine.WINDOWS, 114)]
    found = reconcile(ours, None, RECORDED, (), RECORDED_INCLUDED, OCTOBER, RECORDED_PAGE)
    assert {one.law: one.not_on_page for one in found.rulings} == {
        "raw": "",
        "multiplier": "it is 4.9% off what the page showed",
        "price": "it is 3.2% off what the page showed",
    }


def test_what_the_page_shows_does_not_say_what_blocks() -> None:
    found = recorded()
    assert ruled_out(found) == set()
    assert found.planning == "multiplier"


def test_a_page_that_fits_no_law_is_said_to_and_the_nearest_is_named() -> None:
    found = recorded(page=900)
    assert found.page == "raw"
    assert all(one.not_on_page for one in found.rulings)
    assert NO_FIT in found.notes
    assert recorded(page=9000).page == "multiplier"


def test_a_page_that_nobody_read_is_said_to_be_assumed() -> None:
    found = recorded(page=None)
    assert found.page == "raw"
    assert "nobody typed in" in found.notes[-1]


def test_the_residual_of_the_recorded_month_is_0() -> None:
    assert [(one.sku, one.ours, one.difference) for one in recorded().residuals] == [
        ("actions_linux", 2192, ZERO),
        ("actions_windows", 114, ZERO),
    ]


def test_everything_discounted_beyond_the_plan_rules_a_law_out() -> None:
    found = recorded(included=2300)
    assert ruled_out(found) == {"multiplier"}
    assert "2,358 of 2300" in found.rulings[1].ruled_out
    assert found.planning == "price"


def test_a_residual_is_counted_in_the_laws_favour() -> None:
    """Of 114 Windows minutes the bill knows 50: at most 2,230 by the multipliers."""
    bill = (*RECORDED[:2], billed("actions_windows", "50"))
    found = reconcile(RECORDED_OURS, None, bill, (), 2300, OCTOBER, public=RECORDED_PUBLIC)
    assert ruled_out(found) == set()
    assert found.residuals[1].difference == 64


def test_what_contradicts_every_law_is_a_matter_of_the_plan() -> None:
    found = recorded(included=2000)
    assert ruled_out(found) == set()
    assert found.planning == "multiplier"
    assert "the plan includes more than is written" in found.notes[0]


def test_minutes_billed_before_a_law_reached_the_plan_rule_it_out() -> None:
    bill = (row("actions_linux", "1500"), row("actions_windows", "400", net="100"))
    ours = [booked(Machine.LINUX, 1500), booked(Machine.WINDOWS, 400)]
    assert ruled_out(reconcile(ours, bill, None, (), 2200, OCTOBER)) == {"raw", "price"}


def test_a_block_before_a_law_reached_the_plan_rules_it_out() -> None:
    ours = [booked(Machine.LINUX, 1000), booked(Machine.WINDOWS, 600)]
    bill = (row("actions_linux", "1000"), row("actions_windows", "600"))
    found = reconcile(ours, bill, None, [BLOCK], 2200, OCTOBER)
    assert ruled_out(found) == {"raw", "price"}
    assert found.rulings[0].ruled_out == (
        "a job was blocked on 2026-10-02, although raw had come to 1,600 of 2200 minutes"
    )
    assert found.planning == "multiplier"


def test_a_block_counts_what_other_repositories_took_until_then() -> None:
    ours = [booked(Machine.LINUX, 1000), booked(Machine.WINDOWS, 600)]
    other = row("actions_linux", "700", repository="me/other")
    bill = (row("actions_linux", "1000"), row("actions_windows", "600"), other)
    found = reconcile(ours, bill, None, [BLOCK], 2200, OCTOBER)
    assert ruled_out(found) == set()
    assert found.missing == {"me/other": 700}


def test_what_came_after_a_block_does_not_excuse_it() -> None:
    ours = [
        booked(Machine.LINUX, 1000),
        booked(Machine.WINDOWS, 600),
        booked(Machine.LINUX, 900, date(2026, 10, 9)),
    ]
    bill = (row("actions_linux", "1000"), row("actions_windows", "600"), row("actions_linux", "900", day=9))
    assert ruled_out(reconcile(ours, bill, None, [BLOCK], 2200, OCTOBER)) == {"raw", "price"}


def test_a_block_long_before_any_law_is_another_limit() -> None:
    ours = [booked(Machine.LINUX, 10)]
    found = reconcile(ours, (row("actions_linux", "10"),), None, [BLOCK], 2000, OCTOBER)
    assert ruled_out(found) == set()
    assert "not the quota" in found.notes[0]


@pytest.mark.parametrize(
    "block", [replace(BLOCK, machine=Machine.LARGER), replace(BLOCK, at=NOON + 40 * 86_400)]
)
def test_a_block_of_a_larger_machine_or_another_cycle_says_nothing(block: Block) -> None:
    ours = [booked(Machine.LINUX, 1000), booked(Machine.WINDOWS, 600)]
    bill = (row("actions_linux", "1000"), row("actions_windows", "600"))
    assert ruled_out(reconcile(ours, bill, None, [block], 2200, OCTOBER)) == set()


def test_without_a_bill_a_block_says_nothing_as_others_may_have_used_the_quota() -> None:
    ours = [booked(Machine.LINUX, 1000), booked(Machine.WINDOWS, 600)]
    found = reconcile(ours, None, None, [BLOCK], 2200, OCTOBER)
    assert not found.asked
    assert ruled_out(found) == set()


def test_evidence_that_rules_out_every_law_is_said_and_the_worst_is_planned_with() -> None:
    """Discounted beyond the plan under the multipliers, and blocked before it under the others."""
    ours = [booked(Machine.LINUX, 1000), booked(Machine.WINDOWS, 600)]
    bill = (row("actions_linux", "1000"), row("actions_windows", "600"))
    found = reconcile(ours, bill, None, [BLOCK], 2100, OCTOBER)
    assert ruled_out(found) == set(LAW_NAMES)
    assert found.planning == "multiplier"
    assert TORN in found.notes


def test_where_all_laws_take_the_same_the_heaviest_is_planned_with() -> None:
    found = reconcile([booked(Machine.LINUX, 100)], None, None, (), 2000, OCTOBER)
    assert {one.total for one in found.rulings} == {100}
    assert found.planning == "multiplier"


def test_a_mac_is_worst_by_its_price() -> None:
    found = reconcile([booked(Machine.MACOS, 100)], None, None, (), 2000, OCTOBER)
    assert found.planning == "price"


def test_days_of_other_cycles_are_left_out() -> None:
    ours = [booked(Machine.LINUX, 5), booked(Machine.LINUX, 50, OCTOBER.until)]
    assert reconcile(ours, None, None, (), 2000, OCTOBER).rulings[0].total == 5


def test_the_first_and_the_last_day_of_a_cycle_belong_to_it() -> None:
    last = date(2026, 10, 31)
    ours = [booked(Machine.LINUX, 5, OCTOBER.since), booked(Machine.LINUX, 7, last)]
    bill = (row("actions_linux", "5", day=1), row("actions_linux", "7", day=31))
    assert reconcile(ours, bill, None, (), 2000, OCTOBER).residuals[0].difference == 0


@pytest.mark.parametrize(("second", "counts"), [(0, True), (31 * 86_400 - 1, True), (31 * 86_400, False)])
def test_a_block_counts_from_the_first_second_of_a_cycle_to_its_last(second: int, counts: bool) -> None:
    ours = [booked(Machine.LINUX, 1000), booked(Machine.WINDOWS, 600)]
    bill = (row("actions_linux", "1000"), row("actions_windows", "600"))
    block = replace(BLOCK, at=starts(OCTOBER.since) + second)
    found = reconcile(ours, bill, None, [block], 2200, OCTOBER)
    assert bool(ruled_out(found) or found.notes[1:]) is counts


def test_rows_of_a_day_that_count_storage_are_left_out() -> None:
    bill = (
        row("actions_linux", "5"),
        billed("actions_storage", "9", day=date(2026, 10, 2), unit="gigabyte-hours"),
    )
    found = reconcile([booked(Machine.LINUX, 5)], bill, None, (), 2000, OCTOBER)
    assert [one.sku for one in found.residuals] == ["actions_linux"]


def test_repositories_that_only_the_bill_knows_are_named_the_largest_first() -> None:
    bill = (
        row("actions_linux", "3", repository="me/old"),
        row("actions_linux", "9", repository="me/new"),
        row("actions_linux", "5", repository="App"),
        row("actions_linux", "7", repository="me/quiet"),
    )
    found = reconcile([booked(Machine.LINUX, 5)], bill, None, (), 2000, OCTOBER, held=["me/quiet"])
    assert list(found.missing.items()) == [("me/new", Decimal(9)), ("me/old", Decimal(3))]


def test_two_answers_that_disagree_are_named() -> None:
    found = reconcile(RECORDED_OURS, (row("Actions Linux", "2000"),), RECORDED, (), 3000, OCTOBER)
    assert found.notes[:2] == (
        "of actions_linux, /usage counts 2000 and /usage/summary 2192.0",
        "of actions_windows, /usage counts 0 and /usage/summary 114.0",
    )


def test_a_cycle_that_is_no_month_is_held_against_days() -> None:
    cycle = cycle_of(date(2026, 10, 20), 15)
    bill = (row("actions_linux", "7", day=14), row("actions_linux", "4", day=20))
    found = reconcile([booked(Machine.LINUX, 4, date(2026, 10, 20))], bill, RECORDED, (), 2000, cycle)
    assert [(one.ours, one.bill) for one in found.residuals] == [(4, Decimal(4))]
    assert reconcile([], None, RECORDED, (), 2000, cycle).why_not.startswith("GitHub gave whole months")


def test_larger_machines_have_a_residual_of_their_own() -> None:
    ours = [booked(Machine.LARGER, 30)]
    bill = (row("actions_linux_16_core", "20", net="20"), row("actions_macos_xl", "10", net="10"))
    found = reconcile(ours, bill, None, (), 2000, OCTOBER)
    assert [(one.sku, one.difference) for one in found.residuals] == [("larger machines", ZERO)]
    assert ruled_out(found) == set()


def test_public_minutes_are_rounded_up_job_by_job() -> None:
    run = a_run(is_private=False)
    jobs = [a_job(job_id=n, name=str(n)) for n in range(3)]
    rows = [LedgerJob(run, job, count(run, job)) for job in jobs]
    rows.append(LedgerJob(a_run(), jobs[0], count(a_run(), jobs[0])))
    assert public_minutes(rows) == {Machine.LINUX: 6}


MINUTES = st.lists(
    st.builds(booked, st.sampled_from([Machine.LINUX, Machine.WINDOWS, Machine.MACOS]), st.integers(0, 3000)),
    max_size=6,
)


@given(MINUTES, st.integers(0, 50_000), st.none() | st.floats(0, 10_000))
def test_the_law_to_plan_with_is_never_lighter_than_one_that_stands(
    ours: list[Booked], included: int, page: float | None
) -> None:
    bill = tuple(
        row(f"actions_{one.machine}", str(one.minutes), net=str(max(0, one.minutes - included)))
        for one in ours
    )
    found = reconcile(ours, bill, None, [BLOCK], included, OCTOBER, page)
    totals = {one.law: one.total for one in found.rulings}
    standing = [one.law for one in found.rulings if not one.ruled_out] or list(LAW_NAMES)
    assert found.planning in standing
    assert totals[found.planning] == max(totals[law] for law in standing)
    assert found.page in LAW_NAMES
