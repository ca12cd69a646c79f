"""The gates `tests` and `coverage` over the reports of all jobs, as if one run had left them.

Reports are laid where their jobs left them, or beside that where two left the same name, and stamped for the
files that are here: their jobs ran on this very content, which the plan's keys say and the gate has checked.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from greenlane.cli import gate_baseline
from greenlane.cli.gate import Gate
from greenlane.cli.gate_plan_laying import laid
from greenlane.cli.plan_declared import nothing_else
from greenlane.cli.plan_start import located
from greenlane.edges.git import Repository
from greenlane.gates.coverage import stamps
from greenlane.gates.merged import KINDS, lost, reading
from greenlane.gates.report import document
from greenlane.model.document import Section
from greenlane.model.errors import UsageError
from greenlane.model.gates import Gates
from greenlane.model.verdict import GateReport, Outcome

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from greenlane.cli.gate_plan_laying import Laid
    from greenlane.cli.gate_plan_reports import Gathered
    from greenlane.cli.world import World
    from greenlane.gates.merged import Kind
    from greenlane.model.document import Document


class Looked(NamedTuple):
    """What the gates came to, and how they show it; document: None where there was nothing to look at."""

    gates: tuple[GateReport, ...] = ()
    document: Document | None = None

    def sections(self) -> tuple[Section, ...]:
        return self.document.sections if self.document is not None else ()


def look(arguments: argparse.Namespace, world: World, gathered: Gathered) -> Looked:
    """Hold what was gathered against the project's gates. Raises OutsideError without a repository."""
    if not gathered.folders and not gathered.lost:
        return Looked()
    root, gates, name = _declared(arguments, world)
    repository = Repository.find(root, world.environment)
    if repository is None:
        raise UsageError("reports are held against a commit, and there is no repository here")
    reports = _reports(laid(gathered, gates, repository), gates, gathered)
    withheld = _withheld(reports, gathered)
    if withheld:
        reports.pop("coverage", None)
    if not reports:
        return Looked(withheld)
    _stamp(repository, [repository.root / path for paths in reports.values() for path in paths])
    gate = Gate(arguments, world, root, reading(gates, reports))
    return _looked(gate, list(reports), withheld, name)


def _declared(arguments: argparse.Namespace, world: World) -> tuple[Path, Gates, str]:
    """The project's folder, its gates and its name. Raises UsageError, DeclarationError."""
    path = located(arguments, world)
    quick = nothing_else(path, arguments, world)
    if quick is not None and quick.project:
        return Path(path).parent.resolve(), Gates(), quick.project
    from greenlane.cli import project

    found = project.load(arguments, world)
    return found.root, found.gates, found.project


def _reports(found: Sequence[Laid], gates: Gates, gathered: Gathered) -> dict[Kind, list[str]]:
    """Where the reports of each tool lie, and those that it asks for and nobody left."""
    reports: dict[Kind, list[str]] = {}
    for tool in KINDS:
        here = [one for one in found if one.tool == tool]
        if here:
            absent = () if gathered.missing else lost(gates, tool, [one.path for one in here])
            reports[tool] = [*(one.at for one in here), *absent]
    return reports


def _withheld(reports: Mapping[Kind, Sequence[str]], gathered: Gathered) -> tuple[GateReport, ...]:
    """Coverage of a part of the jobs is not held against limits for all of them."""
    if not gathered.missing or not ("coverage" in reports or gathered.lost):
        return ()
    whose = "; ".join(f"{job}: {why}" for job, why in gathered.missing.items())
    outcome = Outcome.UNKNOWN if gathered.lost else Outcome.NOT_RUN
    return (GateReport("coverage", outcome, f"reports are missing ({whose})", ()),)


def _stamp(repository: Repository, places: Sequence[Path]) -> None:
    """Say that these reports are of the files that are here."""
    there = [place for place in places if place.is_file()]
    state = stamps.state_without(repository, there)
    for place in there:
        stamps.stamp(place, state)


def _looked(gate: Gate, tools: list[str], withheld: tuple[GateReport, ...], name: str) -> Looked:
    baseline = gate_baseline.read(gate.gates, gate.root, None, gate.world)
    state = gate.state()
    found = gate.look(tools, baseline)
    made = document(
        found, project=name, state=state, made_at=gate.started_at,
        components=gate.gates.components, known_before=len(baseline.entries),
    )  # fmt: skip
    gate.record(found, tools, state)
    return Looked((*found.gates, *withheld), made)
