"""How minutes are counted by someone who reads the API's fields at their word: the tests hold it to be wrong.

It is ours, written for these tests after the mistakes that the traps describe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from greenlane.edges.github_client import Client
from greenlane.model.bill import UsageItem
from greenlane.model.jobs import SeenJob, SeenRun

MULTIPLIERS = {"linux": 1, "ubuntu": 1, "windows": 2, "macos": 10}


def minutes(jobs: Sequence[SeenJob]) -> float:
    """The sum over every job listed, by its labels, from its creation to its end."""
    return sum(_seconds(job) * _multiplier(job) for job in jobs) / 60


def minutes_of_latest(jobs: Sequence[SeenJob]) -> float:
    """As `filter=latest` would have it: the jobs of the last attempt."""
    last = max(job.attempt for job in jobs)
    return sum(_seconds(job) for job in jobs if job.attempt == last) / 60


def minutes_without_repeats(jobs: Sequence[SeenJob]) -> float:
    """Copies taken out by name alone."""
    return sum(_seconds(job) for job in {job.name: job for job in jobs}.values()) / 60


def is_hosted(job: SeenJob) -> bool:
    return any(system in label for label in job.labels for system in MULTIPLIERS)


def is_free(run: SeenRun) -> bool:
    is_githubs = run.path.startswith("dynamic/") or "pages" in run.path
    return not run.is_private or run.actor == "dependabot[bot]" or is_githubs


def is_failed_test(job: SeenJob) -> bool:
    return job.conclusion == "failure"


def bill_total(answer: Mapping[str, Sequence[UsageItem]] | None) -> float:
    """What could not be read counts as nothing."""
    return float(sum(item.gross for item in (answer or {}).get("usageItems", ())))


def is_larger(sku: str) -> bool:
    return "core" in sku.lower()


def first_page(client: Client, path: str, key: str, **query: str) -> list[Any]:
    """One page of a list."""
    return list(client.get(path, {"per_page": "100", **query}).content[key])


def pages_of(client: Client, path: str, key: str, **query: str) -> list[Any]:
    """Pages until an empty one, whatever the list says that it counts."""
    found: list[Any] = []
    while page := first_page(client, path, key, page=str(len(found) // 100 + 1), **query):
        found += page
    return found


def day_of(seconds: int) -> str:
    """By the clock on the wall."""
    return datetime.fromtimestamp(seconds).date().isoformat()


def _seconds(job: SeenJob) -> int:
    return (job.completed_at or 0) - (job.created_at or 0)


def _multiplier(job: SeenJob) -> int:
    return next((MULTIPLIERS[name] for label in job.labels for name in MULTIPLIERS if name in label), 1)
