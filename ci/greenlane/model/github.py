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
