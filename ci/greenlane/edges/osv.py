"""An advisory service that speaks OSV: one address, one question, one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from greenlane.model.errors import OutsideError

PUBLIC = "https://api.osv.dev"
VARIABLE = "GREENLANE_OSV_URL"


@dataclass(frozen=True)
class AdvisoryService:
    """address: without a path of OSV's and without a / at its end. timeout_s: for one silent connection."""

    address: str
    timeout_s: float = 15.0

    @classmethod
    def of(cls, declared: str, environment: Mapping[str, str], timeout_s: float = 15.0) -> AdvisoryService:
        """The declared address, else the environment's, else the public one; `…/v1/query` will do as well."""
        address = declared or environment.get(VARIABLE) or PUBLIC
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
        import requests

        url = f"{self.address}/v1/vulns/{quote(name, safe='')}"
        try:
            answer = requests.get(url, timeout=self.timeout_s)
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            content = answer.json()
        except requests.RequestException as err:
            raise self._silent(name, str(err)) from err
        if not isinstance(content, dict) or "id" not in content:
            raise self._silent(name, "what came is no OSV record")
        return content

    def _silent(self, name: str, why: str) -> OutsideError:
        return OutsideError(
            f"the advisory service at {self.address} did not answer about {name}",
            detail=(why,),
            fix=f"look whether it can be reached; {VARIABLE} names another",
            docs="docs/gates/pip-audit.md#unknown",
        )
