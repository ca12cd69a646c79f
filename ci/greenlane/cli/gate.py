"""`greenlane gate`: look with every tool, hold what is found against the budget, leave evidence."""

from __future__ import annotations

import argparse
import shutil
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
    from greenlane.model.document import Document
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


def run(arguments: argparse.Namespace, world: World) -> int:
    if arguments.jobs:
        from greenlane.cli.gate_jobs import judge

        return judge(arguments.jobs, arguments.may_skip, world)
    if arguments.list:
        return _list(world)
    from greenlane.gates.running import chosen

    tools = chosen(arguments.names)
    root, gates, name = _declared(arguments, world)
    if arguments.install:
        return _install(tools, world)
    return _Gate(arguments, world, root, gates).run(tools, name)


def _declared(arguments: argparse.Namespace, world: World) -> tuple[Path, Gates, str]:
    """The project's folder, its gates and its name; without a declaration, every gate with its defaults."""
    from greenlane.cli import project
    from greenlane.config.locate import find
    from greenlane.model.gates import Gates

    if not arguments.file:
        try:
            find(world.cwd, world.environment)
        except UsageError:
            world.note("no greenlane.yaml: every gate runs with its defaults")
            return world.cwd.resolve(), Gates(), world.cwd.resolve().name
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
    from greenlane.gates.toolbox import Toolbox
    from greenlane.services.store import default_root

    programs = {program for name in tools for program in catalog.tool(name).PROGRAMS}
    box = Toolbox(world.environment, default_root(world.environment))
    box.install(sorted(programs, key=lambda one: one.name), world.note)
    for program in sorted(programs, key=lambda one: one.name):
        found = box.find(program)
        world.say(f"{program.name:<20} {found.version}")
    return ExitCode.OK


class _Gate:
    """One call. The same clock for all that it writes."""

    def __init__(self, arguments: argparse.Namespace, world: World, root: Path, gates: Gates) -> None:
        from greenlane.edges.git import Repository

        self.arguments, self.world, self.root, self.gates = arguments, world, root, gates
        self.started_at = time.time()
        self.repository: Repository | None = Repository.find(root, world.environment)

    def run(self, tools: Sequence[str], name: str) -> int:
        from greenlane.gates.judging import exit_outcome
        from greenlane.gates.report import document
        from greenlane.gates.running import run
        from greenlane.gates.scratch import scratch

        state = self._state()
        baseline = self._baseline()
        with scratch() as own:
            project = self._project(own)
            found = run(
                tools, project, baseline=baseline, tolerated=self.arguments.allow_unknown, told=self._told
            )
        if self.arguments.baseline:
            return self._write_baseline(found, baseline)
        made = document(
            found,
            project=name,
            state=state,
            made_at=self.started_at,
            components=self.gates.components,
            known_before=len(baseline.entries),
        )
        self._record(found, tools, state)
        self._show(made)
        return exit_outcome(found.gates).exit_code

    def _state(self) -> WorkTree:
        from greenlane.model.evidence import WorkTree

        return self.repository.state() if self.repository else WorkTree(None, None, "no git here")

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

    def _baseline(self) -> Baseline:
        from greenlane.gates.sparing import Baseline

        if not self.gates.baseline or self.arguments.baseline == "create":
            return Baseline()
        path = self.root / self.gates.baseline
        if not path.is_file():
            return Baseline()
        return Baseline.parse(path.read_text(encoding="utf-8"), self.gates.baseline)

    def _write_baseline(self, found: Run, before: Baseline) -> int:
        from greenlane.edges.files import write_aside
        from greenlane.gates.sparing import Baseline

        if not self.gates.baseline:
            raise UsageError(
                "no baseline is declared",
                fix="gates: {baseline: greenlane-baseline.json}",
                docs="docs/gates.md#baseline",
            )
        path = self.root / self.gates.baseline
        if self.arguments.baseline == "create" and path.exists():
            raise UsageError(
                f"{self.gates.baseline} is there already, and it only ever shrinks",
                fix="greenlane gate --baseline shrink",
                docs="docs/gates.md#baseline",
            )
        after = Baseline.of(found.found) if self.arguments.baseline == "create" else found.baseline
        write_aside(path, after.written())
        self.world.say(f"{self.gates.baseline}: {len(after.entries)} findings, {len(before.entries)} before")
        return ExitCode.OK

    def _record(self, found: Run, tools: Sequence[str], state: WorkTree) -> None:
        """A record for every gate that ran with all its tools: a part of a gate proves nothing about it."""
        from greenlane.gates import catalog, record

        folder = self.world.cwd / self.arguments.evidence if self.arguments.evidence else self.root / EVIDENCE
        took = time.time() - self.started_at
        for gate in found.gates:
            if {name for name in catalog.names() if gate.gate == catalog.tool(name).GATE} <= set(tools):
                one = record.evidence(
                    gate,
                    state=state,
                    gates=self.gates,
                    environment=self.world.environment,
                    started_at=self.started_at,
                    duration_s=took,
                )
                record.write(folder, one)

    def _show(self, made: Document) -> None:
        """In the folder that was asked for, where GitHub looks for it, and on the screen last."""
        from greenlane.edges.files import write_aside
        from greenlane.render import formats, render

        if self.arguments.report:
            folder = self.world.cwd / self.arguments.report
            folder.mkdir(parents=True, exist_ok=True)
            for one in formats():
                text = self._annotations(made) if one.name == "github" else render(made, one.name)
                write_aside(folder / one.file, text, flush=False)
        environment = self.world.environment
        if summary := environment.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as handle:
                handle.write(render(made, "markdown"))
        if self.arguments.format == "terminal":
            self.world.say(self._screen(made).rstrip("\n"))
        elif self.arguments.format != "github":
            self.world.say(render(made, self.arguments.format).rstrip("\n"))
        if self.arguments.format in ("terminal", "github") and self._annotates():
            self.world.say(self._annotations(made).rstrip("\n"))

    def _annotates(self) -> bool:
        return self.arguments.format == "github" or self.world.environment.get("GITHUB_ACTIONS") == "true"

    def _screen(self, made: Document) -> str:
        from greenlane.render.terminal import Screen, terminal

        if not self.world.out.isatty():
            return terminal(made)
        is_coloured = "NO_COLOR" not in self.world.environment
        return terminal(made, Screen(width=shutil.get_terminal_size().columns, colour=is_coloured))

    def _annotations(self, made: Document) -> str:
        """Their paths start from the repository's top, where GitHub looks for them."""
        from greenlane.render.annotations import github

        if self.repository is None:
            return github(made)
        below = self.root.resolve().relative_to(self.repository.top.resolve())
        return github(made, folder=below.as_posix() if below.parts else "")


def _caches(cache_root: Path, root: Path) -> Path:
    """Where this project's answers are kept."""
    from greenlane.gates.cache import key

    return cache_root / "gates" / key([str(root)])[:24]
