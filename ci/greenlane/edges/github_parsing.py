"""Runs, jobs, artifacts, caches, repositories and runners, from GitHub's JSON into our types."""

from __future__ import annotations

from greenlane.edges.github_answers import Fields
from greenlane.model.bill import Artifact, CacheUse
from greenlane.model.github import Runner, SeenRepository
from greenlane.model.jobs import SeenJob, SeenRun


def repository_of(fields: Fields) -> SeenRepository:
    """`GET /repos/owner/name`."""
    owner = fields.object_or_none("owner")
    kind = owner.text_or("type") if owner else ""
    return SeenRepository(
        name=fields.text("full_name"),
        is_private=fields.flag("private"),
        default_branch=fields.text("default_branch"),
        is_organization={"Organization": True, "User": False}.get(kind),
    )


def run_of(fields: Fields, repository: str) -> SeenRun:
    """A workflow run. repository: as it was asked for, which stays the same when it is renamed.

    An absent attempt is the first: the field came with re-runs. A null status is "", which is open.
    """
    owner = fields.object_or_none("repository")
    actor = fields.object_or_none("actor")
    return SeenRun(
        repository=repository,
        run_id=fields.number("id"),
        attempt=_attempt(fields),
        workflow_id=fields.number("workflow_id"),
        path=fields.text("path").partition("@")[0],
        workflow=fields.text_or("name"),
        event=fields.text("event"),
        branch=fields.text_or("head_branch"),
        actor=actor.text_or("login") if actor else "",
        commit=fields.text("head_sha"),
        status=fields.text_or("status"),
        conclusion=fields.text_or("conclusion") or None,
        is_private=owner.flag("private") if owner and owner.content.get("private") is not None else None,
        created_at=fields.time("created_at"),
        started_at=fields.time_or_none("run_started_at"),
        updated_at=fields.time("updated_at"),
    )


def job_of(fields: Fields, run_id: int) -> SeenJob:
    """A job of one attempt. Queued jobs may lack every time; skipped ones have no runner.

    Raises OutsideError for a job of another run: it would be counted there as well.
    """
    if fields.number("run_id") != run_id:
        raise fields.wrong("run_id", str(run_id), str(fields.number("run_id")))
    return SeenJob(
        job_id=fields.number("id"),
        run_id=run_id,
        attempt=_attempt(fields),
        name=fields.text("name"),
        status=fields.text("status"),
        conclusion=fields.text_or("conclusion") or None,
        created_at=fields.time_or_none("created_at"),
        started_at=fields.time_or_none("started_at"),
        completed_at=fields.time_or_none("completed_at"),
        labels=fields.texts("labels"),
        runner_id=fields.number_or_none("runner_id"),
        runner_name=fields.text_or("runner_name"),
        runner_group_id=fields.number_or_none("runner_group_id"),
        runner_group=fields.text_or("runner_group_name"),
        steps=fields.length_or_none("steps"),
    )


def message_of(fields: Fields) -> str:
    """An annotation of a check run: its title, if it has one, and its message."""
    parts = (fields.text_or("title").strip(), fields.text_or("message").strip())
    return ": ".join(part for part in parts if part)


def artifact_of(fields: Fields, repository: str, seen_at: int) -> Artifact:
    """An artifact; one that is expired takes no storage any more. A missing creation counts from now on."""
    expires_at = fields.time_or_none("expires_at")
    created_at = fields.time_or_none("created_at")
    gone_at = None
    if fields.flag("expired"):
        gone_at = seen_at if expires_at is None else min(expires_at, seen_at)
    return Artifact(
        repository=repository,
        artifact_id=fields.number("id"),
        name=fields.text("name"),
        size_bytes=fields.count("size_in_bytes"),
        created_at=seen_at if created_at is None else created_at,
        expires_at=expires_at,
        seen_at=seen_at,
        gone_at=gone_at,
    )


def cache_use_of(fields: Fields, repository: str, taken_at: int) -> CacheUse:
    """What `actions/cache/usage` says."""
    return CacheUse(
        repository=repository,
        taken_at=taken_at,
        size_bytes=fields.count("active_caches_size_in_bytes"),
        caches=fields.count("active_caches_count"),
    )


def runner_of(fields: Fields) -> Runner:
    """A self-hosted runner; its labels in lower case, as GitHub compares them."""
    return Runner(
        runner_id=fields.number("id"),
        name=fields.text("name"),
        status=fields.text("status"),
        is_busy=fields.flag("busy"),
        labels=frozenset(label.text("name").lower() for label in fields.objects("labels")),
    )


def _attempt(fields: Fields) -> int:
    """From 1. Raises OutsideError for 0 and below."""
    attempt = fields.number_or_none("run_attempt")
    if attempt is not None and attempt < 1:
        raise fields.wrong("run_attempt", "a whole number from 1 on", str(attempt))
    return 1 if attempt is None else attempt
