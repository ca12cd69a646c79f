"""Runs that a newer push had made worthless, and that went on: `cancel-in-progress`.

Saved: what first attempts still billed after the next run of the same workflow, branch, event and actor had
begun; a cancelled job bills the minute it is in, and ten seconds more. Default branches, schedules, and
workflows whose name or path speaks of releasing or deploying are left alone. It costs no minutes, but the
verdict of the run that is cut short.
"""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.minutes.explain.edits import spoken
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.terms import Note, Terms
from greenlane.model.forecast import Remedy

NAMES = ("cancel-in-progress",)
# A run that must not be cancelled gets a group of its own: in a shared one, those that wait are cancelled.
PULLS = "github.event.pull_request.number"
BRANCHES = "github.ref_name != github.event.repository.default_branch && github.ref"


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    spared = workflow.superseded
    saved = terms.weigh(spared.tally.minutes)
    if not saved:
        return
    ours = f"{PULLS} || {BRANCHES}" if "push" in workflow.superseded_events else PULLS
    edit = (
        "concurrency:",
        f"  group: ${{{{ github.workflow }}}}-${{{{ {ours} || github.run_id }}}}",
        "  cancel-in-progress: true",
    )
    yield terms.remedy(
        "cancel-in-progress",
        f"Cancel runs of {spoken(workflow.path)} when a newer one of the same branch begins",
        workflow,
        edit,
        saved=saved,
        cost=0.0,
        evidence=f"{spared.runs} of {workflow.runs} runs went on after a newer one had begun",
        risk=f"the verdict of a run that is cut short is lost: {spared.failed} of these {spared.runs} had "
        "failed; jobs and steps with `if: always()` go on",
    )
