"""GitHub's REST API, as far as we use it. GITHUB_API_URL names it, so a stand-in can take its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenlane.model.errors import OutsideError, UsageError

if TYPE_CHECKING:
    import requests

TIMEOUT_S = 60.0


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
                docs="docs/troubleshooting.md#github",
            )
        return cls(environment.get("GITHUB_API_URL", "https://api.github.com").rstrip("/"), repository, token)

    def get(self, path: str) -> Any:
        """What lies at /repos/owner/name/PATH, or None where the API answers 404."""
        answer = self._send("GET", self._url(path))
        return None if answer.status_code == 404 else self._body(answer)

    def post(self, path: str, content: Mapping[str, Any]) -> Any:
        """Make something there and return it."""
        return self._body(self._send("POST", self._url(path), json=content))

    def patch(self, path: str, content: Mapping[str, Any]) -> Any:
        """Change something there and return it."""
        return self._body(self._send("PATCH", self._url(path), json=content))

    def delete(self, path: str) -> None:
        """Remove what lies there."""
        self._body(self._send("DELETE", self._url(path)))

    def upload(self, template: str, file: Path) -> Any:
        """Send a file to the upload address that a release carries (with its `{?name,label}` tail)."""
        with file.open("rb") as handle:
            headers = {"Content-Type": "application/octet-stream"}
            url = template.partition("{")[0]
            answer = self._send("POST", url, params={"name": file.name}, data=handle, headers=headers)
        return self._body(answer)

    def download(self, path: str) -> bytes:
        """The bytes of an asset."""
        answer = self._send("GET", self._url(path), headers={"Accept": "application/octet-stream"})
        self._refuse(answer)
        return answer.content

    def _url(self, path: str) -> str:
        return f"{self.api}/repos/{self.repository}/{path}"

    def _send(self, method: str, url: str, **more: Any) -> requests.Response:
        import requests

        base = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        headers = base | {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        try:
            return requests.request(method, url, headers=headers, timeout=TIMEOUT_S, **more)
        except requests.RequestException as err:
            raise OutsideError(
                f"GitHub did not answer: {method} {url}",
                detail=[type(err).__name__],
                fix="run it again; nothing was published, and what was sent is found again",
                docs="docs/troubleshooting.md#github",
            ) from err

    def _body(self, answer: requests.Response) -> Any:
        self._refuse(answer)
        return answer.json() if answer.content else None

    def _refuse(self, answer: requests.Response) -> None:
        """Raises OutsideError with GitHub's own words, unless the answer is a good one."""
        if answer.ok:
            return
        raise OutsideError(
            f"GitHub answered {answer.status_code} to {answer.request.method} {answer.request.url}",
            detail=answer.text[:500].splitlines(),
            fix="see its words above; 401 and 403 mean the token may not do this",
            docs="docs/troubleshooting.md#github",
        )
