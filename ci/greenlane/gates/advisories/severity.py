"""How bad an advisory is, by the CVSS vectors in its OSV records.

Properties
- The worst base score of all vectors in all records of one advisory decides: a CVE and its aliases.
- No vector that can be read is Severity.UNKNOWN, never the mildest.
- 9.0 is critical, 7.0 high, 4.0 medium, below that a warning, as CVSS itself names its ranges.

Example: a record of PyPA's without a vector and its alias with one of 9.8 are together critical.

What it does not do: weigh temporal or environmental metrics, or believe a word ("HIGH") without a vector.
Source: the OSV schema, `severity` and `affected[].severity`; the CVSS specifications 2, 3.0, 3.1 and 4.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from greenlane.model.finding import Severity

LENGTH_MAX = 512
"""A longer vector is none."""


def severity_of(records: Iterable[Mapping[str, Any]]) -> Severity:
    """The severity of one advisory from all OSV records about it."""
    scores = [score for record in records for vector in vectors(record) if (score := base_score(vector))]
    return of_score(max(scores)) if scores else Severity.UNKNOWN


def of_score(score: float) -> Severity:
    """From 0.1 to 10.0, on our map."""
    if score >= 9.0:
        return Severity.CRITICAL
    if score >= 7.0:
        return Severity.HIGH
    return Severity.MEDIUM if score >= 4.0 else Severity.WARNING


def vectors(record: Mapping[str, Any]) -> Iterator[str]:
    """Every vector of a record, the ones of single packages included; what has another shape is left out."""
    affected = record.get("affected")
    holders = [record, *(affected if isinstance(affected, list) else [])]
    for holder in holders:
        listed = holder.get("severity") if isinstance(holder, Mapping) else None
        for item in listed if isinstance(listed, list) else []:
            vector = item.get("score") if isinstance(item, Mapping) else None
            if isinstance(vector, str) and len(vector) <= LENGTH_MAX:
                yield vector


def base_score(vector: str) -> float | None:
    """The base score of a CVSS vector of any version; None when it is none, or scores nothing."""
    from cvss import CVSS2, CVSS3, CVSS4, CVSSError

    kind = CVSS4 if vector.startswith("CVSS:4") else CVSS3 if vector.startswith("CVSS:3") else CVSS2
    try:
        return float(kind(vector).scores()[0]) or None
    except CVSSError:
        return None
