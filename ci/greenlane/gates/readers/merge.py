"""Several reports -> one answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from greenlane.model.finding import Finding
from greenlane.model.verdict import Answer


@dataclass(frozen=True)
class Part:
    """One report. looked_at: None when it does not say. counts: figures to be added up, by name."""

    findings: tuple[Finding, ...] = ()
    looked_at: int | None = None
    unknown: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def merged(parts: Sequence[tuple[str, Part]], unknown: Sequence[str], unit: str = "files") -> Answer:
    """All that any report says. What two of them say in the same words is one finding."""
    counts: Counter[str] = Counter()
    for _, one in parts:
        counts.update(one.counts)
    lines = [f"{path}: {line}" for path, one in parts for line in one.unknown]
    looked = [one.looked_at for _, one in parts if one.looked_at is not None]
    return Answer(
        findings=tuple(union(one.findings for _, one in parts)),
        looked_at=sum(looked) if looked and len(looked) == len(parts) else None,
        unit=unit,
        unknown=(*unknown, *lines),
        facts={"reports": str(len(parts))} | {name: str(count) for name, count in counts.items()},
    )


def union(reports: Iterable[Sequence[Finding]]) -> list[Finding]:
    """Each finding as often as the report has it that has it most often, in the order met."""
    most: Counter[Finding] = Counter()
    for findings in reports:
        for finding, count in Counter(findings).items():
            most[finding] = max(most[finding], count)
    return list(most.elements())
