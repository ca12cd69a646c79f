"""The stand-in for GitHub's Actions says what GitHub says, and fails as it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.standins.actions import World, at, broken, changing, cut, secondary, serving, skipped, work

DAY = at("2026-11-20")


@pytest.fixture
def world() -> World:
    made = World(now=DAY + 43200)
    made.repository("octo-org/app")
    return made


@pytest.fixture
def runs(world: World) -> Iterator[str]:
    with serving(world) as url:
        yield f"{url}/repos/octo-org/app/actions/runs"


def numbers(answer: requests.Response) -> list[int]:
    return [run["id"] for run in answer.json()["workflow_runs"]]


def test_a_rerun_lists_passed_jobs_again_under_new_ids_with_their_old_times(world: World, runs: str) -> None:
    app = world.repositories["octo-org/app"]
    run = app.run("CI", work("unit", 125), work("lint", 30, "failure"), begins=DAY)
    app.rerun(run, begins=DAY + 3600)
    everything = requests.get(f"{runs}/{run.run_id}/jobs?filter=all", timeout=5).json()
    latest = requests.get(f"{runs}/{run.run_id}/jobs", timeout=5).json()
    assert everything["total_count"] == 4
    assert [job["run_attempt"] for job in latest["jobs"]] == [2, 2]
    unit = [job for job in everything["jobs"] if job["name"] == "unit"]
    assert len({job["id"] for job in unit}) == 2
    assert len({(job["started_at"], job["completed_at"], job["runner_name"]) for job in unit}) == 1
    lint = [job for job in everything["jobs"] if job["name"] == "lint"]
    assert [job["conclusion"] for job in lint] == ["success", "failure"]


def test_a_skipped_job_has_no_runner(world: World, runs: str) -> None:
    run = world.repositories["octo-org/app"].run("CI", skipped("deploy"), begins=DAY)
    job = requests.get(f"{runs}/{run.run_id}/jobs", timeout=5).json()["jobs"][0]
    assert (job["conclusion"], job["runner_id"], job["runner_group_name"], job["steps"]) == (
        "skipped",
        None,
        None,
        [],
    )


def test_a_list_is_linked_to_its_end_and_newest_first(world: World, runs: str) -> None:
    made = [world.repositories["octo-org/app"].run(begins=DAY + number).run_id for number in range(5)]
    found, url = [], f"{runs}?per_page=2"
    while url:
        answer = requests.get(url, timeout=5)
        found += numbers(answer)
        url = answer.links.get("next", {}).get("url", "")
    assert found == made[::-1]


def test_a_filtered_list_ends_at_a_thousand_and_counts_all(world: World, runs: str) -> None:
    for number in range(1003):
        world.repositories["octo-org/app"].run(begins=DAY + number)
    last = requests.get(f"{runs}?created=2026-11-20&per_page=100&page=10", timeout=5)
    assert (len(numbers(last)), last.json()["total_count"], "next" in last.links) == (100, 1003, False)
    beyond = requests.get(f"{runs}?created=2026-11-20&per_page=100&page=11", timeout=5)
    assert numbers(beyond) == []
    assert len(numbers(requests.get(f"{runs}?per_page=100&page=11", timeout=5))) == 3


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("2026-11-20", [0, 1, 2]),
        ("2026-11-20T00:00:01Z..2026-11-20T00:00:02Z", [1, 2]),
        ("2026-11-20T00:00:01Z..*", [1, 2, 3]),
        (">=2026-11-20T00:00:02Z", [2, 3]),
        (">2026-11-20", [3]),
        ("<2026-11-21", [0, 1, 2]),
        ("<=2026-11-20T00:00:00Z", [0]),
        ("2026-11-21..2026-11-22", [3]),
    ],
)
def test_a_window_of_creation_includes_both_ends(
    world: World, runs: str, created: str, expected: list[int]
) -> None:
    begins = [DAY, DAY + 1, DAY + 2, DAY + 86400]
    made = [world.repositories["octo-org/app"].run(begins=one).run_id for one in begins]
    found = numbers(requests.get(runs, params={"created": created}, timeout=5))
    assert found == [made[number] for number in reversed(expected)]


def test_an_unchanged_answer_is_a_304_without_links_and_free(world: World, runs: str) -> None:
    for number in range(3):
        world.repositories["octo-org/app"].run(begins=DAY + number)
    first = requests.get(f"{runs}?per_page=2", timeout=5)
    again = requests.get(f"{runs}?per_page=2", headers={"If-None-Match": first.headers["ETag"]}, timeout=5)
    assert (again.status_code, again.content, again.links) == (304, b"", {})
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"] == "4999"


def test_the_primary_limit_refuses_until_it_is_reset(world: World, runs: str) -> None:
    world.limit = 1
    assert requests.get(runs, timeout=5).status_code == 200
    refused = requests.get(runs, timeout=5)
    assert (refused.status_code, refused.headers["x-ratelimit-remaining"]) == (403, "0")
    world.now = int(refused.headers["x-ratelimit-reset"])
    assert requests.get(runs, timeout=5).status_code == 200


def test_faults_strike_where_and_as_often_as_they_are_told(world: World, runs: str) -> None:
    world.faults += [broken("/runs", status=502, skip=1), secondary(retry_after=7)]
    answers = [requests.get(runs, timeout=5) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [403, 502, 200, 200]
    assert answers[0].headers["retry-after"] == "7"


@pytest.mark.parametrize("after_bytes", [0, 5])
def test_a_cut_connection_is_one_for_the_client(world: World, runs: str, after_bytes: int) -> None:
    world.faults.append(cut(after_bytes=after_bytes))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(runs, timeout=5)
    assert world.requests[-1].answered == 0


def test_the_world_changes_between_two_pages(world: World, runs: str) -> None:
    app = world.repositories["octo-org/app"]
    made = [app.run(begins=DAY + number).run_id for number in range(4)]
    world.faults.append(changing("per_page=2", lambda: app.runs.pop()))
    first = requests.get(f"{runs}?per_page=2", timeout=5)
    second = requests.get(first.links["next"]["url"], timeout=5)
    assert numbers(first) + numbers(second) == [made[3], made[2], made[0]]


@pytest.mark.parametrize(
    ("status", "account"), [(200, "octo-org"), (200, "ada"), (404, "octo-org"), (403, "ada")]
)
def test_the_bill_is_given_to_whom_it_belongs(world: World, runs: str, status: int, account: str) -> None:
    world.billing = status
    world.charge(account, "2026-11-02", "Actions Linux", 12.5, price=0.006, repository="app")
    kind = "organizations" if account == "octo-org" else "users"
    other = "users" if kind == "organizations" else "organizations"
    base = runs.partition("/repos")[0]
    tail = f"{account}/settings/billing/usage"
    own = requests.get(f"{base}/{kind}/{tail}?year=2026&month=11", timeout=5)
    assert own.status_code == status
    assert requests.get(f"{base}/{other}/{tail}", timeout=5).status_code != 200
    if status == 200:
        row = requests.get(f"{base}/{kind}/{tail}/summary?year=2026&month=11", timeout=5).json()[
            "usageItems"
        ][0]
        assert (own.json()["usageItems"][0]["sku"], row["sku"]) == ("Actions Linux", "actions_linux")
        assert own.json()["usageItems"][0]["quantity"] == row["grossQuantity"] == 12.5


def test_a_wrong_token_is_told_so(world: World, runs: str) -> None:
    world.token = "the-right-one"
    assert requests.get(runs, headers={"Authorization": "Bearer other"}, timeout=5).status_code == 401
    assert requests.get(runs, headers={"Authorization": "Bearer the-right-one"}, timeout=5).status_code == 200


def test_an_issue_is_made_changed_and_listed_by_its_label(runs: str) -> None:
    issues = runs.replace("actions/runs", "issues")
    made = requests.post(issues, json={"title": "a", "body": "b", "labels": ["minutes"]}, timeout=5).json()
    requests.patch(made["url"], json={"state": "closed", "body": "c"}, timeout=5)
    assert requests.get(issues, params={"labels": "minutes"}, timeout=5).json() == []
    closed = requests.get(issues, params={"labels": "minutes", "state": "closed"}, timeout=5).json()
    assert [(issue["number"], issue["body"]) for issue in closed] == [(1, "c")]
