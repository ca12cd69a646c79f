"""What does not count: findings of the baseline, and those ignored for a reason and until a day."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from greenlane.gates.globs import pattern
from greenlane.model.errors import UsageError
from greenlane.model.finding import Finding
from greenlane.model.gates import Ignore
from greenlane.model.verdict import Spared

VERSION = 1
PAGE = "docs/gates.md#baseline"


@dataclass(frozen=True)
class Baseline:
    """Findings known from before. entries: fingerprint -> (tool, rule, path), for people and for counting."""

    entries: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, where: str) -> Baseline:
        """Read what `written` wrote. Raises UsageError: a baseline that cannot be read spares nothing."""
        try:
            given: Any = json.loads(text)
            if given["version"] != VERSION:
                raise ValueError(f"version {given['version']}")
            found = {
                str(one["fingerprint"]): (str(one["tool"]), str(one["rule"]), str(one["path"]))
                for one in given["findings"]
            }
        except (ValueError, KeyError, TypeError, RecursionError) as err:
            raise UsageError(
                f"this is not a baseline of version {VERSION}",
                where=where,
                fix="restore it from git, or make it anew: greenlane gate --baseline create",
                docs=PAGE,
            ) from err
        return cls(found)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Baseline:
        """All these findings."""
        return cls({one.fingerprint: (one.tool, one.rule, one.path or "") for one in findings})

    def written(self) -> str:
        """As a file, one line a finding, so that a review sees what went."""
        rows = [
            json.dumps({"tool": tool, "rule": rule, "path": path, "fingerprint": fingerprint})
            for fingerprint, (tool, rule, path) in sorted(
                self.entries.items(), key=lambda one: (one[1], one[0])
            )
        ]
        body = ",\n    ".join(rows)
        return f'{{\n  "version": {VERSION},\n  "findings": [\n    {body}\n  ]\n}}\n'

    def shrunk(self, found: Collection[str], tools: Collection[str]) -> Baseline:
        """Without what these tools no longer find; what other tools found before stays."""
        kept = {
            fingerprint: one
            for fingerprint, one in self.entries.items()
            if one[0] not in tools or fingerprint in found
        }
        return Baseline(kept)


@dataclass(frozen=True)
class Sorted:
    """One tool's findings: those that count, those known before, those ignored."""

    counted: tuple[Finding, ...]
    known: tuple[Spared, ...]
    ignored: tuple[Spared, ...]


def sort(findings: Sequence[Finding], ignores: Sequence[Ignore], baseline: Baseline, today: date) -> Sorted:
    """An ignore that still holds comes before the baseline; everything else counts."""
    counted, known, ignored = [], [], []
    for finding in findings:
        ignore = next((one for one in ignores if today <= one.until and fits(one, finding)), None)
        if ignore:
            ignored.append(Spared(finding, ignore.reason, ignore.until.isoformat()))
        elif finding.fingerprint in baseline.entries:
            known.append(Spared(finding, "known from before"))
        else:
            counted.append(finding)
    return Sorted(tuple(counted), tuple(known), tuple(ignored))


def fits(ignore: Ignore, finding: Finding) -> bool:
    """Whether an ignore means this finding, whatever the day."""
    tool, _, rule = ignore.rule.partition(":")
    if tool != finding.tool or not fnmatchcase(finding.rule, rule):
        return False
    return ignore.file == "**" or bool(finding.path and pattern(ignore.file).match(finding.path))
