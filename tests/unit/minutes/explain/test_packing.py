"""Short jobs that round up one by one."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.explain import explain
from greenlane.minutes.explain.attempts import candidates
from greenlane.minutes.explain.facts import End, JobFact
from greenlane.minutes.explain.remedies import packing
from greenlane.model.jobs import LedgerJob, Machine
from tests.unit.minutes.explain.histories import PATH, RAW, Ran, a_run, joined, named

SHORT = (Ran("lint", 20), Ran("types", 20), Ran("docs", 20), Ran("unit", 200))


def runs(*ran: Ran, many: int = 12) -> list[LedgerJob]:
    return joined(a_run(n, *ran) for n in range(many))


def test_three_jobs_of_twenty_seconds_become_one_minute() -> None:
    (remedy,) = named(explain(runs(*SHORT), law=RAW, days=30), "packing")
    assert (remedy.saved, remedy.cost) == (12 * 2, 0)
    edit = yaml.safe_load("\n".join(remedy.edit))["jobs"]
    assert list(edit) == ["docs-lint-types"]
    assert remedy.edit[5:] == (
        '      # the steps of "docs"',
        '      # then those of "lint", each with `if: ${{ !cancelled() }}`',
        '      # then those of "types", each with `if: ${{ !cancelled() }}`',
    )


def test_a_rerun_of_one_member_costs_the_whole_pack() -> None:
    ran = (Ran("a", 40), Ran("b", 20), Ran("unit", 200))
    # The second attempt of b takes 30 s: with a's 40 s it would bill 2 minutes instead of 1.
    jobs = runs(*ran) + a_run(50, *ran, Ran("b", 30, at=900, attempt=2))
    (remedy,) = named(explain(jobs, law=RAW, days=30), "packing")
    assert (remedy.saved, remedy.cost) == (13, 1)


def test_a_pack_takes_no_longer_than_the_longest_job_did() -> None:
    found = explain(runs(Ran("a", 80), Ran("b", 80), Ran("c", 155)), law=RAW, days=30)
    assert not named(found, "packing")


def test_where_all_are_short_a_pack_may_take_two_minutes_and_says_how_much_later() -> None:
    (remedy,) = named(explain(runs(Ran("a", 20), Ran("b", 20), Ran("c", 39)), law=RAW, days=30), "packing")
    assert remedy.saved == 12
    assert remedy.risk.startswith("the verdict comes 40 s later; ")


@pytest.mark.parametrize(
    "ran",
    [
        (Ran("a", 20), Ran("b", 20, label="macos-15"), Ran("unit", 200)),
        (Ran("a", 20, at=0), Ran("b", 20, at=300), Ran("unit", 200, at=30)),
    ],
    ids=["other machines", "one after the other"],
)
def test_only_jobs_side_by_side_on_one_kind_of_machine_are_packed(ran: tuple[Ran, ...]) -> None:
    assert not named(explain(runs(*ran), law=RAW, days=30), "packing")


def test_jobs_of_different_runs_are_not_packed() -> None:
    jobs = runs(*SHORT[:1], SHORT[3]) + joined(a_run(100 + n, SHORT[1], SHORT[3]) for n in range(12))
    jobs += a_run(200, *SHORT)
    assert not named(explain(jobs, law=RAW, days=30), "packing")


def test_where_the_file_is_known_the_job_is_written_out() -> None:
    text = """
on: push
jobs:
  lint: {runs-on: ubuntu-latest, steps: [{uses: actions/checkout@v6}, {run: make lint}]}
  types: {runs-on: ubuntu-latest, steps: [{uses: actions/checkout@v6}, {run: make types}]}
  docs: {runs-on: ubuntu-latest, steps: [{uses: actions/checkout@v6}, {run: make docs}]}
  unit: {runs-on: ubuntu-latest, steps: [{run: make unit}]}
"""
    found = explain(runs(*SHORT), law=RAW, days=30, files={("octo-org/app", PATH): text})
    (remedy,) = named(found, "packing")
    steps = yaml.safe_load("\n".join(remedy.edit))["jobs"]["docs-lint-types"]["steps"]
    assert steps == [
        {"uses": "actions/checkout@v6"},
        {"run": "make docs"},
        {"if": "${{ !cancelled() }}", "run": "make lint"},
        {"if": "${{ !cancelled() }}", "run": "make types"},
    ]
    assert remedy.edit[0] == "# instead of docs, lint, types"


FACTS = st.lists(st.integers(1, 900), min_size=1, max_size=12).map(
    lambda seconds: [
        JobFact(str(n), 1, 0, one, -(-one // 60), Machine.LINUX, End.PASSED) for n, one in enumerate(seconds)
    ]
)


@given(FACTS)
def test_packing_never_bills_more_than_apart_and_saves_less_than_a_minute_a_job(jobs: list[JobFact]) -> None:
    assert 0 <= packing.rounding_saved(jobs) <= len(jobs) - 1


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 300), st.integers(1, 400)), min_size=2
    ),
    st.integers(60, 300),
)
def test_packs_share_no_job_and_keep_to_their_bound(spans: dict[str, tuple[int, int]], bound: int) -> None:
    jobs = {
        name: JobFact(name, 1, at, much, -(-much // 60), Machine.LINUX, End.PASSED)
        for name, (at, much) in spans.items()
    }
    found = packing.packs(list(candidates([jobs] * packing.FEWEST).values()), bound)
    names = [one.name for pack in found for one in pack]
    assert len(names) == len(set(names))
    for pack in found:
        assert sum(one.middle_s for one in pack) <= bound
        assert all(one.name in other.beside for one in pack for other in pack if one is not other)
