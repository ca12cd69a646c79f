"""Artifacts of one repository and the runs they came from: listed, looked into, downloaded up to a limit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote

from greenlane.edges.github_answers import Fields
from greenlane.edges.github_client import Client
from greenlane.edges.github_errors import Refused
from greenlane.edges.github_names import repository_path
from greenlane.edges.github_pages import pages
from greenlane.edges.github_parsing import repository_of
from greenlane.model.github import RunOrigin, StoredArtifact

GONE = (404, 410)
MOST_PAGES = 10


class Artifacts:
    """What one token may see of a repository's artifacts. repository: owner/name.

    Raises OutsideError (Refused, RateLimited among them), and UsageError for
    a name that cannot be one.
    """

    def __init__(self, client: Client, repository: str) -> None:
        self.client = client
        self.repository = repository
        self._base = repository_path(repository)

    @property
    def calls(self) -> int:
        """How many requests were sent so far."""
        return self.client.calls

    def named(self, name: str) -> Iterator[tuple[StoredArtifact, ...]]:
        """Those of exactly this name, a page and a request for each step, as GitHub orders them; ten pages.

        One may be there twice or be missing that came or went meanwhile: who looks for an artifact may do
        without.
        """
        path = f"{self._base}/actions/artifacts"
        for page in islice(pages(self.client, path, {"name": name}, key="artifacts"), MOST_PAGES):
            yield tuple(stored_artifact_of(fields) for fields in page.items)

    def run(self, run_id: int) -> RunOrigin | None:
        """Where a run came from; None when it is gone."""
        fields = self._one(f"{self._base}/actions/runs/{run_id}")
        return run_origin_of(fields) if fields is not None else None

    def attempt_began_at(self, run_id: int, attempt: int) -> int | None:
        """When an attempt of a run began; None when there is none, or it is not said."""
        fields = self._one(f"{self._base}/actions/runs/{run_id}/attempts/{attempt}")
        return fields.time_or_none("run_started_at") if fields is not None else None

    def default_branch(self) -> str | None:
        """Its name; None when the repository cannot be seen."""
        fields = self._one(self._base)
        return repository_of(fields).default_branch if fields is not None else None

    def head_of(self, branch: str) -> str | None:
        """The commit that a branch is at, never a tag of the same name; None when there is no such branch."""
        fields = self._one(f"{self._base}/branches/{quote(branch, safe='')}")
        commit = fields.object_or_none("commit") if fields is not None else None
        return commit.text("sha") if commit is not None else None

    def contains(self, head: str, commit: str) -> bool:
        """Whether a commit lies in the history of another. A commit that is gone lies nowhere."""
        if head == commit:
            return True
        fields = self._one(f"{self._base}/compare/{head}...{commit}", per_page="1")
        return fields is not None and fields.text("status") in ("behind", "identical")

    def zipped(self, artifact_id: int, most_bytes: int) -> bytes | None:
        """The archive of an artifact; None when it is gone. Raises TooLong."""
        path = f"{self._base}/actions/artifacts/{artifact_id}/zip"
        try:
            return self.client.fetch(path, most_bytes)
        except Refused as refused:
            if refused.status not in GONE:
                raise
            return None

    def _one(self, path: str, **params: str) -> Fields | None:
        """The object at a path; None for what is gone."""
        try:
            return Fields.of(self.client.get(path, params).content, f"GET {path}")
        except Refused as refused:
            if refused.status not in GONE:
                raise
            return None


def stored_artifact_of(fields: Fields) -> StoredArtifact:
    """An artifact with what GitHub says of its run."""
    run = fields.object_or_none("workflow_run")
    here = run.number_or_none("repository_id") if run is not None else None
    head = run.number_or_none("head_repository_id") if run is not None else None
    return StoredArtifact(
        artifact_id=fields.number("id"),
        name=fields.text("name"),
        size_bytes=fields.count("size_in_bytes"),
        created_at=fields.time_or_none("created_at"),
        is_expired=fields.flag("expired"),
        run_id=run.number_or_none("id") if run is not None else None,
        is_own=here == head if here is not None and head is not None else None,
        digest=fields.text_or("digest"),
        branch=run.text_or("head_branch") if run is not None else "",
    )


def run_origin_of(fields: Fields) -> RunOrigin:
    """A run, as far as it tells who may have made something in it."""
    here, head = fields.object_or_none("repository"), fields.object_or_none("head_repository")
    attempt = fields.number_or_none("run_attempt")
    return RunOrigin(
        run_id=fields.number("id"),
        attempt=1 if attempt is None else attempt,
        event=fields.text("event"),
        branch=fields.text_or("head_branch"),
        commit=fields.text("head_sha"),
        is_own=here.number("id") == head.number("id") if here is not None and head is not None else None,
        created_at=fields.time("created_at"),
        url=fields.text_or("html_url"),
    )
