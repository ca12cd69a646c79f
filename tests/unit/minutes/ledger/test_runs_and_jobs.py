"""Runs and jobs: given back as they came, asked for again only when they changed."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.minutes.ledger import SqliteLedger
from greenlane.minutes.ledger.interface import Ledger
from greenlane.model.jobs import Count, LedgerJob, Machine
from tests.unit.minutes.ledger.made import SINCE, UNTIL, at, counted, job, put, run


def test_it_is_a_ledger(ledger: SqliteLedger) -> None:
    as_asked: Ledger = ledger
    assert as_asked.repositories() == []


def test_a_job_comes_back_as_it_went_in(ledger: SqliteLedger) -> None:
    seen = job(labels=("self-hosted", 'a "label", ü'), annotation="the\nlimit", runner_group_id=None)
    count = Count(Machine.SELF_HOSTED, 120, 2, None, "odd")
    put(ledger, run(), seen, counts=[count])
    assert list(ledger.jobs(SINCE, UNTIL)) == [LedgerJob(run(), seen, count)]


def test_a_run_comes_back_as_it_went_in(ledger: SqliteLedger) -> None:
    odd = run(is_private=None, conclusion=None, started_at=None, status="in_progress", branch="")
    put(ledger, odd)
    assert ledger.run("octo-org/app", 1) == odd


def test_a_new_run_is_pending_until_its_jobs_are_there(ledger: SqliteLedger) -> None:
    with ledger.writing() as write:
        assert write.put_run(run())
    assert ledger.pending("octo-org/app") == [run()]
    with ledger.writing() as write:
        assert write.put_run(run()), "seen once more, its jobs are still to be read"
        write.put_jobs(run(), [job()], [counted(job())])
    assert ledger.pending("octo-org/app") == []


@pytest.mark.parametrize(
    "change", [{"attempt": 2}, {"updated_at": at(4)}, {"status": "queued"}, {"conclusion": "failure"}]
)
def test_another_version_of_a_run_is_pending_again(change: dict[str, Any], ledger: SqliteLedger) -> None:
    put(ledger, run(), job())
    with ledger.writing() as write:
        assert not write.put_run(run())
        assert write.put_run(run(**change))
    assert ledger.pending("octo-org/app") == [run(**change)]


def test_a_repository_that_went_public_leaves_what_ran_before_private(ledger: SqliteLedger) -> None:
    put(ledger, run(), job())
    with ledger.writing() as write:
        assert not write.put_run(run(is_private=False))
    assert ledger.run("octo-org/app", 1) == run()


def test_a_run_of_which_it_was_unknown_whether_it_is_private_is_read_when_that_is_known(
    ledger: SqliteLedger,
) -> None:
    put(ledger, run(is_private=None), job())
    with ledger.writing() as write:
        assert write.put_run(run())
    assert ledger.run("octo-org/app", 1) == run()


def test_jobs_take_the_place_of_those_that_were_there(ledger: SqliteLedger) -> None:
    put(ledger, run(), job(11), job(12))
    put(ledger, run(attempt=2), job(12), job(13, attempt=2))
    assert [one.job.job_id for one in ledger.jobs(SINCE, UNTIL)] == [12, 13]


def test_a_job_that_was_listed_twice_counts_once(ledger: SqliteLedger) -> None:
    put(ledger, run(), job(), job())
    assert [one.minutes for one in ledger.booked(SINCE, UNTIL)] == [2]


def test_counts_that_are_not_one_a_job_are_refused_and_nothing_is_written(ledger: SqliteLedger) -> None:
    with pytest.raises(ValueError, match="shorter"), ledger.writing() as write:
        write.put_jobs(run(), [job()], [])
    assert ledger.run("octo-org/app", 1) is None


def test_a_run_that_is_gone_is_asked_for_no_more_and_its_jobs_stay_booked(ledger: SqliteLedger) -> None:
    still = run(status="in_progress", conclusion=None)
    put(ledger, still, job(), job(12, completed_at=None))
    with ledger.writing() as write:
        write.put_run(run(2))
        write.forget_run("octo-org/app", 1)
        write.forget_run("octo-org/app", 2)
    assert ledger.pending("octo-org/app") == []
    assert ledger.open_runs("octo-org/app") == []
    assert ledger.open_jobs() == []
    assert [one.minutes for one in ledger.booked(SINCE, UNTIL)] == [2]


def test_a_run_that_is_back_is_as_it_was(ledger: SqliteLedger) -> None:
    with ledger.writing() as write:
        write.put_run(run())
        write.forget_run("octo-org/app", 1)
        assert write.put_run(run())
    assert ledger.pending("octo-org/app") == [run()]


def test_open_and_pending_runs_come_with_the_newest_first(ledger: SqliteLedger) -> None:
    runs = [run(n, created_at=at(n), status="queued", conclusion=None) for n in (2, 9, 4)]
    with ledger.writing() as write:
        for one in [*runs, run(5, repository="octo-org/api", status="queued")]:
            write.put_run(one)
    assert [one.run_id for one in ledger.open_runs("octo-org/app")] == [9, 4, 2]
    assert [one.run_id for one in ledger.pending("octo-org/app")] == [9, 4, 2]


def test_a_job_without_an_end_is_open_and_on_no_day(ledger: SqliteLedger) -> None:
    running = job(completed_at=None, status="in_progress", conclusion=None)
    put(ledger, run(), running)
    assert [one.job for one in ledger.open_jobs(["octo-org/app"])] == [running]
    assert list(ledger.jobs(SINCE, UNTIL)) == []
    assert ledger.first_day() is None


def test_names_of_repositories_are_one_whatever_their_case(ledger: SqliteLedger) -> None:
    put(ledger, run(), job())
    put(ledger, run(repository="Octo-Org/App"), job())
    assert ledger.repositories() == ["octo-org/app"]
    assert len(list(ledger.jobs(SINCE, UNTIL, ["OCTO-ORG/APP"]))) == 1


def test_a_block_that_raises_leaves_nothing(ledger: SqliteLedger) -> None:
    def breaking_off() -> None:
        with ledger.writing() as write:
            write.put_jobs(run(), [job()], [counted(job())])
            write.remember("octo-org/app", "sweep", "today")
            raise KeyError

    with pytest.raises(KeyError):
        breaking_off()
    assert ledger.run("octo-org/app", 1) is None
    assert ledger.recall("octo-org/app", "sweep") is None
    put(ledger, run(), job())
    assert ledger.repositories() == ["octo-org/app"]


def test_jobs_that_are_being_read_are_those_of_one_moment(ledger: SqliteLedger) -> None:
    for number in range(1, 4):
        put(ledger, run(number), job(number, number))
    reading = ledger.jobs(SINCE, UNTIL)
    next(reading)
    put(ledger, run(4), job(4, 4))
    assert len(list(reading)) == 2
