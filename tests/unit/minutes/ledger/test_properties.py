"""Whatever is put in, in whatever order: the ledger says what a list of the same rows says."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.ledger.interface import Dimension
from greenlane.model.jobs import Count, Free, LedgerJob, Machine, SeenRun, day_of
from tests.examples import examples
from tests.unit.minutes.ledger.content import content, whole
from tests.unit.minutes.ledger.made import at, job, run

EVER, NEVER = date(1969, 1, 1), date(2100, 1, 1)

counts = st.builds(
    Count,
    machine=st.none() | st.sampled_from([Machine.LINUX, Machine.MACOS, Machine.UNKNOWN]),
    duration_s=st.integers(0, 4000),
    minutes=st.none() | st.integers(0, 70),
    free=st.none() | st.sampled_from([Free.COPY, Free.SKIPPED]),
)
ends = st.none() | st.integers(at(1), at(9)) | st.integers(-400_000, 400_000)
runs = st.builds(
    run,
    run_id=st.integers(1, 4),
    repository=st.sampled_from(["octo-org/app", "octo-org/api"]),
    attempt=st.integers(1, 3),
    branch=st.sampled_from(["main", "", "ü"]),
)


@st.composite
def put(draw: st.DrawFn) -> tuple[SeenRun, list[LedgerJob]]:
    """A run with its jobs, which have numbers of their own."""
    of = draw(runs)
    jobs = [
        LedgerJob(of, job(of.run_id * 10 + n, of.run_id, completed_at=draw(ends)), draw(counts))
        for n in range(draw(st.integers(0, 4)))
    ]
    return of, jobs


Puts = list[tuple[SeenRun, list[LedgerJob]]]


def written(folder: Path, puts: Puts) -> Path:
    """A ledger that these runs were put into, one after the other."""
    path = folder / "minutes.sqlite"
    with open_ledger(path) as ledger:
        for of, jobs in puts:
            with ledger.writing() as write:
                write.put_run(of)
                write.put_jobs(of, [one.job for one in jobs], [one.count for one in jobs])
    return path


def last(puts: Puts) -> list[LedgerJob]:
    """The jobs that are there in the end: those of the last time a run was put."""
    return [one for jobs in {(of.repository, of.run_id): jobs for of, jobs in puts}.values() for one in jobs]


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(put(), max_size=8))
def test_jobs_and_days_are_those_of_a_list(puts: Puts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), puts)
        assert whole(path) == []
        with open_ledger(path, read_only=True) as ledger:
            found = list(ledger.jobs(EVER, NEVER))
            booked = ledger.booked(EVER, NEVER)
            spent = ledger.spent([Dimension.REPOSITORY, Dimension.DAY], EVER, NEVER)
            still = ledger.open_jobs()
            first = ledger.first_day()
    jobs = last(puts)
    ended = [one for one in jobs if one.day is not None]
    assert Counter(found) == Counter(ended)
    assert Counter(still) == Counter(one for one in jobs if one.day is None)
    assert first == min((day_of(one.job.completed_at or 0) for one in ended), default=None)
    minutes: Counter[tuple[str, str]] = Counter()
    for one in ended:
        minutes[one.run.repository, str(one.day)] += one.count.minutes or 0
    assert {one.keys: one.minutes for one in spent} == dict(minutes)
    by_day: Counter[tuple[str, str]] = Counter()
    for day in booked:
        by_day[day.repository, str(day.day)] += day.minutes
    assert by_day == +minutes


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(put(), max_size=5))
def test_what_is_put_again_changes_nothing(puts: Puts) -> None:
    once = list({(of.repository, of.run_id): (of, jobs) for of, jobs in puts}.values())
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert content(written(Path(one), once)) == content(written(Path(other), [*once, *reversed(once)]))


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(put(), max_size=5), counts)
def test_counting_anew_books_what_is_counted_then(puts: Puts, new: Count) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), puts)
        with open_ledger(path) as ledger:
            changed = ledger.recount(lambda _, jobs: [new for _ in jobs])
            found = [*ledger.jobs(EVER, NEVER), *ledger.open_jobs()]
        assert whole(path) == []
    jobs = last(puts)
    assert changed == sum(one.count != new for one in jobs)
    assert Counter(found) == Counter(replace(one, count=new) for one in jobs)
