"""Dear jobs that need not start when cheap ones fail."""

from __future__ import annotations

import pytest
import yaml

from greenlane.minutes.explain import explain
from greenlane.model.explain import Explanation
from greenlane.model.jobs import LedgerJob
from tests.unit.minutes.explain.histories import MULTIPLIER, PATH, RAW, Ran, a_run, joined, named

IOS = Ran("ios", 600, label="macos-15")
UNIT = Ran("unit", 240)
BROKEN = Ran("unit", 240, conclusion="failure")


def history(*broken: tuple[Ran, ...], many: int = 25) -> list[LedgerJob]:
    """Runs that pass, and then some that do not."""
    return joined(a_run(n, *ran) for n, ran in enumerate([*[(UNIT, IOS)] * many, *broken]))


def explained(jobs: list[LedgerJob], text: str = "") -> Explanation:
    return explain(jobs, law=MULTIPLIER, days=30, files={("octo-org/app", PATH): text} if text else None)


def test_dear_minutes_beside_a_failed_cheap_job_are_saved() -> None:
    (remedy,) = named(explained(history((BROKEN, IOS), (BROKEN, IOS))), "order")
    assert (remedy.saved, remedy.cost) == (2 * 10 * 10, 0)
    assert "about 4 minutes later" in remedy.risk


def test_a_cheap_job_that_passes_when_run_again_saves_nothing() -> None:
    flaky = (BROKEN, IOS, Ran("unit", 240, at=900, attempt=2))
    (remedy,) = named(explained(history((BROKEN, IOS), flaky)), "order")
    assert (remedy.saved, remedy.cost) == (200, 100)


def test_a_dear_job_that_failed_as_well_is_told() -> None:
    both = (BROKEN, Ran("ios", 600, label="macos-15", conclusion="failure"))
    (remedy,) = named(explained(history((BROKEN, IOS), both)), "order")
    assert "in 1 of these 2 runs a dear job failed as well" in remedy.risk


def test_where_a_minute_is_a_minute_no_job_is_dear() -> None:
    assert not named(explain(history((BROKEN, IOS)), law=RAW, days=30), "order")


@pytest.mark.parametrize(
    "broken",
    [
        (UNIT, Ran("ios", 600, label="macos-15", conclusion="failure")),
        (BROKEN,),
        (BROKEN, Ran("ios", 0, label="macos-15", conclusion="skipped")),
    ],
    ids=["the dear one fails", "there is no dear one", "it is skipped"],
)
def test_without_a_dear_job_beside_a_failed_cheap_one_there_is_no_remedy(broken: tuple[Ran, ...]) -> None:
    assert not named(explained(history(broken)), "order")


def test_a_job_that_waits_already_or_takes_long_is_not_waited_for() -> None:
    late = Ran("late", 60, at=700)
    long = Ran("long", 1200)
    jobs = joined(a_run(n, IOS, late, long) for n in range(25))
    broken = [Ran(one.name, one.seconds, one.at, "failure") for one in (late, long)]
    assert not named(explained(jobs + a_run(30, IOS, *broken)), "order")


def test_the_edit_keeps_what_a_job_needs_and_when_it_runs() -> None:
    text = "on: push\njobs:\n  p: {}\n  unit: {}\n  ios: {needs: p, if: \"${{ github.ref == 'x' }}\"}\n"
    (remedy,) = named(explained(history((BROKEN, IOS)), text), "order")
    assert yaml.safe_load("\n".join(remedy.edit)) == {
        "jobs": {
            "ios": {
                "needs": ["p", "unit"],
                "if": "${{ !failure() && !cancelled() && (github.ref == 'x') }}",
            }
        }
    }


def test_legs_of_one_matrix_have_to_be_split_first() -> None:
    dear, cheap = Ran("build (macos)", 600, label="macos-15"), Ran("build (linux)", 240)
    broken = Ran("build (linux)", 240, conclusion="failure")
    jobs = joined(a_run(n, dear, cheap) for n in range(25)) + a_run(30, dear, broken)
    text = "on: push\njobs:\n  build: {strategy: {matrix: {os: [macos, linux]}}}\n"
    (remedy,) = named(explained(jobs, text), "order")
    assert remedy.edit[0] == "# legs of one matrix have to become jobs of their own first;"
