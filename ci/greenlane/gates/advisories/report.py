"""What an auditor said against packages, as findings with the severity that the records give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from greenlane.edges.osv import AdvisoryService
from greenlane.gates.advisories.packages import Package, Place
from greenlane.gates.advisories.severity import severity_of
from greenlane.gates.reading import json_of
from greenlane.model.errors import OutsideError
from greenlane.model.finding import Finding
from greenlane.model.gates import Called, Unreadable

MESSAGE_MAX = 600
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")


@dataclass(frozen=True)
class Advisory:
    """One advisory against one package. names: its own first, then its aliases. fixed_in: ascending."""

    package: Package
    names: tuple[str, ...]
    summary: str
    fixed_in: tuple[str, ...]
    link: str = ""


@dataclass
class Judge:
    """Turns advisories into findings; each record is fetched once. unknown: what could not be fetched."""

    tool: str
    service: AdvisoryService
    unknown: list[str] = field(default_factory=list)
    _records: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)

    def finding(self, advisory: Advisory, places: Sequence[Place]) -> Finding:
        """One finding at the first place; the others are its trace."""
        records = list(self._records_of(advisory))
        others = ", ".join(advisory.names[1:])
        message = f"{advisory.package}: {advisory.summary or 'no summary'}"[:MESSAGE_MAX]
        return Finding(
            tool=self.tool,
            rule=advisory.names[0],
            severity=severity_of(records),
            message=f"{message} (also {others})" if others else message,
            path=places[0].path if places else None,
            line=places[0].line if places else None,
            fix=_fix(advisory),
            docs=advisory.link or next((link for record in records for link in _links(record)), ""),
            trace=tuple(f"also {place}" for place in places[1:]),
        )

    def _records_of(self, advisory: Advisory) -> Iterator[Mapping[str, Any]]:
        for name in advisory.names:
            if name not in self._records and _ID.fullmatch(name):
                self._records[name] = self._asked(name)
            record = self._records.get(name)
            if record is not None:
                yield record

    def _asked(self, name: str) -> Mapping[str, Any] | None:
        try:
            return self.service.record(name)
        except OutsideError as err:
            self.unknown.append(f"the severity of {name}: {err.what}")
            return None


def json_about(done: Called, tool: str, service: AdvisoryService) -> Any:
    """What an auditor printed. Raises Unreadable, which names the service and the auditor's last words."""
    try:
        return json_of(done, tool)
    except Unreadable as err:
        said = [line.strip() for line in done.err.splitlines() if line.strip() and "warning:" not in line]
        raise Unreadable(
            f"{tool} got no answer that it could use; it asked {service.address}",
            detail=[line[:300] for line in said[-2:]],
            fix="look whether the service can be reached and answers as OSV does",
            docs="docs/gates/pip-audit.md#unknown",
        ) from err


def _fix(advisory: Advisory) -> str:
    if not advisory.fixed_in:
        return f"no release of {advisory.package.name} is known to fix it"
    return f"upgrade {advisory.package.name} to {' or '.join(advisory.fixed_in)}, or newer"


def _links(record: Mapping[str, Any]) -> Iterator[str]:
    listed = record.get("references")
    for item in listed if isinstance(listed, list) else []:
        link = item.get("url") if isinstance(item, dict) else None
        if isinstance(link, str) and link.startswith(("https://", "http://")):
            yield link
