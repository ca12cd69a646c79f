"""A place that cannot be read at all, and why: everything runs, and nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from greenlane.model.plan import Pass, Plan, Refusal
from greenlane.planner.kept import Keeping, Left, Owed
from greenlane.planner.store import Found, Wanted


@dataclass(frozen=True)
class NoKept:
    """why: nothing can be read, in a sentence without a full stop."""

    why: str

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        del wanted, now
        return Found(unreadable=self.why)

    def debts(self, *, now: int) -> Owed:
        del now
        return Owed(unreadable=self.why)

    def clean(self, *, now: int) -> int:
        del now
        return 0

    def reports(self, passes: Sequence[Pass], into: Path, *, now: int) -> tuple[Refusal, ...]:
        del into, now
        return tuple(Refusal(f"reports of {one.job} from run {one.run_id}", self.why) for one in passes)

    def why_not_write(self) -> str:
        return self.why

    def write(self, one: Pass, *, now: int) -> str:
        del one, now
        return ""

    def owe(self, plan: Plan) -> None:
        """Nowhere."""

    def keep(self, left: Left, laid: Path | None = None) -> Keeping:
        del left, laid
        return Keeping(refusals=(Refusal("this run keeps nothing", self.why),))
