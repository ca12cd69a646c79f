"""All the tools that were asked for, side by side on the machine's cores, and their verdicts."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.edges.waiting import completed
from greenlane.gates import catalog
from greenlane.gates.fingerprint import fingerprinted
from greenlane.gates.judging import judge
from greenlane.gates.looking import Project, look
from greenlane.gates.sparing import Baseline, fits, sort
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.finding import Finding
from greenlane.model.gates import GATES, Ignore
from greenlane.model.verdict import GateReport, Outcome, ToolReport


@dataclass(frozen=True)
class Run:
    """What came of it.

    gates: in the order of GATES. expired, unused: ignores that no longer hold, and those that met nothing
    although their tools looked at everything. baseline: what is left of the one that was given, without
    what is no longer found. found: every finding of tools that looked at everything.
    """

    gates: tuple[GateReport, ...]
    expired: tuple[Ignore, ...]
    unused: tuple[Ignore, ...]
    baseline: Baseline
    found: tuple[Finding, ...]


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """The tools that these names of gates and tools mean; all, without one. Raises UsageError."""
    tools = catalog.names()
    unknown = [name for name in names if name not in tools and name not in GATES]
    if unknown:
        raise UsageError(
            f"there is no gate or tool named {', '.join(unknown)}",
            fix=f"name gates ({', '.join(GATES)}) or tools ({', '.join(tools)})",
            docs="docs/gates.md",
        )
    wanted = set(names)
    return tuple(one for one in tools if not wanted or one in wanted or catalog.gate_of(one) in wanted)


def run(
    tools: Sequence[str],
    project: Project,
    *,
    baseline: Baseline,
    tolerated: Collection[str] = (),
    told: Callable[[ToolReport], None] = lambda _report: None,
) -> Run:
    """Run the tools and judge them, gate by gate. told: called with each report as it comes.

    An answer that is not there is unknown, never green. Ctrl-C kills what runs.
    """
    off = project.gates.off
    looked = _side_by_side([name for name in tools if name not in off], project, told)
    reports = {name: _spared(report, project, baseline) for name, report in looked.items()}
    for name in set(tools) & off.keys():
        reports[name] = ToolReport(name, Outcome.NOT_RUN, f"switched off: {off[name]}")
    whole = {name for name, report in looked.items() if report.outcome is Outcome.PASS}
    found = tuple(finding for name in sorted(whole) for finding in looked[name].findings)
    ignores = project.gates.ignores
    return Run(
        gates=_judged(tools, reports, project, tolerated),
        expired=tuple(one for one in ignores if one.until < project.today),
        unused=tuple(one for one in ignores if _is_unused(one, whole, found)),
        baseline=baseline.shrunk({one.fingerprint for one in found}, whole),
        found=found,
    )


def _judged(
    tools: Iterable[str], reports: Mapping[str, ToolReport], project: Project, tolerated: Collection[str]
) -> tuple[GateReport, ...]:
    gates = []
    for gate in GATES:
        of_gate = [reports[name] for name in tools if gate == catalog.gate_of(name)]
        if of_gate:
            budget = project.gates.budgets.get(gate, project.gates.budget)
            gates.append(judge(gate, of_gate, budget.allowed(), tolerated))
    return tuple(gates)


def _is_unused(ignore: Ignore, whole: Collection[str], found: Iterable[Finding]) -> bool:
    is_looked_for = ignore.rule.partition(":")[0] in whole
    return is_looked_for and not any(fits(ignore, finding) for finding in found)


def _side_by_side(
    names: Sequence[str], project: Project, told: Callable[[ToolReport], None]
) -> dict[str, ToolReport]:
    """Every tool's report, its findings with fingerprints. Those that took longest last time begin."""
    timings = _Timings(project.caches)
    pool = ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2))
    reports: dict[str, ToolReport] = {}
    try:
        waiting = [pool.submit(look, name, project) for name in timings.longest_first(names)]
        for done in completed(waiting):
            report = done.result()
            findings = fingerprinted(report.findings, _LineReader(project))
            reports[report.tool] = replace(report, findings=findings)
            told(report)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        project.toolbox.stop()
        raise
    pool.shutdown()
    timings.keep(reports.values())
    return reports


def _spared(report: ToolReport, project: Project, baseline: Baseline) -> ToolReport:
    """The report with its findings sorted into those that count and those that do not."""
    found = sort(report.findings, project.gates.ignores, baseline, project.today)
    return replace(report, findings=found.counted, known=found.known, ignored=found.ignored)


class _LineReader:
    """(path, number) -> the line's text; each file is read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: dict[str, list[str]] = {}

    def __call__(self, path: str, number: int) -> str:
        if path not in self._files:
            try:
                self._files[path] = self._project.tree.read(path).decode(errors="replace").split("\n")
            except OutsideError:
                self._files[path] = []
        lines = self._files[path]
        return lines[number - 1] if 0 < number <= len(lines) else ""


def _typical_s(name: str) -> float:
    return float(getattr(catalog.tool(name), "TYPICAL_S", 1.0))


class _Timings:
    """How long each tool took when it last worked, in seconds: only to begin with the longest."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "timings.json" if folder else None
        self._known: dict[str, float] = {}
        if self._path:
            with contextlib.suppress(OSError, ValueError):
                given = json.loads(self._path.read_text())
                self._known = {str(name): float(took) for name, took in dict(given).items()}

    def longest_first(self, names: Sequence[str]) -> list[str]:
        """By their last time; one that is new here by what its module says."""
        return sorted(names, key=lambda name: -self._known.get(name, _typical_s(name)))

    def keep(self, reports: Iterable[ToolReport]) -> None:
        """Remember those that really worked."""
        worked = {one.tool: round(one.duration_s, 3) for one in reports if one.version and not one.cached_at}
        if self._path and worked:
            with contextlib.suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_aside(self._path, json.dumps({**self._known, **worked}), mode=0o600, flush=False)
