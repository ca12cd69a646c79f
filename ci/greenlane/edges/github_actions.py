"""GitHub's Actions and billing API, read into our own types. An answer of another shape is an OutsideError.

Every list is read to its end. What a token may not see is None or says why, never zero and never empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from greenlane.edges.github_answers import Fields
from greenlane.edges.github_bill import check_period, summary_item, usage_item
from greenlane.edges.github_client import Client
from greenlane.edges.github_errors import Refused
from greenlane.edges.github_names import account_path, repository_path, scope_path
from greenlane.edges.github_pages import all_items, pages
from greenlane.edges.github_parsing import (
    artifact_of,
    cache_use_of,
    job_of,
    message_of,
    repository_of,
    run_of,
    runner_of,
)
from greenlane.model.bill import Artifact, CacheUse, UsageItem
from greenlane.model.github import BillRead, Page, Runner, SeenRepository, Window
from greenlane.model.jobs import SeenJob, SeenRun

T = TypeVar("T")
NOT_OURS = (401, 403, 404, 410)
"""What GitHub answers to a token that may not see a bill, often 404."""


class Actions:
    """What one token may read of Actions and the bill. repository: owner/name everywhere.

    Raises OutsideError (Refused for 401, 403, 404, 410 and the like, RateLimited for a limit that is too
    far away), UsageError for a name that cannot be one.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self._billed_as: dict[str, str] = {}

    @property
    def calls(self) -> int:
        """How many requests were sent so far, refused and repeated ones included."""
        return self.client.calls

    def repository(self, repository: str) -> SeenRepository | None:
        """The repository; None when there is none, or none that this token may see."""
        fields = self._one(repository_path(repository))
        return repository_of(fields) if fields is not None else None

    def runs(self, repository: str, window: Window | None = None) -> Iterator[Page[SeenRun]]:
        """Its runs, newest first, a page (100) for each step of the iterator, one call for each page.

        Without a window: the first page is asked for with the ETag of the last time, and is `unchanged` when
        GitHub says so. With one: GitHub cuts at 1,000 and does not say so; compare with `total_count`. A
        run may appear on two pages when the list grows while it is read.
        """
        params = {"exclude_pull_requests": "true"}
        if window is not None:
            params["created"] = f"{_instant(window.since)}..{_instant(window.until)}"
        path = f"{repository_path(repository)}/actions/runs"
        for page in pages(self.client, path, params, key="workflow_runs", revalidate=window is None):
            runs = tuple(run_of(fields, repository) for fields in page.items)
            yield Page(runs, page.total_count, page.unchanged)

    def run(self, repository: str, run_id: int) -> SeenRun | None:
        """One run as it is now; None when it is gone."""
        fields = self._one(f"{repository_path(repository)}/actions/runs/{run_id}")
        return run_of(fields, repository) if fields is not None else None

    def jobs(self, repository: str, run_id: int) -> tuple[SeenJob, ...] | None:
        """All jobs of all attempts of a run, each id once, copies in later attempts as GitHub lists them.

        None when the run is gone. Raises OutsideError when the list does not hold still.
        """
        path = f"{repository_path(repository)}/actions/runs/{run_id}/jobs"
        return self._list(
            path, {"filter": "all"}, "jobs", lambda fields: job_of(fields, run_id), lambda job: job.job_id
        )

    def annotations(self, repository: str, job_id: int) -> tuple[str, ...] | None:
        """What the job's check run says, as messages; None when it is gone."""
        path = f"{repository_path(repository)}/check-runs/{job_id}/annotations"
        return self._list(path, {}, None, message_of, None)

    def artifacts(self, repository: str, seen_at: int) -> tuple[Artifact, ...] | None:
        """All artifacts, the expired ones that are still listed included (with gone_at).

        Those that are made while a long list is read may be missing.
        """
        path = f"{repository_path(repository)}/actions/artifacts"
        return self._list(
            path,
            {},
            "artifacts",
            lambda fields: artifact_of(fields, repository, seen_at),
            lambda artifact: artifact.artifact_id,
            grows=True,
        )

    def cache_usage(self, repository: str, taken_at: int) -> CacheUse | None:
        """How much cache it holds; None when there is no such repository to see."""
        fields = self._one(f"{repository_path(repository)}/actions/cache/usage")
        return cache_use_of(fields, repository, taken_at) if fields is not None else None

    def runners(self, scope: str) -> tuple[Runner, ...]:
        """All self-hosted runners of `owner/name` or of an organization. Raises Refused where it may not."""
        path = f"{scope_path(scope)}/actions/runners"
        return all_items(
            self.client, path, {}, key="runners", parse=runner_of, same=lambda runner: runner.runner_id
        )

    def usage(self, account: str, year: int, month: int, day: int | None = None) -> BillRead:
        """The bill's rows of a month, or of a day, of every product, told apart by day and repository.

        Rows of other days, should there be any, are left out: whoever asks for those days gets them.
        """
        asked = {"year": str(year), "month": str(month)} | ({"day": str(day)} if day is not None else {})
        answer, why_not = self._bill(account, "usage", asked)
        if answer is None:
            return BillRead(None, why_not)
        rows = (usage_item(fields, account) for fields in answer.objects("usageItems"))
        return BillRead(tuple(row for row in rows if _is_of(row, year, month, day)))

    def usage_summary(self, account: str, year: int, month: int) -> BillRead:
        """The bill's sums of a month for each product and SKU. Raises OutsideError for those of a year."""
        answer, why_not = self._bill(account, "usage/summary", {"year": str(year), "month": str(month)})
        if answer is None:
            return BillRead(None, why_not)
        check_period(answer, year, month)
        rows = answer.objects("usageItems")
        return BillRead(tuple(summary_item(fields, account, year, month) for fields in rows))

    def _one(self, path: str) -> Fields | None:
        """The object at a path; None for a 404."""
        try:
            return Fields.of(self.client.get(path).content, f"GET {path}")
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    def _list(
        self,
        path: str,
        params: dict[str, str],
        key: str | None,
        parse: Callable[[Fields], T],
        same: Callable[[T], int] | None,
        *,
        grows: bool = False,
    ) -> tuple[T, ...] | None:
        """A whole list; None for a 404."""
        try:
            return all_items(self.client, path, params, key=key, parse=parse, same=same, grows=grows)
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    def _bill(self, account: str, tail: str, asked: Mapping[str, str]) -> tuple[Fields | None, str]:
        """As an organization, then as a user; what answered once is asked alone from then on."""
        refusals = []
        known = self._billed_as.get(account)
        for kind in (known,) if known else ("organizations", "users"):
            path = account_path(kind, account, f"settings/billing/{tail}")
            try:
                answer = self.client.get(path, asked)
            except Refused as refused:
                if refused.status not in NOT_OURS:
                    raise
                refusals.append(f"{kind}: {refused.status} {refused.said}".rstrip())
                continue
            self._billed_as[account] = kind
            return Fields.of(answer.content, f"GET {path}"), ""
        return None, "; ".join(refusals)


def _is_of(row: UsageItem, year: int, month: int, day: int | None) -> bool:
    asked = (row.year, row.month) == (year, month)
    return asked and (day is None or (row.day is not None and row.day.day == day))


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
