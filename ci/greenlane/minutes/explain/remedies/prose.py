"""Runs for a change of prose alone: `paths-ignore`.

Saved: runs of push and pull request whose change touched only Markdown, docs/, a licence and the like. Cost:
where such a run failed, the failure is found by the next run, which then fails in its place: one run more.
Which files a change touched is not in GitHub's lists; without it nothing is judged, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.minutes.explain.edits import spoken
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.terms import Note, Terms
from greenlane.model.forecast import Remedy

NAMES = ("paths",)
LACKING = Note(
    "path conditions: which files a change touched is not in GitHub's lists, and no clone was there to ask"
)
IGNORED = 'paths-ignore: ["**.md", "**.rst", "**.adoc", "docs/**", "**/LICENSE*"]'


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    if not terms.changes_told:
        yield LACKING
        return
    if workflow.changes_known < workflow.changes_asked:
        yield Note(
            f"path conditions of {spoken(terms.where(workflow))}: judged on {workflow.changes_known} of "
            f"{workflow.changes_asked} runs; of the others it is not known which files their change touched"
        )
    prose = workflow.prose
    saved = terms.weigh(prose.tally.minutes)
    if saved:
        yield terms.remedy(
            "paths",
            f"Do not run {spoken(workflow.path)} for a change of prose alone",
            workflow,
            edit(workflow.prose_events),
            saved=saved,
            cost=saved / prose.runs * prose.failed,
            evidence=f"{prose.runs} of {workflow.changes_known} runs whose change is known touched only "
            f"prose; {prose.failed} of them failed",
            risk="a required check that does not run stays pending: require one that always runs",
        )


def edit(events: set[str]) -> tuple[str, ...]:
    """For the events whose runs were judged."""
    return ("on:", *(line for event in sorted(events) for line in (f"  {event}:", f"    {IGNORED}")))
