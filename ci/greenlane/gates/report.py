"""Verdicts -> one Document: the verdict, what to do, then the evidence gate by gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from greenlane.gates.globs import matcher
from greenlane.gates.judging import exit_outcome
from greenlane.gates.running import Run
from greenlane.model.document import Block, Covered, Document, Findings, Paragraph, Section, Table, Tool
from greenlane.model.evidence import WorkTree
from greenlane.model.finding import Severity
from greenlane.model.verdict import GateReport, Outcome, Spared, ToolReport


def document(
    run: Run,
    *,
    project: str,
    state: WorkTree,
    made_at: float,
    components: Mapping[str, tuple[str, ...]],
    known_before: int,
) -> Document:
    """The report of a run. made_at: Unix seconds. known_before: findings in the baseline at the start."""
    outcome = exit_outcome(run.gates)
    component_of = _component(components)
    return Document(
        title=f"Gates of {project}",
        outcome=outcome,
        verdict=_verdict(run.gates),
        actions=tuple(_actions(run, known_before)),
        subject=tuple(_subject(project, state)),
        sections=tuple(_section(gate, component_of) for gate in run.gates),
        tools=tuple(
            Tool(tool.tool, tool.version, tool.outcome)
            for gate in run.gates
            for tool in gate.tools
            if tool.outcome is not Outcome.NOT_RUN
        ),
        made_at=datetime.fromtimestamp(made_at, UTC).isoformat(timespec="seconds"),
    )


def _verdict(gates: Sequence[GateReport]) -> str:
    """`lint (2 high, 0 allowed); unknown: security (…)`."""
    parts = []
    for one, said in ((Outcome.FAIL, ""), (Outcome.UNKNOWN, "unknown: ")):
        bad = [f"{gate.gate} ({gate.reason})" for gate in gates if gate.outcome is one and not gate.tolerated]
        if bad:
            parts.append(said + ", ".join(bad))
    allowed = [gate.gate for gate in gates if gate.tolerated]
    passed = [gate.gate for gate in gates if gate.outcome is Outcome.PASS]
    if passed and not parts:
        parts.append(f"{', '.join(passed)} passed")
    if not parts:
        parts.append(
            "nothing else had anything to look at" if allowed else "no tool found anything to look at"
        )
    if allowed:
        parts.append(f"unknown, and allowed to be: {', '.join(allowed)}")
    return "; ".join(parts)


def _actions(run: Run, known_before: int) -> Iterator[str]:
    """What to do, the most urgent first, each once."""
    said: dict[str, None] = {}
    for gate in run.gates:
        for one in gate.overruns:
            said[f"{gate.gate}: mend {one.found - one.allowed} of {one.found} {one.severity} findings"] = None
    for gate in run.gates:
        for tool in gate.tools:
            if tool.remedy and tool.outcome is not Outcome.PASS:
                said[f"{tool.tool}: {tool.remedy}"] = None
    for ignore in run.expired:
        said[f"greenlane.yaml:{ignore.line}: the ignore of {ignore.rule} ended on {ignore.until}"] = None
    for ignore in run.unused:
        said[f"greenlane.yaml:{ignore.line}: the ignore of {ignore.rule} met nothing; take it out"] = None
    gone = known_before - len(run.baseline.entries)
    if gone:
        said[f"{gone} findings of the baseline are gone: greenlane gate --baseline shrink"] = None
    yield from said


def _subject(project: str, state: WorkTree) -> Iterator[tuple[str, str]]:
    yield "project", project
    yield "commit", state.commit or "none"
    yield "work tree", "as committed" if state.is_clean else f"changed ({state.changes[:12] or 'no commit'})"


def _section(gate: GateReport, component_of: Callable[[str | None], str]) -> Section:
    blocks: list[Block] = [Paragraph(f"{gate.reason}.{' ' + gate.tolerated + '.' if gate.tolerated else ''}")]
    blocks.append(_table(gate.tools))
    facts = [(tool.tool, name, value) for tool in gate.tools for name, value in tool.facts.items()]
    if facts:
        blocks.append(Table(("tool", "figure", "value"), tuple(facts), "lll"))
    blocks += [Covered(tool.coverage) for tool in gate.tools if tool.coverage]
    found = gate.findings
    if found:
        blocks.append(Findings(found, tuple(component_of(one.path) for one in found)))
    known = [one for tool in gate.tools for one in tool.known]
    ignored = [one for tool in gate.tools for one in tool.ignored]
    for kind, spared in (("known", known), ("ignored", ignored)):
        if spared:
            blocks.append(_spared(kind, spared, component_of))
    return Section(gate.gate, tuple(blocks), gate.outcome)


def _spared(kind: str, spared: Sequence[Spared], component_of: Callable[[str | None], str]) -> Findings:
    ordered = sorted(spared, key=lambda one: one.finding.order)
    return Findings(
        findings=tuple(one.finding for one in ordered),
        components=tuple(component_of(one.finding.path) for one in ordered),
        kind="known" if kind == "known" else "ignored",
        kept=tuple(ordered),
    )


def _table(tools: Sequence[ToolReport]) -> Table:
    shown = sorted(tools, key=lambda tool: tool.outcome is Outcome.NOT_RUN)
    rows = tuple(
        (
            tool.tool,
            tool.version,
            tool.outcome.value,
            "" if tool.looked_at is None else f"{tool.looked_at} {tool.unit}",
            _counted(tool),
            f"{tool.duration_s:.1f} s" if tool.version else "",
            f"{tool.reason}{_kept(tool)}",
        )
        for tool in shown
    )
    head = ("tool", "version", "verdict", "looked at", "found", "time", "why")
    return Table(head, rows, "lllrlrl", tuple(tool.outcome for tool in shown))


def _counted(tool: ToolReport) -> str:
    """`2 high, 1 warning; 3 known, 1 ignored`."""
    found = [one.severity for one in tool.findings]
    parts = [f"{found.count(severity)} {severity}" for severity in Severity if severity in found]
    spared = [
        f"{len(some)} {kind}" for some, kind in ((tool.known, "known"), (tool.ignored, "ignored")) if some
    ]
    return "; ".join(part for part in (", ".join(parts), ", ".join(spared)) if part)


def _kept(tool: ToolReport) -> str:
    if tool.cached_at is None:
        return ""
    made = datetime.fromtimestamp(tool.cached_at, UTC).isoformat(sep=" ", timespec="minutes")
    return f" (unchanged since {made[:16]} UTC)"


def _component(components: Mapping[str, tuple[str, ...]]) -> Callable[[str | None], str]:
    """path -> the first component whose globs match, "" for none."""
    found = {name: matcher(globs) for name, globs in components.items()}

    def of(path: str | None) -> str:
        return next((name for name, fits in found.items() if path and fits(path)), "")

    return of
