"""What GitHub answers beside runs, jobs and the bill: pages of a list, repositories, runners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from greenlane.model.bill import UsageItem

Item = TypeVar("Item", covariant=True)


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list. total_count: of the whole list, as this page says it; None when it does not.

    unchanged: GitHub said so (304), and the items are the ones it gave the last time.
    """

    items: tuple[Item, ...]
    total_count: int | None
    unchanged: bool = False


@dataclass(frozen=True)
class Window:
    """A span in which runs were created, Unix seconds. Both ends are included, as in GitHub's `created`."""

    since: int
    until: int


@dataclass(frozen=True)
class SeenRepository:
    """A repository as it is now. name: owner/name, the present one when it was renamed."""

    name: str
    is_private: bool
    default_branch: str
    is_organization: bool | None = None


@dataclass(frozen=True)
class BillRead:
    """What came of asking for a bill. items: None when GitHub did not give it; why_not then says why."""

    items: tuple[UsageItem, ...] | None
    why_not: str = ""


@dataclass(frozen=True)
class Runner:
    """A self-hosted runner. status: GitHub's word, online or offline."""

    runner_id: int
    name: str
    status: str
    is_busy: bool
    labels: frozenset[str]

    @property
    def is_idle(self) -> bool:
        """Whether it would take a job now."""
        return self.status == "online" and not self.is_busy


@dataclass(frozen=True)
class Quota:
    """What the last answer said of the rate limit. reset_at: Unix seconds."""

    limit: int
    remaining: int
    reset_at: int


@dataclass(frozen=True)
class StoredArtifact:
    """An artifact, with what GitHub says of the run that made it.

    created_at, run_id: None when not said. is_own: whether that run's head lies in the same repository, None
    when not said. digest: of its archive ("sha256:…"), "" when not said. branch: of that run's head, "" when
    not said.
    """

    artifact_id: int
    name: str
    size_bytes: int
    created_at: int | None
    is_expired: bool
    run_id: int | None
    is_own: bool | None
    digest: str = ""
    branch: str = ""


@dataclass(frozen=True)
class RunOrigin:
    """Where a run came from. attempt: the latest. branch: of its head, or a tag's name: GitHub tells neither
    apart.

    is_own: whether its head lies in the same repository; None when that is gone. created_at: of attempt 1.
    """

    run_id: int
    attempt: int
    event: str
    branch: str
    commit: str
    is_own: bool | None
    created_at: int
    url: str = ""
