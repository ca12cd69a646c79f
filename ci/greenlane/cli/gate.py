"""`greenlane gate`: look with every tool, hold what is found against the budget, leave evidence."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.world import World
from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.edges.git import Repository
    from greenlane.gates.looking import Project
    from greenlane.gates.running import Run
    from greenlane.gates.scratch import Scratch
    from greenlane.gates.sparing import Baseline
    from greenlane.model.evidence import WorkTree
    from greenlane.model.gates import Gates
    from greenlane.model.verdict import ToolReport

SUMMARY = "look at the project with every tool, hold what is found against the budget, leave evidence"
EVIDENCE = Path(".greenlane/evidence")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="gates or tools; default: all of them")
    parser.add_argument(
        "--base", default="", metavar="REF", help="the commit that the change is compared with"
    )
    parser.add_argument(
        "--history", choices=("none", "base", "all"), help="how many commits are searched for secrets"
    )
    parser.add_argument(
        "--format", default="terminal", metavar="NAME", help="terminal, markdown, html, json, sarif, github"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FOLDER", help="write the report there in every format"
    )
    parser.add_argument(
        "--evidence", type=Path, metavar="FOLDER", help=f"where records go; default: {EVIDENCE}"
    )
    parser.add_argument("--no-cache", action="store_true", help="ask every tool anew, as a release does")
    parser.add_argument(
        "--allow-unknown",
        action="append",
        default=[],
        metavar="TOOL",
        help="its unknown does not stop this run; it stays unknown",
    )
    parser.add_argument(
        "--baseline", choices=("create", "shrink"), help="write down what is known, or take out what is gone"
    )
    parser.add_argument(
        "--install", action="store_true", help="install the tools that are missing, locked, and end"
    )
    parser.add_argument("--list", action="store_true", help="name every gate and tool, and end")
    parser.add_argument(
        "--jobs",
        default="",
        metavar="A,B",
        help="judge the jobs of a workflow run instead, from ${{ toJSON(needs) }} in NEEDS",
    )
    parser.add_argument("--may-skip", default="", metavar="A,B", help="those of --jobs that may be skipped")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="plan-result: the plan that was recorded")
    parser.add_argument("--passes", metavar="PLACE", help="plan-result: where passes are kept, as in `plan`")
    parser.add_argument(
        "--matrix",
        action="append",
        default=[],
        metavar="JOB",
        help="plan-result: the workflow's job that runs the legs; named again for each further stage",
    )
    parser.add_argument("--event", metavar="NAME", help="plan-result: why it is planned, as in `plan`")
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="plan-result: what legs left")
    parser.add_argument(
        "--here", default="plan", metavar="JOB", help="plan-result: the workflow's job that plans (plan)"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="plan-result: where to lay what is kept for later runs"
    )


def run(arguments: argparse.Namespace, world: World) -> int:
    if arguments.jobs:
        from greenlane.cli.gate_jobs import judge

        return judge(arguments.jobs, arguments.may_skip, world)
    if arguments.names == ["plan-result"]:
        from greenlane.cli.gate_plan import run as judge_plan

        return judge_plan(arguments, world)
    if arguments.list:
        return _list(world)
    from greenlane.gates.running import chosen

    tools = chosen(arguments.names)
    _check(arguments)
    root, gates, name = _declared(arguments, world)
    if arguments.install:
        return _install(tools, world)
    return Gate(arguments, world, root, gates).run(tools, name)


def _check(arguments: argparse.Namespace) -> None:
    """What can be known to be wrong before any tool has run. Raises UsageError."""
    from greenlane.cli.screen import check_form
    from greenlane.gates import catalog

    check_form(arguments.format)
    if wrong := [name for name in arguments.allow_unknown if name not in catalog.names()]:
        raise UsageError(
            f"--allow-unknown: there is no tool named {', '.join(wrong)}",
            fix=f"name tools: {', '.join(catalog.names())}",
            docs="docs/gates.md#evidence",
        )


def _declared(arguments: argparse.Namespace, world: World) -> tuple[Path, Gates, str]:
    """The project's folder, its gates and its name; without a declaration, every gate with its defaults."""
    from greenlane.cli import project
    from greenlane.config.locate import find
    from greenlane.edges.git import Repository
    from greenlane.model.gates import Gates

    if not arguments.file:
        try:
            find(world.cwd, world.environment)
        except UsageError:
            repository = Repository.find(world.cwd, world.environment)
            root = (repository.top if repository else world.cwd).resolve()
            where = "" if root == world.cwd.resolve() else f", on all of {root}"
            world.note(f"no greenlane.yaml: every gate runs with its defaults{where}")
            return root, Gates(), root.name
    declaration = project.load(arguments, world)
    return declaration.root, declaration.gates, declaration.project


def _list(world: World) -> int:
    from greenlane.gates import catalog
    from greenlane.model.gates import GATES

    for gate in GATES:
        for name in catalog.names():
            tool = catalog.tool(name)
            if gate == tool.GATE:
                world.say(f"{gate:<12} {name:<16} {tool.TITLE}")
    return ExitCode.OK


def _install(tools: Sequence[str], world: World) -> int:
    from greenlane.gates import catalog
    from greenlane.gates.toolbox import BESIDE, Toolbox
    from greenlane.services.store import default_root

    programs = {program for name in tools for program in catalog.tool(name).PROGRAMS}
    if {*tools} == {*catalog.names()}:
        programs |= {*BESIDE}
    box = Toolbox(world.environment, default_root(world.environment))
    box.install(sorted(programs, key=lambda one: one.name), world.note)
    for program in sorted(programs, key=lambda one: one.name):
        found = box.find(program)
        world.say(f"{program.name:<20} {found.version}")
    return ExitCode.OK


class Gate:
    """One call. The same clock for all that it writes."""

    def __init__(self, arguments: argparse.Namespace, world: World, root: Path, gates: Gates) -> None:
        from greenlane.edges.git import Repository

        self.arguments, self.world, self.root, self.gates = arguments, world, root, gates
        self.started_at = time.time()
        self.repository: Repository | None = Repository.find(root, world.environment)

    def run(self, tools: Sequence[str], name: str) -> int:
        from greenlane.cli import gate_baseline
        from greenlane.cli.gate_showing import Showing
        from greenlane.gates.judging import exit_outcome
        from greenlane.gates.report import document

        wanted = self.arguments.baseline
        baseline = gate_baseline.read(self.gates, self.root, wanted, self.world)
        folder = self.world.cwd / self.arguments.report if self.arguments.report else None
        form = self.arguments.format
        showing = Showing(self.world, root=self.root, repository=self.repository, form=form, folder=folder)
        state = self.state()
        found = self.look(tools, baseline)
        if wanted:
            return gate_baseline.write(found, baseline, self.gates, self.root, wanted, self.world)
        made = document(
            found,
            project=name,
            state=state,
            made_at=self.started_at,
            components=self.gates.components,
            known_before=len(baseline.entries),
        )
        self.record(found, tools, state)
        showing.show(made)
        return exit_outcome(found.gates).exit_code

    def look(self, tools: Sequence[str], baseline: Baseline) -> Run:
        from greenlane.gates.running import run
        from greenlane.gates.scratch import scratch

        tolerated = self.arguments.allow_unknown
        with scratch() as own:
            project = self._project(own)
            return run(tools, project, baseline=baseline, tolerated=tolerated, told=self._told)

    def state(self) -> WorkTree:
        """Of the files as they are now."""
        from greenlane.gates.record import state_without_git
        from greenlane.gates.tree import ProjectTree

        if self.repository:
            return self.repository.state()
        return state_without_git(ProjectTree(self.root, None))

    def _project(self, own: Scratch) -> Project:
        from greenlane.gates.comparing import compare
        from greenlane.gates.looking import Project
        from greenlane.gates.toolbox import Toolbox
        from greenlane.gates.tree import ProjectTree
        from greenlane.services.store import default_root

        cache_root = default_root(self.world.environment)
        compared = compare(
            self.repository, self.world.environment, base=self.arguments.base, history=self.arguments.history
        )
        if compared.why_not:
            self.world.note(f"nothing to compare with: {compared.why_not}")
        return Project(
            tree=ProjectTree(self.root, self.repository),
            gates=self.gates,
            environment=self.world.environment,
            toolbox=Toolbox({**self.world.environment, **own.variables}, cache_root, own.guard),
            scratch=own.folder,
            caches=None if self.arguments.no_cache else _caches(cache_root, self.root),
            today=datetime.fromtimestamp(self.started_at, UTC).date(),
            change=compared.change,
            history=compared.history,
        )

    def _told(self, report: ToolReport) -> None:
        """One line as each tool ends: it has looked. Whether that is well, its gate says in the end."""
        from greenlane.model.verdict import Outcome

        did = "looked" if report.outcome is Outcome.PASS else report.outcome.value
        found = f", {len(report.findings)} found" if report.findings else ""
        self.world.note(f"  {did:<8} {report.tool} ({report.duration_s:.1f} s{found})")

    def record(self, found: Run, tools: Sequence[str], state: WorkTree) -> None:
        """A record for every gate that ran with all its tools: a part of a gate proves nothing about it.

        None at all when files changed meanwhile: nobody can say which of them each tool saw.
        """
        from greenlane.gates import catalog, record

        if self.state() != state:
            self.world.note("files changed while the tools looked, so no gate leaves a record; run it again")
            return
        folder = self.world.cwd / self.arguments.evidence if self.arguments.evidence else self.root / EVIDENCE
        took = time.time() - self.started_at
        for gate in found.gates:
            left_out = [one for one in catalog.names() if gate.gate == catalog.gate_of(one)]
            left_out = [one for one in left_out if one not in tools]
            if left_out:
                self.world.note(f"{gate.gate} leaves no record: {', '.join(left_out)} did not run")
                continue
            one = record.evidence(
                gate,
                state=state,
                gates=self.gates,
                environment=self.world.environment,
                started_at=self.started_at,
                duration_s=took,
            )
            record.write(folder, one)


def _caches(cache_root: Path, root: Path) -> Path:
    """Where this project's answers are kept."""
    from greenlane.gates.cache import key

    return cache_root / "gates" / key([str(root)])[:24]
