"""The tests of all shards together: each counted once, however often it ran."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from greenlane.gates.readers.junit_places import TestPlaces
from greenlane.gates.readers.junit_totals import is_failed, is_skipped
from greenlane.gates.readers.junit_xml import FAILED, FLAKY, SKIPPED, Case, Mark, Suite
from greenlane.model.finding import Finding, Severity

Ending = Literal["passed", "failed", "skipped", "flaky"]
Key = tuple[str, str, str]
TRACE_LINES = 20


@dataclass
class Tests:
    """endings: how each run of a test ended. wrong: what failed outside of any test."""

    endings: dict[Key, list[Ending]] = field(default_factory=dict)
    findings: dict[Key, list[Finding]] = field(default_factory=dict)
    wrong: list[Finding] = field(default_factory=list)

    def add(self, root: Suite, places: TestPlaces) -> None:
        """All tests of one report."""
        for suite in root.walk():
            self.wrong += [_of_suite(suite, mark) for mark in suite.marks if mark.kind in FAILED]
            for case in suite.cases:
                self._add(suite, case, places)

    def add_all(self, other: Tests) -> None:
        """Another shard's."""
        for key, endings in other.endings.items():
            self.endings.setdefault(key, []).extend(endings)
        for key, findings in other.findings.items():
            self.findings.setdefault(key, []).extend(findings)
        self.wrong += other.wrong

    def ended(self, *, reruns: bool) -> Counter[Ending]:
        """How many tests ended how."""
        return Counter(ending(found, reruns=reruns) for found in self.endings.values())

    def told(self, *, reruns: bool) -> Iterator[Finding]:
        """What is to be said of the tests, each thing once."""
        yield from dict.fromkeys(self.wrong)
        for key, findings in self.findings.items():
            came_to = ending(self.endings[key], reruns=reruns)
            flaky = reruns and came_to == "flaky"
            for finding in dict.fromkeys(findings):
                if finding.rule == "skipped" and came_to != "skipped":
                    continue
                yield _as_flaky(finding) if flaky and finding.severity is Severity.HIGH else finding

    def _add(self, suite: Suite, case: Case, places: TestPlaces) -> None:
        places.note(suite, case)
        key = _key(suite, case)
        self.endings.setdefault(key, []).append(_ending(case))
        found = list(_findings(suite, case, places))
        if found:
            self.findings.setdefault(key, []).extend(found)


def ending(endings: list[Ending], *, reruns: bool) -> Ending:
    """Of a test that ran several times. A failure stays one, unless its runs are re-runs and one passed."""
    found = set(endings)
    if "failed" in found:
        return "flaky" if reruns and found & {"passed", "flaky"} else "failed"
    return next(one for one in ("flaky", "passed", "skipped") if one in found)


def counts(tests: Tests, *, reruns: bool) -> Mapping[str, str]:
    """The figures of a report, zero where there is none."""
    ended = tests.ended(reruns=reruns)
    twice = sum(1 for found in tests.endings.values() if len(found) > 1)
    words: tuple[Ending, ...] = ("passed", "failed", "skipped", "flaky")
    figures = {"tests": len(tests.endings)} | {str(word): ended[word] for word in words}
    return {name: str(count) for name, count in (figures | {"run more than once": twice}).items()}


def _key(suite: Suite, case: Case) -> Key:
    said = case.attributes
    return said.get("classname") or suite.name, said.get("name", ""), said.get("file", "")


def _ending(case: Case) -> Ending:
    if is_failed(case):
        return "failed"
    if is_skipped(case):
        return "skipped"
    return "flaky" if case.has(FLAKY) else "passed"


def _findings(suite: Suite, case: Case, places: TestPlaces) -> Iterator[Finding]:
    name = _name(suite, case)
    match _ending(case):
        case "failed":
            path, line = places.of(suite, case)
            marks = case.has(FAILED) or [Mark("failure", {})]
            for mark in marks:
                yield _finding(Severity.HIGH, mark.kind, name, mark, path, line)
        case "flaky":
            path, line = places.of(suite, case)
            yield _finding(Severity.WARNING, "flaky", name, case.has(FLAKY)[0], path, line)
        case "skipped":
            mark = next(iter(case.has(SKIPPED)), Mark("skipped", {}))
            yield _finding(Severity.NOTE, "skipped", name, mark, None, None)
        case "passed":
            return


def _of_suite(suite: Suite, mark: Mark) -> Finding:
    return _finding(Severity.HIGH, mark.kind, suite.name or "a suite", mark, None, None)


def _finding(
    severity: Severity, rule: str, name: str, mark: Mark, path: str | None, line: int | None
) -> Finding:
    text = mark.text.strip().splitlines()
    said = mark.attributes.get("message", "").strip() or (text[0].strip() if text else "")
    why = " ".join(said.split()) or mark.attributes.get("type", "")
    return Finding(
        tool="junit",
        rule=rule,
        severity=severity,
        message=f"{name}: {why}" if why else name,
        path=path,
        line=line,
        trace=tuple(text[-TRACE_LINES:]) if severity is Severity.HIGH else (),
    )


def _as_flaky(finding: Finding) -> Finding:
    return Finding("junit", "flaky", Severity.WARNING, finding.message, finding.path, finding.line)


def _name(suite: Suite, case: Case) -> str:
    owner = case.attributes.get("classname") or suite.name
    return (
        " ".join(part for part in (owner, case.attributes.get("name", "")) if part) or "a test without a name"
    )
