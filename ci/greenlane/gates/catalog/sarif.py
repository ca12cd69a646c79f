"""Reads SARIF 2.1.0, the format in which other scanners (CodeQL, Semgrep, Trivy …) leave what they found.

The gate is "security", whoever made the report: an option cannot move it, most of these tools look for
vulnerabilities, and a project that is stricter somewhere is stricter there. Linters have their own readers.

A finding's rule is `<tool>/<rule>`, as the run names its tool: an ignore says `sarif:Bandit/B602`.

Severities: the declared map of the tool; else the score `security-severity` as CVSS divides it (from 9.0
critical, 7.0 high, 4.0 medium, below warning, 0 note); else the level: error high, warning medium, note and
none note. Kinds "open" and "review" are unknown. A suppressed result is a note, and counted in the facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from greenlane.gates.readers import files as reports
from greenlane.gates.readers import strict
from greenlane.gates.readers.age import changed_since, of_another_commit, too_old
from greenlane.gates.readers.merge import Part, merged
from greenlane.gates.readers.options import ReportOptions
from greenlane.gates.readers.places import Places
from greenlane.gates.readers.sarif_places import analysed
from greenlane.gates.readers.sarif_results import findings_of
from greenlane.gates.readers.sarif_run import Run
from greenlane.gates.reading import text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "SARIF reports (other scanners)"
GATE = "security"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
FRESH_S = 0.0


@dataclass(frozen=True)
class Options(ReportOptions):
    """Which SARIF logs are read, and how bad their results are."""

    severities: Mapping[str, Mapping[str, Severity]] = field(default_factory=dict)
    """Tool -> level (error, warning, note, none) or glob of rules -> severity. Globs go first, in order."""


OPTIONS = Options


def version(_context: Context) -> str:
    return "2.1.0"


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return reports.found(options.reports, tree.root)


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    parts, unknown = reports.each(context, files, lambda path, content: _read(context, path, content))
    return merged(parts, unknown)


def _read(context: Context, path: str, content: bytes) -> Part:
    runs = _runs(content)
    places = Places(context)
    findings: list[Finding] = []
    counts: Counter[str] = Counter()
    for run in runs:
        results = findings_of(run, places, context.options.severities)
        findings += results.findings
        counts.update(results.counts)
    looked = [analysed(run, places) for run in runs]
    made = [run.made_at for run in runs]
    unknown = [line for run in runs for line in run.troubles()]
    unknown += places.unknown()
    for moment in sorted(set(made), key=lambda one: one or 0.0):
        unknown += too_old(context, path, moment)
    unknown += changed_since(context, path)
    unknown += of_another_commit(context, (commit for run in runs for commit in run.commits))
    known = [count for count in looked if count is not None]
    return Part(tuple(findings), sum(known) if len(known) == len(looked) else None, tuple(unknown), counts)


def _runs(content: bytes) -> list[Run]:
    log = strict.table(strict.loads(content), "the log")
    if text(log.get("version")) != "2.1.0":
        raise Unreadable(f"it is no SARIF 2.1.0 (its version is {text(log.get('version'))[:40]!r})")
    runs = [Run(body) for body in strict.tables(log.get("runs"), "`runs`")]
    if not runs:
        raise Unreadable("it holds no run of any tool")
    return runs
