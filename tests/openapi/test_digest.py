"""Whatever the description allows GitHub to answer, the client reads it or says that it cannot.

Nothing else is raised, nothing is counted twice, and what is unknown stays unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.edges.github_actions import Actions
from greenlane.minutes.counting import count_run
from greenlane.minutes.ledger import open_ledger
from greenlane.model.bill import UsageItem
from greenlane.model.errors import OutsideError
from greenlane.model.jobs import SeenJob, SeenRun
from tests.examples import examples
from tests.openapi.description import Description
from tests.openapi.made import values
from tests.standins.github_samples import run as sample_run
from tests.standins.patience import client_of
from tests.standins.scripted import Reply, Script, scripted

APP = "octo/app"
REPO = "/repos/{owner}/{repo}"
JOBS = f"{REPO}/actions/runs/{{run_id}}/jobs"
RUNS = f"{REPO}/actions/runs"
BILL = "/organizations/{org}/settings/billing/usage"
RUN_ID = 11
MONTH = (2026, 10)
EMPTY = {"total_count": 0, "jobs": [], "workflow_runs": [], "artifacts": [], "runners": [], "usageItems": []}
ENDPOINTS: dict[str, Callable[[Actions], Any]] = {
    REPO: lambda actions: actions.repository(APP),
    RUNS: lambda actions: list(actions.runs(APP)),
    f"{RUNS}/{{run_id}}": lambda actions: actions.run(APP, RUN_ID),
    JOBS: lambda actions: actions.jobs(APP, RUN_ID),
    f"{REPO}/check-runs/{{check_run_id}}/annotations": lambda actions: actions.annotations(APP, 1),
    f"{REPO}/actions/artifacts": lambda actions: actions.artifacts(APP, 1),
    f"{REPO}/actions/cache/usage": lambda actions: actions.cache_usage(APP, 1),
    f"{REPO}/actions/runners": lambda actions: actions.runners(APP),
    "/orgs/{org}/actions/runners": lambda actions: actions.runners("octo"),
    BILL: lambda actions: actions.usage("octo", *MONTH),
    "/users/{username}/settings/billing/usage": lambda actions: actions.usage("octo", *MONTH),
    f"{BILL}/summary": lambda actions: actions.usage_summary("octo", *MONTH),
    "/users/{username}/settings/billing/usage/summary": lambda actions: actions.usage_summary("octo", *MONTH),
}
CALM = settings(
    max_examples=examples(60),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


def settled(answer: Any) -> Any:
    """The same as GitHub would say it: counted, of the run and the month that were asked for, not below 0."""
    if not isinstance(answer, dict):
        return answer
    for key in ("jobs", "workflow_runs", "artifacts", "runners", "usageItems"):
        if key in answer:
            answer |= {key: [settled_item(item) for item in answer[key]], "total_count": len(answer[key])}
    if "timePeriod" in answer:
        answer["timePeriod"] |= {"year": MONTH[0], "month": MONTH[1]}
    return settled_item(answer)


def settled_item(item: dict[str, Any]) -> dict[str, Any]:
    known = {"run_id": RUN_ID, "date": "2026-10-02"}
    for name, value in item.items():
        if name in known:
            item[name] = known[name]
        elif isinstance(value, float):
            item[name] = value % 10**6
        elif name.endswith("_in_bytes") or name in ("active_caches_count", "run_attempt"):
            item[name] = abs(value) % 2**63 or 1
    return item


def made(described: Description, path: str) -> st.SearchStrategy[Any]:
    schema = described.answer(path)
    return values(schema, schema)


def digest(script: Script, path: str, *answers: Any) -> Any:
    """What the client makes of these answers, one after the other."""
    script.replies[:] = [answer if isinstance(answer, Reply) else Reply(answer) for answer in answers]
    return ENDPOINTS[path](Actions(client_of(script.url)))


def read_or_none(read: Callable[[], Any]) -> Any:
    """None for what was refused."""
    try:
        return read()
    except OutsideError:
        return None


@pytest.mark.parametrize("path", ENDPOINTS)
def test_an_answer_is_read_or_refused_and_mostly_read(
    described: Description, script: Script, path: str
) -> None:
    """As it comes, which is anything, and as GitHub would say it."""
    tally: Counter[bool] = Counter()

    @CALM
    @given(made(described, path))
    def try_one(answer: Any) -> None:
        read_or_none(lambda: digest(script, path, *[answer, EMPTY] * 3))
        tally[read_or_none(lambda: digest(script, path, settled(answer))) is not None] += 1

    try_one()
    assert tally[True] > tally[False]


def test_jobs_are_there_once_and_what_is_unknown_stays_unknown(
    described: Description, script: Script
) -> None:
    """Some jobs stand on both pages, as when the list shifts while it is read."""
    tally: Counter[bool] = Counter()

    @CALM
    @given(made(described, JOBS).map(settled), st.integers(0, 3), st.integers(0, 3))
    def try_one(answer: Any, first: int, second: int) -> None:
        rows = {row["id"]: row for row in answer["jobs"]}
        listed, start = list(rows.values()), min(first, second)
        pages = [{"total_count": len(listed), "jobs": part} for part in (listed[:second], listed[start:])]
        link = {"Link": f'<{script.url}/2>; rel="next"'}
        found = read_or_none(lambda: digest(script, JOBS, Reply(pages[0], headers=link), pages[1]))
        tally[found is not None] += 1
        if found is not None:
            assert [job.job_id for job in found] == list(rows)
            assert all(is_true_to(job, rows[job.job_id]) for job in found)

    try_one()
    assert tally[True] > tally[False]


def is_true_to(job: SeenJob, row: dict[str, Any]) -> bool:
    """Whether nothing was made up for what the row does not say."""
    knows = {
        "conclusion": job.conclusion is not None,
        "completed_at": job.completed_at is not None,
        "runner_id": job.runner_id is not None,
        "runner_group_id": job.runner_group_id is not None,
        "steps": job.steps is not None,
    }
    return all(known == (row.get(name) is not None and row[name] != "") for name, known in knows.items())


def test_a_count_is_the_same_however_often_the_jobs_are_read(
    described: Description, script: Script, tmp_path: Path
) -> None:
    """Through counting and the ledger: what is booked is what the distinct jobs count, no more."""
    ledger = open_ledger(tmp_path / "minutes.sqlite")
    script.replies[:] = [Reply(sample_run(run_attempt=1))]
    run = Actions(client_of(script.url)).run(APP, RUN_ID)
    assert run is not None

    @CALM
    @given(made(described, JOBS).map(settled))
    def try_one(answer: Any) -> None:
        jobs = read_or_none(lambda: digest(script, JOBS, answer))
        if jobs is None:
            return
        counts = count_run(run, jobs)
        for _ in range(2):
            with ledger.writing() as writer:
                writer.put_run(run)
                writer.put_jobs(run, jobs, counts)
        booked = ledger.booked(date.min, date.max)
        assert sum(one.minutes for one in booked) == sum(billed(run, jobs))

    with ledger:
        try_one()


def billed(run: SeenRun, jobs: tuple[SeenJob, ...]) -> list[int]:
    """The minutes of each job that has ended."""
    return [count.minutes for count in count_run(run, jobs) if count.minutes is not None]


def test_runs_say_of_themselves_what_github_said(described: Description, script: Script) -> None:
    @CALM
    @given(made(described, RUNS).map(settled))
    def try_one(answer: Any) -> None:
        pages = read_or_none(lambda: digest(script, RUNS, answer))
        if pages is None:
            return
        for run, row in zip(pages[0].items, answer["workflow_runs"], strict=True):
            assert run.run_id == row["id"]
            assert run.is_private is row["repository"]["private"]
            assert (run.conclusion is None) == (not row["conclusion"])
            assert run.is_open == (row["status"] != "completed")

    try_one()


@pytest.mark.parametrize("version", ["described", "corrected"])
def test_the_bill_comes_to_the_sum_of_its_rows(
    request: pytest.FixtureRequest, script: Script, version: str
) -> None:
    description: Description = request.getfixturevalue(version)
    moments = st.sampled_from(["2026-09-30T23:59:59Z", "2026-10-01", "2026-10-31T00:00:00Z", "2026-11-01"])

    @CALM
    @given(made(description, BILL), moments)
    def try_one(answer: Any, moment: str) -> None:
        rows = [row | {"date": moment} for row in settled(answer).get("usageItems", [])]
        read = read_or_none(lambda: digest(script, BILL, answer | {"usageItems": rows}))
        if read is not None:
            expected = [Decimal(str(row["quantity"])) for row in rows if moment.startswith("2026-10")]
            assert [row.gross for row in read.items] == expected
            assert all(is_split(row) for row in read.items)

    try_one()


def is_split(row: UsageItem) -> bool:
    """Whether what is paid and what is not come to the whole, but for the 28th digit."""
    largest = max(abs(row.gross), abs(row.net), abs(row.discount))
    return abs(row.gross - row.net - row.discount) <= largest * Decimal("1e-26")


def test_an_answer_without_its_list_is_never_an_empty_list(described: Description, script: Script) -> None:
    """The description lets a bill come without rows at all."""

    @CALM
    @given(made(described, BILL))
    def try_one(answer: Any) -> None:
        answer.pop("usageItems", None)
        with pytest.raises(OutsideError, match="usageItems: expected a list; got nothing"):
            digest(script, BILL, answer)

    try_one()
