"""Which answer belongs to which address at the stand-in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tests.standins import actions_artifacts, actions_bill, actions_commits, actions_shapes
from tests.standins.actions_pages import Answer, Asked, filtered, page
from tests.standins.actions_world import Repo, Run, World

GONE = {"message": "This endpoint has been moved."}


def not_found() -> Answer:
    return Answer(404, {"message": "Not Found", "status": "404"})


def answer(world: World, asked: Asked) -> Answer:
    """What GitHub would say."""
    match asked.parts:
        case ["repos", owner, name, *rest]:
            repo = world.repositories.get(f"{owner}/{name}")
            return of_repository(repo, asked, rest) if repo else not_found()
        case ["orgs", account, "actions", "runners"]:
            held = world.organization_runners.get(account, [])
            return page(asked, held, "runners", actions_shapes.runner)
        case ["orgs" | "users" | "organizations", _, "settings", "billing", "actions" | "shared-storage"]:
            return Answer(410, GONE)
        case ["organizations" | "users" as kind, account, "settings", "billing", "usage", *summary]:
            return of_bill(world, asked, kind, account, summary)
        case ["rate_limit"]:
            one = limits(world)
            return Answer(200, {"resources": {"core": one, "search": one}, "rate": one})
    return not_found()


def limits(world: World) -> dict[str, int]:
    left = max(0, world.limit - world.used)
    return {"limit": world.limit, "used": world.used, "remaining": left, "reset": world.reset_at}


def of_bill(world: World, asked: Asked, kind: str, account: str, summary: Sequence[str]) -> Answer:
    if world.billing != 200:
        return Answer(world.billing, {"message": "Not Found" if world.billing == 404 else "Forbidden"})
    if (kind == "organizations") != (account in world.organizations):
        return not_found()
    made = actions_bill.summary if summary else actions_bill.report
    return Answer(200, made(world, account, asked.query))


def of_repository(repo: Repo, asked: Asked, rest: Sequence[str]) -> Answer:
    base = asked.base
    match asked.method, [*rest]:
        case "GET", []:
            return Answer(200, actions_shapes.full_repository(base, repo))
        case "GET", ["actions", "runs", *more]:
            return of_runs(repo, asked, more)
        case "GET", ["check-runs", number, "annotations"]:
            said = [text for job in repo.jobs_of(int(number)) for text in job.annotations]
            return page(asked, said, "", partial(actions_shapes.annotation, base))
        case "GET", ["actions", "artifacts", *more]:
            return actions_artifacts.artifacts(repo, asked, more)
        case "GET", ["branches", name]:
            return actions_commits.branch(repo, asked, name)
        case "GET", ["compare", ends]:
            return actions_commits.compared(repo, asked, ends)
        case "GET", ["actions", "cache", "usage"]:
            use = {"active_caches_size_in_bytes": repo.cache_bytes, "active_caches_count": repo.caches}
            return Answer(200, {"full_name": repo.name} | use)
        case "GET", ["actions", "runners"]:
            return page(asked, repo.runners, "runners", actions_shapes.runner)
        case _, ["issues", "comments", number]:
            return of_comments(repo, asked, "", number)
        case _, ["issues", issue, "comments"] if issue in repo.comments:
            return of_comments(repo, asked, issue, "")
        case _, ["issues", *number]:
            return of_issues(repo, asked, number)
    return not_found()


def of_runs(repo: Repo, asked: Asked, rest: Sequence[str]) -> Answer:
    within = actions_shapes.repository(asked.base, repo)
    if not rest:
        runs = sorted(filtered(repo.runs, asked.query), key=lambda run: (-run.created_at, -run.run_id))
        return page(asked, runs, "workflow_runs", partial(actions_shapes.run, asked.base, repo, within))
    run = next((one for one in repo.runs if str(one.run_id) == rest[0]), None)
    if run is None:
        return not_found()
    match rest[1:]:
        case []:
            return Answer(200, actions_shapes.run(asked.base, repo, within, run))
        case ["jobs"]:
            jobs = run.jobs if asked.query.get("filter") == "all" else run.latest()
        case ["attempts", number] if any(str(job.attempt) == number for job in run.jobs):
            shown = attempt(run, int(number))
            return Answer(200, actions_shapes.run(asked.base, repo, within, shown))
        case ["attempts", number, "jobs"]:
            jobs = [job for job in run.jobs if str(job.attempt) == number]
        case _:
            return not_found()
    newest = sorted(jobs, key=lambda job: -job.attempt)
    return page(asked, newest, "jobs", partial(actions_shapes.job, asked.base, repo, run))


def attempt(run: Run, number: int) -> Run:
    """A run as it was in an attempt."""
    begun = min(job.created_at for job in run.jobs if job.attempt == number)
    return replace(run, attempt=number, started_at=begun)


def of_issues(repo: Repo, asked: Asked, rest: Sequence[str]) -> Answer:
    shape = partial(actions_shapes.issue, asked.base, repo)
    if asked.method == "GET" and not rest:
        state, wanted = asked.query.get("state", "open"), asked.query.get("labels", "")
        labels = {label for label in wanted.split(",") if label}
        found = [one for one in repo.issues if state in ("all", one["state"]) and labels <= {*one["labels"]}]
        return page(asked, sorted(found, key=lambda one: -one["number"]), "", shape)
    if asked.method == "POST" and not rest:
        repo.issues.append(new_issue(repo, json.loads(asked.body)))
        return Answer(201, shape(repo.issues[-1]))
    one = next((issue for issue in repo.issues if [str(issue["number"])] == list(rest)), None)
    if one is None or asked.method not in ("GET", "PATCH"):
        return not_found()
    if asked.method == "PATCH":
        one |= json.loads(asked.body) | {"updated_at": actions_shapes.iso(repo.world.now)}
        one["closed_at"] = one["updated_at"] if one["state"] == "closed" else None
    return Answer(200, shape(one))


def of_comments(repo: Repo, asked: Asked, issue: str, number: str) -> Answer:
    """Of a pull request that there is; by the number of one, only changing it."""
    shape = partial(actions_shapes.comment, asked.base, repo)
    if number:
        found = [one for ones in repo.comments.values() for one in ones if str(one["id"]) == number]
        if asked.method != "PATCH" or not found:
            return not_found()
        found[0] |= json.loads(asked.body)
        return Answer(200, shape(found[0]))
    if asked.method == "POST":
        repo.comments[issue].append(json.loads(asked.body) | {"id": repo.world.next_number()})
        return Answer(201, shape(repo.comments[issue][-1]))
    return page(asked, repo.comments[issue], "", shape)


def new_issue(repo: Repo, content: dict[str, Any]) -> dict[str, Any]:
    number, now = len(repo.issues) + 1, actions_shapes.iso(repo.world.now)
    ids = {"id": repo.world.next_number(), "number": number, "node_id": f"I_{number}"}
    times = {"created_at": now, "updated_at": now}
    return {"labels": [], "body": None} | content | ids | times | {"state": "open"}
