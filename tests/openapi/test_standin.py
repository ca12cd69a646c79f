"""What the stand-in answers is what GitHub's description says that GitHub answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from tests.openapi.busy_world import APP, MINE, busy_world
from tests.openapi.description import Description
from tests.openapi.schemas import complaints
from tests.standins.actions import World, serving
from tests.standins.actions_commits import head

MONTH = "year=2026&month=11"


@dataclass(frozen=True)
class Site:
    """A world, and where it is served."""

    world: World
    url: str


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    world = busy_world()
    with serving(world) as url:
        yield Site(world, url)


def answered(site: Site, target: str, status: int = 200) -> object:
    """What the stand-in says to a GET."""
    answer = requests.get(f"{site.url}{target}", timeout=30)
    assert answer.status_code == status
    return answer.json()


def wrong(corrected: Description, site: Site, target: str, status: int = 200) -> list[str]:
    """What of an answer is not as described."""
    path = corrected.path_of(target.partition("?")[0])
    assert path is not None, f"GitHub describes no {target}"
    return complaints(answered(site, target, status), corrected.answer(path, str(status)))


def every_run(site: Site, tail: str) -> list[str]:
    return [f"/repos/{APP}/actions/runs/{run.run_id}{tail}" for run in site.world.repositories[APP].runs[:6]]


@pytest.mark.parametrize(
    "target",
    [
        f"/repos/{APP}",
        f"/repos/{MINE}",
        f"/repos/{APP}/actions/runs?per_page=100",
        f"/repos/{APP}/actions/runs?per_page=100&page=2",
        f"/repos/{APP}/actions/runs?created=2026-11-20T10:00:00Z..2026-11-20T10:03:00Z",
        f"/repos/{APP}/actions/runs?created=2020-01-01",
        f"/repos/{APP}/actions/artifacts",
        f"/repos/{APP}/actions/artifacts?name=kept",
        f"/repos/{APP}/branches/main",
        f"/repos/{APP}/actions/cache/usage",
        f"/repos/{APP}/actions/runners",
        "/orgs/octo-org/actions/runners",
        f"/organizations/octo-org/settings/billing/usage?{MONTH}",
        f"/users/ada/settings/billing/usage?{MONTH}",
        f"/organizations/octo-org/settings/billing/usage/summary?{MONTH}",
        f"/users/ada/settings/billing/usage/summary?{MONTH}",
        "/rate_limit",
    ],
)
def test_an_answer_is_as_described(corrected: Description, site: Site, target: str) -> None:
    assert wrong(corrected, site, target) == []


@pytest.mark.parametrize(
    "tail", ["", "/jobs?filter=all", "/jobs?filter=latest", "/attempts/1", "/attempts/1/jobs"]
)
def test_runs_of_every_kind_and_their_jobs_are_as_described(
    corrected: Description, site: Site, tail: str
) -> None:
    assert [wrong(corrected, site, target) for target in every_run(site, tail)] == [[]] * 6


def test_a_comparison_of_commits_is_as_described(corrected: Description, site: Site) -> None:
    app = site.world.repositories[APP]
    ends = [f"{head(app)}...{app.runs[0].commit}", f"{head(app)}...{head(app)}"]
    assert [wrong(corrected, site, f"/repos/{APP}/compare/{one}") for one in ends] == [[], []]


def test_annotations_are_as_described(corrected: Description, site: Site) -> None:
    jobs = [job for run in site.world.repositories[APP].runs for job in run.jobs if job.annotations]
    assert [wrong(corrected, site, f"/repos/{APP}/check-runs/{job.job_id}/annotations") for job in jobs] == [
        []
    ]


def test_an_issue_is_as_described_once_it_is_made_changed_and_closed(
    corrected: Description, site: Site
) -> None:
    url = f"{site.url}/repos/{APP}/issues"
    made = requests.post(url, json={"title": "t", "body": "b", "labels": ["minutes"]}, timeout=30)
    assert made.status_code == 201
    assert wrong(corrected, site, f"/repos/{APP}/issues?state=all&labels=minutes") == []
    requests.patch(f"{url}/{made.json()['number']}", json={"state": "closed"}, timeout=30)
    assert wrong(corrected, site, f"/repos/{APP}/issues/{made.json()['number']}") == []


def test_a_comment_is_as_described_once_it_is_made_and_changed(corrected: Description, site: Site) -> None:
    app = site.world.repositories[APP]
    app.comments["12"] = []
    url = f"{site.url}/repos/{APP}/issues"
    made = requests.post(f"{url}/12/comments", json={"body": "a page"}, timeout=30)
    assert made.status_code == 201
    changed = requests.patch(f"{url}/comments/{made.json()['id']}", json={"body": "renewed"}, timeout=30)
    assert (changed.status_code, app.comments["12"][0]["body"]) == (200, "renewed")
    assert wrong(corrected, site, f"/repos/{APP}/issues/12/comments") == []


def test_a_refusal_is_as_described(corrected: Description, site: Site) -> None:
    assert wrong(corrected, site, "/repos/octo-org/nothing", 404) == []


def test_the_uncorrected_description_would_refuse_real_storage(described: Description, site: Site) -> None:
    """Or else a correction is not needed any more."""
    target = f"/users/ada/settings/billing/usage?{MONTH}"
    found = wrong(described, site, target)
    assert found == ["$.usageItems[2].quantity: 593.86 is not of type 'integer'"]


def test_a_wrong_answer_would_be_seen(corrected: Description, site: Site) -> None:
    schema = corrected.answer("/repos/{owner}/{repo}/actions/runs/{run_id}/jobs")
    jobs = answered(site, every_run(site, "/jobs?filter=all")[0])
    assert isinstance(jobs, dict)
    first = jobs["jobs"][0]
    assert complaints({**jobs, "jobs": [first | {"started_at": "yesterday"}]}, schema)
    assert complaints({**jobs, "jobs": [first | {"runner_id": "1"}]}, schema)
    assert complaints({"jobs": []}, schema)
