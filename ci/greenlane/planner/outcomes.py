"""What each job came to, held against its decision. Pure.

A planned job has its result from the workflow's job that carries it: the matrix of its leg's stage, or, where
there are no matrices, the one of its own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from greenlane.model.frozen import frozen
from greenlane.model.plan import Choice, Decision, Plan
from greenlane.model.verdict import Outcome
from greenlane.planner.saying import HERE


@frozen
class Judged:
    """One job. name: of the planner, or of the workflow for one that was not planned (choice None).

    result: GitHub's word, "" when there was none. A job that was put off is not-run.
    """

    name: str
    choice: Choice | None
    result: str
    outcome: Outcome
    reason: str


@frozen
class Workflow:
    """results: of its jobs, GitHub's words. matrices: those that run the legs, one a stage, in order."""

    results: Mapping[str, str]
    matrices: Sequence[str] = ()

    def judged(self, plan: Plan) -> tuple[Judged, ...]:
        """Every planned job; then all others, which have to succeed."""
        carried = self._carried(plan)
        apart = {*self.matrices, *carried.values()}
        others = {name: result for name, result in self.results.items() if name not in apart}
        return (*self._planned(plan, carried), *self._empty(plan), *unplanned(others))

    def _carried(self, plan: Plan) -> dict[str, str]:
        """Who carries each planned job."""
        stages = {group.name: group.stage for group in plan.groups}
        return {one.job: self._place(one, stages) for one in plan.decisions}

    def _place(self, one: Decision, stages: Mapping[str, int]) -> str:
        if not self.matrices or one.choice not in HERE:
            return one.job
        stage = stages.get(one.group, 0)
        return self.matrices[stage] if stage < len(self.matrices) else f"a matrix of stage {stage}"

    def _planned(self, plan: Plan, carried: Mapping[str, str]) -> Iterator[Judged]:
        """What a matrix came to says nothing of a job that is left out, whatever its name."""
        for one in plan.decisions:
            carrier = carried[one.job]
            result = self.results.get(carrier)
            if one.choice in HERE:
                outcome, reason = _ran(result, carrier)
            else:
                result = None if carrier in self.matrices else result
                outcome, reason = _left_out(one, result)
            yield Judged(one.job, one.choice, result or "", outcome, reason)

    def _empty(self, plan: Plan) -> Iterator[Judged]:
        """Matrices of stages without legs: skipped, as planned."""
        filled = {group.stage for group in plan.groups}
        for name in [one for stage, one in enumerate(self.matrices) if stage not in filled]:
            result = self.results.get(name, "skipped")
            done = (Outcome.NOT_RUN, "no leg, as planned") if result == "skipped" else _ran(result, name)
            yield Judged(name, None, result, *done)


def unplanned(results: Mapping[str, str]) -> Iterator[Judged]:
    """Jobs of the workflow that run no planned one: the planning job itself, and what else it needs."""
    for name in sorted(results):
        outcome, reason = _ran(results[name], name)
        reason = "skipped, and no plan says so" if results[name] == "skipped" else reason
        yield Judged(name, None, results[name], outcome, reason)


def _ran(result: str | None, carrier: str) -> tuple[Outcome, str]:
    match result:
        case "success":
            return Outcome.PASS, "ran and succeeded"
        case None:
            return Outcome.FAIL, f"missing: it is planned to run, and {carrier} has no result"
        case "skipped":
            return Outcome.FAIL, "skipped, and the plan runs it"
        case "failure":
            return Outcome.FAIL, "failed"
        case "cancelled":
            return Outcome.FAIL, "cancelled"
        case _:
            return Outcome.FAIL, f"ended as {ascii(result)[:40]}, which is no result of a job"


def _left_out(one: Decision, result: str | None) -> tuple[Outcome, str]:
    if one.choice is Choice.REFUSE:
        return Outcome.FAIL, f"refused: {one.reason}"
    if result == "success":
        return Outcome.PASS, "ran and succeeded; the plan did not ask for it"
    if result not in (None, "skipped"):
        return _ran(result, one.job)
    if one.choice is Choice.DEFER:
        return Outcome.NOT_RUN, f"put off as planned: {one.reason}"
    return Outcome.PASS, f"reused as planned: {one.reason}"
