"""A plan with a ledger of minutes: what jobs took, what they cost where, and where they move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.minutes.counting import count_run
from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.notes import SYNCED_AT, Listed
from tests.unit.cli.test_plan import NOW, Shop
from tests.unit.minutes.samples import a_job, a_run

REPOSITORY = "octo-org/shop"
DECLARED = """\
version: 1
components:
  api: {paths: [server/**]}
jobs:
  api-tests: {components: [api], run: [nox -s tests], moves: [ubuntu-slim, self-hosted]}
  ios: {components: [api], run: [flutter test], runner: macos-15, minutes: 3, defer: {until: nightly}}
minutes: {included: 200}
planner: {shadow: false, audit: 0}
"""
HOUR = 3600


class Metered(Shop):
    """A shop whose runs are in a ledger. names: a job of so many seconds, an hour before the next."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.run = 7
        self.trial.write({"greenlane.yaml": DECLARED})
        self.trial.commit()
        self.more["GREENLANE_LEDGER"] = str(folder / "minutes.sqlite")

    def ran(self, *jobs: tuple[str, int, str], private: bool = True) -> None:
        with open_ledger(self.folder / "minutes.sqlite") as ledger, ledger.writing() as writer:
            for number, (name, seconds, conclusion) in enumerate(jobs, 1):
                at = NOW - (len(jobs) - number + 1) * HOUR
                times = {"created_at": at, "started_at": at}
                run = a_run(repository=REPOSITORY, run_id=number, updated_at=at + seconds, **times)
                run = run if private else a_run(**{**vars(run), "is_private": False})
                done = {"labels": ("ubuntu-24.04",), "completed_at": at + seconds, "conclusion": conclusion}
                job = a_job(job_id=number, run_id=number, name=name, **times, **done)
                writer.put_run(run)
                writer.put_jobs(run, [job], count_run(run, [job]))
            Listed(newest=NOW, oldest=NOW - 90 * 24 * HOUR).save(writer, REPOSITORY)
            writer.remember(REPOSITORY, SYNCED_AT, str(NOW))

    def planned(self) -> dict[str, Any]:
        _, said, _ = self.call("plan", "--json")
        found: dict[str, Any] = json.loads(said)
        return found

    def decided(self, job: str) -> dict[str, Any]:
        return next(one for one in self.planned()["decisions"] if one["job"] == job)


@pytest.fixture
def metered(tmp_path: Path) -> Metered:
    return Metered(tmp_path)


def test_the_ledger_says_how_long_jobs_took_and_how_they_ended(metered: Metered) -> None:
    metered.ran(("checks / api-tests", 100, "success"), ("checks / api-tests", 200, "failure"))
    found = metered.planned()
    assert found["past"]["api-tests"] == {
        "durations_s": [100.0, 200.0],
        "runs": 2,
        "failures": 1,
        "is_red": True,
    }
    assert metered.decided("api-tests")["minutes"] == 3


def test_a_minute_of_macos_takes_what_the_law_to_plan_with_says(metered: Metered) -> None:
    metered.ran(("other", 60, "success"))
    assert metered.decided("ios")["minutes"] > 3


def test_while_minutes_are_short_a_job_moves_to_where_they_cost_less(metered: Metered) -> None:
    metered.ran(*(("other", 4 * HOUR, "success"),))
    found = metered.decided("api-tests")
    assert (found["choice"], found["runner"], found["minutes"]) == ("move", "self-hosted", 0)


def test_a_ledger_that_cannot_be_read_is_told_and_nothing_waits(metered: Metered) -> None:
    (metered.folder / "minutes.sqlite").write_bytes(b"no ledger")
    found = metered.planned()
    assert any("the minutes left are unknown" in note for note in found["notes"])
    assert metered.decided("ios")["choice"] == "run"
