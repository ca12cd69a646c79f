"""Reads JUnit XML, which pytest, jest, `dart test` through junitreport, Surefire and most others write.

Severities: a failed test is high; one that failed and then passed in the same run (flaky) is a warning; a
skipped one is a note. A report without tests, or with nothing but skipped ones, is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from greenlane.gates.coverage import stamps
from greenlane.gates.readers import files as reports
from greenlane.gates.readers.age import against_stamp, changed_since, moment, of_another_commit, too_old
from greenlane.gates.readers.junit_places import TestPlaces
from greenlane.gates.readers.junit_tests import Tests, counts
from greenlane.gates.readers.junit_totals import disagreements
from greenlane.gates.readers.junit_xml import Suite, parse
from greenlane.gates.readers.options import ReportOptions
from greenlane.gates.readers.places import Places
from greenlane.model.gates import Context, Program, Tree
from greenlane.model.verdict import Answer

TITLE = "JUnit XML (test results)"
GATE = "tests"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
FRESH_S = 0.0

_COMMIT_NAMES = frozenset({"commit", "git.commit", "git.commit.id", "revision", "vcs.revision"})


@dataclass(frozen=True)
class Options(ReportOptions):
    """Which test results are read. All reports together are one test run; each may be a shard of it."""

    reports: tuple[str, ...] = (".greenlane/reports/*.junit.xml",)
    """Globs of the reports, from the root; ignored by git or not. Each must match a file. Default: where the
    sessions of greenlane.nox leave them."""

    minimum: int = 1
    """How many tests must have run, skipped ones not counted. Fewer is unknown: a shard may be missing."""

    reruns: bool = False
    """Whether a test that is in the reports more than once was run again because it failed. Then one that
    passed at last is a warning; otherwise every failure counts."""


OPTIONS = Options


def version(_context: Context) -> str:
    return "JUnit XML"


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return reports.found(options.reports, tree.root)


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    options: Options = context.options
    tests = Tests()
    read, unknown = reports.each(context, files, lambda path, content: _read(context, path, content))
    for path, (found, lines) in read:
        tests.add_all(found)
        unknown += [f"{path}: {line}" for line in lines]
    ended = tests.ended(reruns=options.reruns)
    ran = len(tests.endings) - ended["skipped"]
    unknown += _too_few(ran, ended["skipped"], options.minimum)
    return Answer(
        findings=tuple(tests.told(reruns=options.reruns)),
        looked_at=ran,
        unit="tests",
        unknown=tuple(unknown),
        facts={"reports": str(len(read)), **counts(tests, reruns=options.reruns)},
    )


def _too_few(ran: int, skipped: int, minimum: int) -> Iterator[str]:
    if not ran:
        yield f"no test ran: all {skipped} were skipped" if skipped else "no test ran"
    elif ran < minimum:
        yield f"{ran} tests ran; at least {minimum} must"


def _read(context: Context, path: str, content: bytes) -> tuple[Tests, list[str]]:
    root = parse(content)
    places = Places(context)
    tests = Tests()
    tests.add(root, TestPlaces(places))
    lines = [] if tests.endings or tests.wrong else ["it holds no test"]
    lines += disagreements(root)
    lines += places.unknown()
    if stamp := stamps.read(context.root / path):
        return tests, [*lines, *against_stamp(context, stamp, path, content)]
    lines += too_old(context, path, _made_at(root))
    lines += changed_since(context, path)
    return tests, [*lines, *of_another_commit(context, _commits(root))]


def _made_at(root: Suite) -> float | None:
    said = [moment(suite.attributes.get("timestamp", "")) for suite in root.walk()]
    return max((found for found in said if found is not None), default=None)


def _commits(root: Suite) -> Iterator[str]:
    for suite in root.walk():
        for name, value in suite.properties.items():
            if name.lower() in _COMMIT_NAMES and re.fullmatch(r"[0-9A-Fa-f]{7,64}", value):
                yield value
