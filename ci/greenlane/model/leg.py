"""What became of a leg of a plan, job by job."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from greenlane.model.frozen import frozen

SCHEMA = 1


class Ending(StrEnum):
    """How a job ended, in GitHub's words. A skipped one needs another that did not succeed."""

    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


@frozen
class JobResult:
    """One job's.

    seconds: from its first command to its last. tests: how many ran, by its JUnit files; None when there are
    none. exit: of its last command, 128 + N for signal N; None when none ended. reports: the files that it
    left, by path from the repository's root, with their SHA-256. reason: why it is no success, "" for one.
    """

    result: Ending
    seconds: float
    tests: int | None
    exit: int | None
    reports: Mapping[str, str]
    reason: str


@frozen
class LegResult:
    """plan: SHA-256 of the plan's file. jobs: those that have ended so far, in their order."""

    leg: str
    commit: str
    plan: str
    jobs: Mapping[str, JobResult]
    schema: int = SCHEMA
