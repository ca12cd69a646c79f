"""What is kept from one run to the next: passes, what is owed, the count of shadow, reports of reused jobs.

Every place (a folder, GitHub's artifacts, PostgreSQL) answers to `Kept`; cli/plan_passes.py opens it. What
cannot be read is said, and then everything runs and nothing is put off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from greenlane.model.plan import Debt, Pass, Plan, Refusal
from greenlane.planner.store import Found, Wanted


@dataclass(frozen=True)
class Owed:
    """What is owed, of all branches. unreadable: why nothing can be said, "" when it can."""

    debts: tuple[Debt, ...] = ()
    unreadable: str = ""


@dataclass(frozen=True)
class Left:
    """What a run leaves for the next ones.

    plan: its debts are what is owed from now on; the passes that it cites are carried on. passes: of jobs
    that succeeded in this run. reports: by job (of passes and of cited ones), the folder in which its reports
    lie by their paths. clean: plans in shadow without a miss, in a row, this one included; 0 after a miss;
    None when this run says nothing of it.
    """

    plan: Plan
    passes: tuple[Pass, ...] = ()
    reports: Mapping[str, Path] = field(default_factory=dict)
    clean: int | None = None


@dataclass(frozen=True)
class Keeping:
    """What came of keeping. is_laid: something lies in the folder to upload. refusals: what is not kept."""

    is_laid: bool = False
    refusals: tuple[Refusal, ...] = ()


class Kept(Protocol):
    """A place. Anybody may read; who writes there is the place's own matter."""

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        """The passes that there are of these, verified. Raises nothing that the outside world causes."""
        ...

    def debts(self, *, now: int) -> Owed:
        """What is owed. Raises OutsideError where a person has to mend it first: no debt is forgotten."""
        ...

    def clean(self, *, now: int) -> int:
        """How many plans in shadow were clean, the latest ones in a row; 0 when that is not known."""
        ...

    def reports(self, passes: Sequence[Pass], into: Path, *, now: int) -> tuple[Refusal, ...]:
        """Lay what these passes left under `into`/<store.tag(job)>/<path>; what is missing is told.

        Only passes that `find` gave. What was altered is missing. A job with a refusal has no folder there.
        """
        ...

    def why_not_write(self) -> str:
        """Why this run may leave nothing here; "" when it may. What cannot be written down is not put off."""
        ...

    def write(self, one: Pass, *, now: int) -> str:
        """Keep a single pass at once, one without reports; where it lies, "" where only `keep` can."""
        ...

    def owe(self, plan: Plan) -> None:
        """Write down what is owed, where that can be done at once: else `keep` does it."""
        ...

    def keep(self, left: Left, laid: Path | None = None) -> Keeping:
        """Keep all of it. laid: a folder for what has to be uploaded by the workflow.

        A run that may not write keeps nothing, and that is told. Raises OutsideError, UsageError.
        """
        ...
