"""The tools of the gates that know workflows, and our own rules, as one report."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from greenlane.gates import running
from greenlane.gates.fingerprint import fingerprinted
from greenlane.gates.flows import files as flows
from greenlane.gates.judging import exit_outcome, judge
from greenlane.gates.looking import Project as Looked
from greenlane.gates.report import document
from greenlane.gates.scratch import Scratch, scratch
from greenlane.gates.sparing import Baseline, sort
from greenlane.gates.toolbox import Toolbox
from greenlane.gates.tree import ProjectTree
from greenlane.model.errors import OutsideError
from greenlane.model.finding import Severity
from greenlane.model.gates import CHECK, Budget, DeclaredTool
from greenlane.model.verdict import Outcome, ToolReport
from greenlane.services.store import default_root
from greenlane.workflows.checks.looking import examine
from greenlane.workflows.checks.repository import look

if TYPE_CHECKING:
    from pathlib import Path

    from greenlane.cli.check_project import Project
    from greenlane.cli.world import World
    from greenlane.model.document import Document

TOOLS = ("workflow-parser", "check-jsonschema", "shellcheck", "zizmor")
DEPENDABOT = (".github/dependabot.yml", ".github/dependabot.yaml")
# So many that no budget of the project judges here: greenlane check has its own.
ANY = 10**9


class Check:
    """One call. is_strict: warnings count and zizmor is an auditor; is_anew: nothing is recalled."""

    def __init__(self, one: Project, world: World, *, is_strict: bool, is_anew: bool) -> None:
        self.one, self.world, self.is_strict, self.is_anew = one, world, is_strict, is_anew
        self.tree = ProjectTree(one.root, one.repository)
        self.started_at = time.time()

    def made(self, *, own: bool) -> Document:
        """The report. own: of our rules alone."""
        state = self.one.repository.state()
        reports = [ToolReport(CHECK, Outcome.NOT_RUN, "there is no workflow and no action here")]
        if self._files:
            reports = [self._own()] if own else [*self._asked(), self._own()]
        gate = judge("workflows", reports, self._allowed())
        run = running.Run((gate,), (), (), Baseline(), ())
        made = document(
            run,
            project=self.one.name,
            state=state,
            made_at=self.started_at,
            components=self.one.gates.components,
            known_before=0,
        )
        return replace(made, title=f"Workflows of {self.one.name}", outcome=exit_outcome(run.gates))

    def _allowed(self) -> Mapping[Severity, int]:
        warnings = 0 if self.is_strict else ANY
        return Budget(medium=0, warnings=warnings).allowed()

    @cached_property
    def _files(self) -> tuple[str, ...]:
        return flows.both(self.tree, ())

    def _own(self) -> ToolReport:
        """Our own rules, as if they were a tool of the catalog."""
        import greenlane

        began = time.monotonic()
        answer = examine(look(self.tree, self.one.jobs))
        found = sort(
            fingerprinted(answer.findings, self._line), self.one.gates.ignores, Baseline(), self._today
        )
        return ToolReport(
            CHECK,
            Outcome.UNKNOWN if answer.unknown else Outcome.PASS,
            "; ".join(answer.unknown) or "looked at all of it",
            version=f"greenlane {greenlane.__version__}",
            findings=found.counted,
            ignored=found.ignored,
            looked_at=answer.looked_at,
            duration_s=time.monotonic() - began,
        )

    def _asked(self) -> list[ToolReport]:
        """What the tools say; their own budgets do not judge here."""
        with scratch() as room:
            found = running.run(TOOLS, self._looked(room), baseline=Baseline(), told=self._told)
        reports = {tool.tool: tool for gate in found.gates for tool in gate.tools}
        return [reports[name] for name in TOOLS]

    def _looked(self, room: Scratch) -> Looked:
        cache_root = default_root(self.world.environment)
        gates = replace(self.one.gates, tools=tuple(self._tools()), budget=Budget(*[ANY] * 5), budgets={})
        return Looked(
            tree=self.tree,
            gates=gates,
            environment=self.world.environment,
            toolbox=Toolbox({**self.world.environment, **room.variables}, cache_root, room.guard),
            scratch=room.folder,
            caches=None if self.is_anew else _caches(cache_root, self.one.root),
            today=self._today,
        )

    def _tools(self) -> list[DeclaredTool]:
        """Each as it is declared, but about workflows and actions only."""
        from greenlane.gates import catalog

        declared = {one.name: one.options for one in self.one.gates.tools}
        found = []
        for name in TOOLS:
            options = declared.get(name, catalog.tool(name).OPTIONS())
            paths = (*self._files, *(DEPENDABOT if name in ("zizmor", "check-jsonschema") else ()))
            changes = {"paths": paths} | (
                {"persona": "auditor"} if name == "zizmor" and self.is_strict else {}
            )
            found.append(DeclaredTool(name, replace(options, **changes)))
        return found

    @property
    def _today(self) -> date:
        return datetime.fromtimestamp(self.started_at, UTC).date()

    def _told(self, report: ToolReport) -> None:
        did = "looked" if report.outcome is Outcome.PASS else report.outcome.value
        self.world.note(f"  {did:<8} {report.tool} ({report.duration_s:.1f} s)")

    def _line(self, path: str, number: int) -> str:
        try:
            lines = self.tree.read(path).decode(errors="replace").split("\n")
        except OutsideError:
            return ""
        return lines[number - 1] if 0 < number <= len(lines) else ""


def _caches(cache_root: Path, root: Path) -> Path:
    from greenlane.gates.cache import key

    return cache_root / "gates" / key([str(root)])[:24]
