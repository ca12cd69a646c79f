"""The one page about a run: the verdict, what ran and why, what was reused and is owed, findings, coverage,
minutes. Each part comes from the room that knows it; here they are put in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from greenlane.cli.summary_findings import found
from greenlane.cli.summary_minutes import minutes
from greenlane.cli.summary_run import subject, title
from greenlane.model.document import Covered, Section, Table
from greenlane.model.verdict import Outcome
from greenlane.planner.result_report import result_report

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.gate_plan import Held
    from greenlane.cli.gate_plan_gates import Looked
    from greenlane.cli.gate_plan_reports import Gathered
    from greenlane.cli.world import World
    from greenlane.model.document import Document
    from greenlane.planner.result import Verdict


def page(
    held: Held,
    verdict: Verdict,
    looked: Looked,
    gathered: Gathered,
    arguments: argparse.Namespace,
    world: World,
) -> Document:
    """What the job's summary shows, and everything else that is written of this verdict."""
    results = held.legs.jobs if held.legs else {}
    made = result_report(verdict, held.plan, held.now, results)
    sections = [*made.sections, *found(gathered), *(brief(one) for one in looked.sections())]
    if held.plan is not None:
        sections.append(minutes(held.plan, results, arguments, world))
    return replace(
        made,
        title=title(world),
        actions=(*made.actions, *(looked.document.actions if looked.document else ())),
        subject=(*subject(world), *made.subject),
        sections=tuple(sections),
        tools=looked.document.tools if looked.document else (),
    )


def brief(section: Section) -> Section:
    """A gate that passed, without the table of its figures; coverage keeps them: they are what it says."""
    if section.outcome is not Outcome.PASS or any(isinstance(block, Covered) for block in section.blocks):
        return section
    blocks = (one for one in section.blocks if not (isinstance(one, Table) and "figure" in one.head))
    return replace(section, blocks=tuple(blocks))
