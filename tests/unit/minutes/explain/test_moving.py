"""Jobs on cheaper machines, and laws under which there is none."""

from __future__ import annotations

import pytest

from greenlane.minutes.explain import explain
from greenlane.model.bill import Law
from greenlane.model.jobs import LedgerJob
from tests.unit.minutes.explain.histories import MULTIPLIER, PATH, PRICE, RAW, Ran, a_run, joined, named


def runs(*ran: Ran, many: int = 30) -> list[LedgerJob]:
    return joined(a_run(n, *ran) for n in range(many))


@pytest.mark.parametrize("law", [RAW, MULTIPLIER])
def test_where_a_minute_is_a_minute_moving_saves_nothing_and_that_is_said(law: Law) -> None:
    found = explain(runs(Ran("lint", 20)), law=law, days=30)
    assert not named(found, "slim")
    assert not named(found, "arm64")
    assert any(f"ubuntu-slim: under the law '{law.name}'" in note for note in found.notes)


def test_a_short_job_saves_two_thirds_on_slim_by_price() -> None:
    (remedy,) = named(explain(runs(Ran("lint", 20)), law=PRICE, days=30), "slim")
    assert (remedy.saved, remedy.cost) == pytest.approx((30, 10))
    assert remedy.edit[-1] == "runs-on: ubuntu-slim"


def test_slim_is_taken_to_be_twice_as_slow() -> None:
    (remedy,) = named(explain(runs(Ran("lint", 100)), law=PRICE, days=30), "slim")
    assert (remedy.saved, remedy.cost) == pytest.approx((60, 30 * 4 / 3))


def test_a_job_that_would_pass_the_limit_of_slim_goes_to_arm() -> None:
    found = explain(runs(Ran("build", 500)), law=PRICE, days=30)
    assert not named(found, "slim")
    (remedy,) = named(found, "arm64")
    assert remedy.net == pytest.approx(30 * 9 / 6)
    assert "20% slower" in remedy.risk


def test_a_rare_job_beyond_the_limit_is_paid_for_twice() -> None:
    jobs = runs(Ran("lint", 20), many=99) + a_run(99, Ran("lint", 600))
    (remedy,) = named(explain(jobs, law=PRICE, days=30), "slim")
    assert remedy.saved == 99 + 10
    assert remedy.cost == pytest.approx(99 / 3 + 15 / 3 + 10)
    assert "1 jobs might not end in time" in remedy.risk


def test_jobs_on_other_machines_stay() -> None:
    found = explain(
        runs(Ran("ios", 20, label="macos-15"), Ran("win", 20, label="windows-2025")), law=PRICE, days=30
    )
    assert not found.remedies


def test_jobs_with_one_aim_are_one_remedy_and_each_has_its_edit() -> None:
    found = explain(runs(Ran("lint", 20), Ran("docs", 20, at=600)), law=PRICE, days=30)
    (remedy,) = named(found, "slim")
    assert remedy.saved == 60
    assert remedy.edit == (
        '# in the job that GitHub shows as "docs":',
        "runs-on: ubuntu-slim",
        '# in the job that GitHub shows as "lint":',
        "runs-on: ubuntu-slim",
    )


def test_a_leg_of_a_matrix_is_not_the_whole_job() -> None:
    text = "on: push\njobs:\n  lint: {steps: []}\n  unit: {strategy: {matrix: {v: [1, 2]}}, steps: []}\n"
    jobs = runs(Ran("lint", 20), Ran("unit (1)", 20, at=600))
    files = {("octo-org/app", PATH): text}
    (remedy,) = named(explain(jobs, law=PRICE, days=30, files=files), "slim")
    assert remedy.edit == (
        "jobs:",
        "  lint:",
        "    runs-on: ubuntu-slim",
        '# in the job unit, for its leg "unit (1)":',
        "runs-on: ubuntu-slim",
    )
