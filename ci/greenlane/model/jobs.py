"""What GitHub said of runs and jobs, and what they count. Times are Unix seconds, UTC; None is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction


class Machine(StrEnum):
    """What a minute is priced by. LARGER never uses included minutes; UNKNOWN counts as the worst until
    known."""

    LINUX = "linux"
    LINUX_SLIM = "linux-slim"
    LINUX_ARM = "linux-arm"
    WINDOWS = "windows"
    WINDOWS_ARM = "windows-arm"
    MACOS = "macos"
    LARGER = "larger"
    SELF_HOSTED = "self-hosted"
    UNKNOWN = "unknown"


class Free(StrEnum):
    """Why a job costs nothing."""

    SKIPPED = "skipped"
    NO_RUNNER = "never got a runner"
    SELF_HOSTED = "self-hosted"
    PUBLIC = "public repository"
    PAGES = "GitHub Pages"
    DEPENDABOT = "Dependabot"
    COPILOT = "Copilot review"
    COPY = "copy of a job of an earlier attempt"
    BLOCKED = "blocked by the quota"
    NO_TIME = "no time passed"


@dataclass(frozen=True)
class SeenRun:
    """A workflow run as it was last listed.

    attempt: the latest, from 1. path: of the workflow file, such as .github/workflows/ci.yml, without a ref.
    created_at: of the first attempt; started_at: of the latest one. is_private: the repository, at that time.
    conclusion: None while it runs.
    """

    repository: str
    run_id: int
    attempt: int
    workflow_id: int
    path: str
    workflow: str
    event: str
    branch: str
    actor: str
    commit: str
    status: str
    conclusion: str | None
    is_private: bool | None
    created_at: int
    started_at: int | None
    updated_at: int

    @property
    def is_open(self) -> bool:
        """Whether it may still change by itself."""
        return self.status != "completed"

    @property
    def version(self) -> str:
        """Changes whenever its jobs may have."""
        return f"{self.attempt}:{self.updated_at}:{self.status}:{self.conclusion}"


@dataclass(frozen=True)
class SeenJob:
    """A job of one attempt, as GitHub lists it. steps: how many it has, None when that is not said.

    runner_id 0 or None and an empty runner_name: it never got one.
    """

    job_id: int
    run_id: int
    attempt: int
    name: str
    status: str
    conclusion: str | None
    created_at: int | None
    started_at: int | None
    completed_at: int | None
    labels: tuple[str, ...] = ()
    runner_id: int | None = None
    runner_name: str = ""
    runner_group_id: int | None = None
    runner_group: str = ""
    steps: int | None = None
    annotation: str = ""
    """What the check run says of a job that failed without a step; "" when nobody asked or it says
    nothing."""


@dataclass(frozen=True)
class Count:
    """What one job counts.

    duration_s: from start to end, clamped at 0; None while it runs or when a time is missing.
    minutes: whole ones, rounded up, before any law; 0 when `free`. None: unknown, because it still runs.
    oddity: what was wrong with its times, in words, "" for nothing.
    """

    machine: Machine | None
    duration_s: int | None
    minutes: int | None
    free: Free | None = None
    oddity: str = ""


@dataclass(frozen=True)
class LedgerJob:
    """A job with its run and its count: a row of the ledger."""

    run: SeenRun
    job: SeenJob
    count: Count

    @property
    def day(self) -> date | None:
        """The UTC day it is booked on: the one on which it ended."""
        return day_of(self.job.completed_at) if self.job.completed_at is not None else None


@dataclass(frozen=True)
class Booked:
    """What one UTC day of one repository came to on one kind of machine.

    minutes: billed, raw (before a law). duration_s: of those jobs. jobs: how many of them billed something.
    """

    day: date
    repository: str
    machine: Machine
    minutes: int
    duration_s: int
    jobs: int


@dataclass(frozen=True)
class Spent:
    """What a group of jobs came to. keys: its values, in the order of the dimensions that were asked for."""

    keys: tuple[str, ...]
    jobs: int
    minutes: int
    duration_s: int
    weighed: Fraction = Fraction(0)

    @property
    def rounding_minutes(self) -> float:
        """What rounding up added, in minutes."""
        return self.minutes - self.duration_s / 60


def day_of(seconds: int) -> date:
    """The UTC day of a Unix time."""
    return datetime.fromtimestamp(seconds, UTC).date()
