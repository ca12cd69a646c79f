"""What every remedy is judged by: the law, the span, what is known of the workflow files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import fsum
from typing import NamedTuple, Protocol

from greenlane.minutes.explain.facts import DEFAULT_BRANCHES, Tally
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.workflow_file import WorkflowFile
from greenlane.model.bill import Law
from greenlane.model.forecast import Remedy
from greenlane.model.jobs import Machine

PAGE = "docs/minutes-explain.md"
MONTH_DAYS = 30
SLIM_SLOWDOWN = 2.0
"""ubuntu-slim has one processor where the standard machine of a private repository has two: at worst, a job
takes twice as long."""

ENOUGH = 20
"""How many jobs or runs a history must hold before its quantiles are trusted."""


@dataclass(frozen=True)
class Terms:
    """days: that the history spans. files: by repository, in lower case, and path. many: whether there are
    several repositories to be told apart. changes_told: whether anyone can tell which files a change touched.
    """

    law: Law
    days: float
    default_branches: frozenset[str] = DEFAULT_BRANCHES
    slim_slowdown: float = SLIM_SLOWDOWN
    files: Mapping[tuple[str, str], WorkflowFile] = field(default_factory=dict)
    changes_told: bool = False
    many: bool = False

    def weight(self, machine: Machine) -> float:
        """The included minutes that one minute there takes."""
        return float(self.law.weights.get(machine, Fraction(0)))

    def weigh(self, minutes: Mapping[Machine, int]) -> float:
        """The included minutes that these take."""
        return float(self.law.weigh(minutes))

    def rounding(self, tally: Tally) -> float:
        """How many included minutes rounding up added."""
        return fsum(
            self.weight(one) * (much - tally.seconds[one] / 60) for one, much in tally.minutes.items()
        )

    def a_month(self, minutes: float) -> float:
        """Minutes of this history, as minutes of 30 days."""
        return minutes * MONTH_DAYS / self.days

    def file(self, workflow: WorkflowHistory) -> WorkflowFile | None:
        return self.files.get((workflow.repository.lower(), workflow.path))

    def where(self, workflow: WorkflowHistory) -> str:
        return f"{workflow.repository}: {workflow.path}" if self.many else workflow.path

    def remedy(
        self,
        name: str,
        title: str,
        workflow: WorkflowHistory,
        edit: tuple[str, ...],
        *,
        saved: float,
        cost: float,
        evidence: str,
        risk: str,
    ) -> Remedy:
        """A remedy whose saved and cost are minutes of this history."""
        saved, cost = self.a_month(saved), self.a_month(cost)
        docs = f"{PAGE}#{name}"
        return Remedy(name, title, self.where(workflow), edit, saved, cost, evidence, risk, docs)


class Note(NamedTuple):
    """What could not be judged or brings nothing, and why."""

    text: str


class Judge(Protocol):
    """A module of the folder `remedies`: what it would do about one workflow. NAMES: of its remedies."""

    NAMES: tuple[str, ...]

    def judge(self, workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]: ...
