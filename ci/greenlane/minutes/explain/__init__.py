"""What the minutes went to, and what would have spared some, judged on one pass over a history.

Properties
- One pass over the jobs. What is kept grows with the workflows and the names of their jobs, not with the
  number of runs (history.py, sample.py, window.py).
- Every remedy is net: what it saves less what it costs, both from this history, as minutes of 30 days under
  the law that is given. Under a law that weighs all machines alike, moving a job saves nothing, and that is
  said.
- A remedy whose net is below one minute a month is dismissed, not hidden.
- Remedies are judged each on its own: they overlap, and their savings do not add up.
- The order of the jobs changes nothing as long as they fit into the window.
It does not know what a job tests: whether to do without a verdict is for people to decide, and `risk` says
which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum

from greenlane.minutes.explain.facts import DEFAULT_BRANCHES
from greenlane.minutes.explain.gathering import Changed, Gathering
from greenlane.minutes.explain.remedies import judge_of, names
from greenlane.minutes.explain.terms import Note, Terms
from greenlane.minutes.explain.workflow_file import read_workflow
from greenlane.model.bill import Law
from greenlane.model.explain import Explanation, Waste, Wasted
from greenlane.model.forecast import Remedy
from greenlane.model.jobs import LedgerJob, Machine

__all__ = ["explain"]

GITHUBS_OWN = "dynamic/"
"""Where the paths of workflows begin that are no file of the repository: nobody can edit them."""

LEAST = 1.0
"""Minutes a month below which a remedy is not worth its edit."""


def explain(
    jobs: Iterable[LedgerJob],
    *,
    law: Law,
    days: float,
    files: Mapping[tuple[str, str], str] | None = None,
    changed: Changed | None = None,
    default_branches: Collection[str] = DEFAULT_BRANCHES,
) -> Explanation:
    """What these jobs came to under a law, and the remedies, the largest net first.

    days: that the jobs span; where the ledger knows fewer than were asked for, those it knows.
    files: the text of workflow files, by repository and path, for edits that name the very jobs.
    changed: tells which files a run's change touched; without it, path conditions are not judged.
    """
    history = Gathering(changed, default_branches)
    for job in jobs:
        history.add(job)
    history.close()
    texts = {(repository.lower(), path): text for (repository, path), text in (files or {}).items()}
    read = {key: file for key, text in texts.items() if (file := read_workflow(text))}
    terms = Terms(
        law,
        max(days, 1.0),
        frozenset(default_branches),
        files=read,
        changes_told=changed is not None,
        many=len({repository for repository, _ in history.workflows}) > 1,
    )
    remedies, notes = _judge(history, terms)
    return _explanation(history, terms, remedies, notes)


def _judge(history: Gathering, terms: Terms) -> tuple[list[Remedy], tuple[str, ...]]:
    remedies: list[Remedy] = []
    notes: dict[str, None] = {}
    for name in names():
        for _, workflow in sorted(history.workflows.items()):
            if not workflow.tally.jobs or workflow.path.startswith(GITHUBS_OWN):
                continue
            for found in judge_of(name).judge(workflow, terms):
                if isinstance(found, Note):
                    notes[found.text] = None
                else:
                    remedies.append(found)
    return remedies, tuple(notes)


def _explanation(
    history: Gathering, terms: Terms, remedies: list[Remedy], notes: tuple[str, ...]
) -> Explanation:
    total: dict[Machine, int] = {}
    for workflow in history.workflows.values():
        for machine, minutes in workflow.tally.minutes.items():
            total[machine] = total.get(machine, 0) + minutes
    ranked = sorted(remedies, key=lambda one: (-one.net, one.name, one.where, one.title))
    return Explanation(
        law=terms.law.name,
        days=terms.days,
        runs=sum(one.runs for one in history.workflows.values()),
        jobs=history.jobs,
        billed=sum(one.tally.jobs for one in history.workflows.values()),
        raw=sum(total.values()),
        minutes=terms.weigh(total),
        unknown=history.unknown,
        apart={one: much for one, much in sorted(total.items()) if not terms.weight(one)},
        wasted=tuple(_wasted(history, terms)),
        remedies=tuple(one for one in ranked if one.net >= LEAST),
        dismissed=tuple(one for one in ranked if one.net < LEAST),
        notes=notes,
    )


def _wasted(history: Gathering, terms: Terms) -> Iterable[Wasted]:
    """Every way in which minutes went, in the order of Waste."""
    for kind in Waste:
        if kind is Waste.ROUNDING:
            tallies = [one.tally for one in history.workflows.values()]
            yield Wasted(kind, sum(one.jobs for one in tallies), fsum(map(terms.rounding, tallies)))
        else:
            tally = history.wasted[kind]
            yield Wasted(kind, tally.jobs, terms.weigh(tally.minutes))
