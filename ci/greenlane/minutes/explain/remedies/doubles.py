"""The same commit tested twice: by its push and by its pull request.

Saved: runs of `push` on other branches than the default one whose commit the same workflow also ran for a
pull request. It costs no minutes; a branch without a pull request is tested no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.minutes.explain.edits import quoted, spoken
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.terms import Note, Terms
from greenlane.model.forecast import Remedy

NAMES = ("doubles",)


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    doubled = workflow.doubled
    saved = terms.weigh(doubled.tally.minutes)
    if not saved:
        return
    branches = ", ".join(quoted(one) for one in sorted(terms.default_branches))
    yield terms.remedy(
        "doubles",
        f"Run {spoken(workflow.path)} once for a commit of a pull request",
        workflow,
        ("on:", "  push:", f"    branches: [{branches}]", "  pull_request:"),
        saved=saved,
        cost=0.0,
        evidence=f"{doubled.runs} runs of push tested a commit that a pull request tested as well",
        risk="a branch is tested only once it has a pull request; keep what else `push` has now",
    )
