"""One repository behind GitHub's REST API, as a release needs it. GITHUB_API_URL names the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from greenlane.edges.github_client import PUBLIC, Client
from greenlane.edges.github_errors import DOCS, Refused
from greenlane.model.errors import UsageError


@dataclass(frozen=True)
class GitHub:
    """One repository behind the API. repository: owner/name."""

    api: str
    repository: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> GitHub:
        """As a workflow's environment names it. Raises UsageError."""
        repository = environment.get("GITHUB_REPOSITORY", "")
        token = environment.get("GITHUB_TOKEN", "")
        missing = [
            name for name, value in (("GITHUB_REPOSITORY", repository), ("GITHUB_TOKEN", token)) if not value
        ]
        if missing:
            raise UsageError(
                f"{' and '.join(missing)} not set, so GitHub cannot be asked",
                fix="run it in a workflow, or set: GITHUB_REPOSITORY=owner/name GITHUB_TOKEN=…",
                docs=DOCS,
            )
        return cls((environment.get("GITHUB_API_URL") or PUBLIC).rstrip("/"), repository, token)

    def get(self, path: str) -> Any:
        """What lies at /repos/owner/name/PATH, or None where the API answers 404."""
        try:
            return self._client.get(self._path(path)).content
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    def post(self, path: str, content: Mapping[str, Any]) -> Any:
        """Make something there and return it."""
        return self._client.post(self._path(path), content)

    def patch(self, path: str, content: Mapping[str, Any]) -> Any:
        """Change something there and return it."""
        return self._client.patch(self._path(path), content)

    def put(self, path: str, content: Mapping[str, Any]) -> Any:
        """Lay something there, in the place of what is there, and return it."""
        return self._client.put(self._path(path), content)

    def delete(self, path: str) -> None:
        """Remove what lies there."""
        self._client.delete(self._path(path))

    def upload(self, template: str, file: Path) -> Any:
        """Send a file to the upload address that a release carries (with its `{?name,label}` tail)."""
        with file.open("rb") as handle:
            return self._client.upload(template.partition("{")[0], {"name": file.name}, handle)

    def download(self, path: str) -> bytes:
        """The bytes of an asset."""
        return self._client.download(self._path(path))

    @cached_property
    def _client(self) -> Client:
        return Client(self.api, self.token, tries=3)

    def _path(self, path: str) -> str:
        return f"repos/{self.repository}/{path}"
