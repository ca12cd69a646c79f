"""How GitHub writes runs, jobs and the rest down: the fields its description requires, and ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.standins.actions_jobs import Job
from tests.standins.actions_world import Repo, Run

MINIMAL_URLS = (
    "archive assignees blobs branches collaborators comments commits compare contents contributors"
    " deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events"
    " issues keys labels languages merges milestones notifications pulls releases stargazers statuses"
    " subscribers subscription tags teams trees"
)
USER_URLS = (
    "avatar events followers following gists html organizations received_events repos starred subscriptions"
)
COUNTS = (
    "forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count"
    " network_count subscribers_count"
)


def iso(seconds: int | None) -> str | None:
    """A time as GitHub writes it."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user(base: str, login: str) -> dict[str, Any]:
    url = f"{base}/users/{login}"
    urls = {f"{name}_url": f"{url}/{name}" for name in USER_URLS.split()}
    return urls | {
        "login": login,
        "id": 7,
        "node_id": "U_7",
        "gravatar_id": "",
        "url": url,
        "type": "User",
        "site_admin": False,
    }


def repository(base: str, repo: Repo) -> dict[str, Any]:
    """A repository as it stands within a run."""
    owner, _, name = repo.name.partition("/")
    url = f"{base}/repos/{repo.name}"
    urls = {f"{one}_url": f"{url}/{one}" for one in MINIMAL_URLS.split()}
    return urls | {
        "id": repo.number,
        "node_id": f"R_{repo.number}",
        "name": name,
        "full_name": repo.name,
        "owner": user(base, owner),
        "private": repo.private,
        "html_url": f"{base}/{repo.name}",
        "description": None,
        "fork": False,
        "url": url,
    }


def fork_of(base: str, repo: Repo, name: str) -> dict[str, Any]:
    """Another repository, as it stands within a run of this one."""
    return repository(base, replace(repo, name=name, number=repo.number + 5000)) | {"fork": True}


def full_repository(base: str, repo: Repo) -> dict[str, Any]:
    """A repository as it is asked for by its name."""
    url, day = f"{base}/repos/{repo.name}", iso(repo.world.now)
    has = dict.fromkeys(("issues", "projects", "wiki", "pages", "discussions"), True)
    return (
        repository(base, repo)
        | {f"{name}_url": f"{url}/{name}" for name in ("clone", "git", "ssh", "svn")}
        | {f"has_{name}": value for name, value in has.items()}
        | dict.fromkeys(COUNTS.split(), 0)
        | {
            "mirror_url": None,
            "homepage": None,
            "language": None,
            "license": None,
            "default_branch": repo.default_branch,
        }
        | {"archived": False, "disabled": False, "visibility": "private" if repo.private else "public"}
        | {"pushed_at": day, "created_at": day, "updated_at": day}
    )


def run(base: str, repo: Repo, within: dict[str, Any], one: Run) -> dict[str, Any]:
    """A run. within: its repository, which every run carries twice."""
    url = f"{base}/repos/{repo.name}/actions/runs/{one.run_id}"
    urls = ("jobs", "logs", "artifacts", "cancel", "rerun")
    workflow_id = sum(one.path.encode())
    author = {"name": one.actor, "email": f"{one.actor}@example.com"}
    commit = {"id": one.commit, "tree_id": one.commit, "message": "work", "timestamp": iso(one.created_at)}
    return {f"{name}_url": f"{url}/{name}" for name in urls} | {
        "id": one.run_id,
        "name": one.workflow,
        "node_id": f"WFR_{one.run_id}",
        "head_branch": one.branch,
        "head_sha": one.commit,
        "path": one.path,
        "display_title": "work",
        "run_number": one.number,
        "run_attempt": one.attempt,
        "event": one.event,
        "status": one.status,
        "conclusion": one.conclusion,
        "workflow_id": workflow_id,
        "check_suite_id": one.run_id + 1,
        "check_suite_url": f"{base}/repos/{repo.name}/check-suites/{one.run_id + 1}",
        "url": url,
        "html_url": url,
        "pull_requests": [],
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "run_started_at": iso(one.started_at),
        "actor": user(base, one.actor),
        "triggering_actor": user(base, one.actor),
        "workflow_url": f"{base}/repos/{repo.name}/actions/workflows/{workflow_id}",
        "head_commit": commit | {"author": author, "committer": author},
        "repository": within,
        "head_repository": fork_of(base, repo, one.fork) if one.fork else within,
    }


def step(number: int, one: Job) -> dict[str, Any]:
    """A step of a job; GitHub's times of steps are not ours to invent."""
    return {
        "name": f"step {number}",
        "number": number,
        "status": "completed" if one.completed_at is not None else "in_progress",
        "conclusion": one.conclusion,
        "started_at": iso(one.started_at),
        "completed_at": iso(one.completed_at),
    }


def job(base: str, repo: Repo, of: Run, one: Job) -> dict[str, Any]:
    url = f"{base}/repos/{repo.name}"
    return {
        "id": one.job_id,
        "run_id": of.run_id,
        "run_url": f"{url}/actions/runs/{of.run_id}",
        "run_attempt": one.attempt,
        "node_id": f"CR_{one.job_id}",
        "head_sha": of.commit,
        "head_branch": of.branch,
        "workflow_name": of.workflow,
        "url": f"{url}/actions/jobs/{one.job_id}",
        "html_url": f"{url}/actions/runs/{of.run_id}/job/{one.job_id}",
        "check_run_url": f"{url}/check-runs/{one.job_id}",
        "status": one.status,
        "conclusion": one.conclusion if one.status == "completed" else None,
        "created_at": iso(one.created_at),
        "started_at": iso(one.started_at),
        "completed_at": iso(one.completed_at),
        "name": one.name,
        "steps": [step(number, one) for number in range(1, one.steps + 1)],
        "labels": list(one.labels),
        "runner_id": one.runner_id,
        "runner_name": one.runner_name,
        "runner_group_id": one.runner_group_id,
        "runner_group_name": one.runner_group,
    }


def annotation(base: str, message: str) -> dict[str, Any]:
    """What a check run says, as GitHub Actions itself does: about no file of the repository."""
    return {
        "path": ".github",
        "blob_href": f"{base}/blob",
        "start_line": 1,
        "start_column": None,
        "end_line": 1,
        "end_column": None,
        "annotation_level": "failure",
        "title": "",
        "message": message,
        "raw_details": "",
    }


def runner(one: dict[str, Any]) -> dict[str, Any]:
    names = [{"id": number, "name": name, "type": "custom"} for number, name in enumerate(one["labels"])]
    return one | {"os": "linux", "labels": names}


def issue(base: str, repo: Repo, one: dict[str, Any]) -> dict[str, Any]:
    url = f"{base}/repos/{repo.name}/issues/{one['number']}"
    urls = {f"{name}_url": f"{url}/{name}" for name in ("comments", "events", "labels")}
    labels = [{"id": number, "name": name} for number, name in enumerate(one["labels"])]
    return (
        urls
        | {"assignee": None, "milestone": None, "locked": False, "comments": 0, "closed_at": None}
        | one
        | {"labels": labels, "user": user(base, "github-actions[bot]"), "url": url, "html_url": url}
        | {"repository_url": f"{base}/repos/{repo.name}"}
    )


def comment(base: str, repo: Repo, one: dict[str, Any]) -> dict[str, Any]:
    url = f"{base}/repos/{repo.name}/issues/comments/{one['id']}"
    times = dict.fromkeys(("created_at", "updated_at"), "2026-11-01T00:00:00Z")
    author = {"user": user(base, "github-actions[bot]"), "author_association": "NONE"}
    return (
        {"node_id": f"IC_{one['id']}", "url": url, "html_url": url, "issue_url": url} | times | author | one
    )
