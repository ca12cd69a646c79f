"""An advisory service that speaks OSV: one address, one question, one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from greenlane.model.errors import OutsideError, UsageError

PUBLIC = "https://api.osv.dev"
VARIABLE = "GREENLANE_OSV_URL"
BATCH = 1000
"""How many questions OSV takes at once."""


@dataclass(frozen=True)
class AdvisoryService:
    """address: without a path of OSV's and without a / at its end. timeout_s: for one silent connection."""

    address: str
    timeout_s: float = 15.0

    @classmethod
    def of(cls, declared: str, environment: Mapping[str, str], timeout_s: float = 15.0) -> AdvisoryService:
        """The declared address, else the environment's, else the public one; `…/v1/query` will do as well.

        Raises UsageError for one with a password: it would stand in argv and in the report.
        """
        address = declared or environment.get(VARIABLE) or PUBLIC
        if "@" in urlsplit(address).netloc:
            raise UsageError(
                "the address of the advisory service holds a name or a password",
                fix="put them into ~/.netrc, where every client finds them",
                docs="docs/gates/pip-audit.md#options",
            )
        for tail in ("/", "/query", "/", "/v1", "/"):
            address = address.removesuffix(tail)
        return cls(address, timeout_s)

    @property
    def query_url(self) -> str:
        """Where one package is asked about."""
        return f"{self.address}/v1/query"

    def record(self, name: str) -> Mapping[str, Any] | None:
        """The record of one advisory by its name; None when the service holds none.

        Raises OutsideError when it does not answer, or with something else than that record.
        """
        content = self._ask("GET", f"v1/vulns/{quote(name, safe='')}", name)
        if content is not None and (not isinstance(content, dict) or "id" not in content):
            raise self._silent(name, "what came is no OSV record")
        return content

    def against(self, releases: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
        """The advisories' names for each (name, version) of PyPI's, in their order.

        Raises OutsideError when it does not answer about every one of them.
        """
        found: list[tuple[str, ...]] = []
        for start in range(0, len(releases), BATCH):
            part = releases[start : start + BATCH]
            queries = [{"package": {"name": n, "ecosystem": "PyPI"}, "version": v} for n, v in part]
            content = self._ask("POST", "v1/querybatch", f"{len(part)} packages", {"queries": queries})
            results = content.get("results") if isinstance(content, dict) else None
            if not isinstance(results, list) or len(results) != len(part):
                held = len(results) if isinstance(results, list) else "no"
                raise self._silent(f"{len(part)} packages", f"what came holds {held} results")
            try:
                found += [_names(one) for one in results]
            except ValueError as err:
                raise self._silent(f"{len(part)} packages", f"what came holds {err}") from err
        return found

    def _ask(self, method: str, path: str, what: str, body: Any = None) -> Any:
        """The JSON at a path; None for a 404. Raises OutsideError."""
        import requests

        url = f"{self.address}/{path}"
        try:
            answer = requests.request(method, url, json=body, timeout=self.timeout_s)
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            return answer.json()
        except requests.RequestException as err:
            raise self._silent(what, str(err)) from err

    def _silent(self, name: str, why: str) -> OutsideError:
        return OutsideError(
            f"the advisory service at {self.address} did not answer about {name}",
            detail=(why,),
            fix=f"look whether it can be reached; {VARIABLE} names another",
            docs="docs/gates/pip-audit.md#unknown",
        )


def _names(result: Any) -> tuple[str, ...]:
    """The names in one result. Raises ValueError for one that is odd, or that goes on elsewhere."""
    listed = result.get("vulns", []) if isinstance(result, dict) else None
    if not isinstance(listed, list) or "next_page_token" in result:
        raise ValueError("a result of another shape, or only its first page")
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in listed):
        raise ValueError("an advisory without a name")
    return tuple(one["id"] for one in listed)
