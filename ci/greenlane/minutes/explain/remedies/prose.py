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

LACKING = Note(
    "path conditions: which files a change touched is not known here; run this in a clone with its history"
)
IGNORED = 'paths-ignore: ["**.md", "**.rst", "**.adoc", "docs/**", "**/LICENSE*"]'


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    if not terms.changes_told:
        yield LACKING
        return
    prose = workflow.prose
    saved = terms.weigh(prose.tally.minutes)
    if not saved:
        return
    yield terms.remedy(
        "paths",
        f"Do not run {spoken(workflow.path)} for a change of prose alone",
        workflow,
        ("on:", "  push:", f"    {IGNORED}", "  pull_request:", f"    {IGNORED}"),
        saved=saved,
        cost=saved / prose.runs * prose.failed,
        evidence=f"{prose.runs} of {workflow.changes_known} runs whose change is known touched only prose; "
        f"{prose.failed} of them failed",
        risk="a required check that does not run stays pending: require one that always runs",
    )
