"""What each job came to, held against its decision. Pure.

A planned job has its result from its leg, where legs leave results; and from the workflow's job that carries
it: the matrix of its leg's stage, the planning job, or, where there are no matrices, the one of its own name.
Both have to say success.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from greenlane.model.frozen import frozen
from greenlane.model.leg import Ending, JobResult
from greenlane.model.plan import HERE as PLANNING_LEG
from greenlane.model.plan import Choice, Decision, Group, Plan
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
    """results: of its jobs, GitHub's words; None in the planning job itself, which knows of no other.

    matrices: those that run the legs, one a stage, in order. planner: the job that plans, and runs its leg.
    legs: what became of planned jobs by their legs; None where legs leave no results.
    """

    results: Mapping[str, str] | None
    matrices: Sequence[str] = ()
    planner: str = ""
    legs: Mapping[str, JobResult] | None = None

    def judged(self, plan: Plan) -> tuple[Judged, ...]:
        """Every planned job; then all others, which have to succeed."""
        groups = {group.name: group for group in plan.groups}
        carried = {one.job: self._place(one, groups.get(one.group)) for one in plan.decisions}
        jobs = tuple(self._planned(plan, carried))
        return (*jobs, *self._stages(plan, jobs, carried), *unplanned(self._others(carried)))

    def _known(self) -> Mapping[str, str]:
        return self.results or {}

    def _others(self, carried: Mapping[str, str]) -> dict[str, str]:
        """Jobs of the workflow that carry no planned one; the planning job is one of them in any case."""
        apart = {*self.matrices, *carried.values()} - {self.planner}
        return {name: result for name, result in self._known().items() if name not in apart}

    def _place(self, one: Decision, group: Group | None) -> str:
        """Who carries a planned job."""
        if one.choice not in HERE or (self.legs is None and not self.matrices):
            return one.job
        if group is not None and group.name == PLANNING_LEG:
            return self.planner or "the planning job"
        stage = group.stage if group is not None else 0
        return self.matrices[stage] if stage < len(self.matrices) else f"a matrix of stage {stage}"

    def _planned(self, plan: Plan, carried: Mapping[str, str]) -> Iterator[Judged]:
        """What a matrix came to says nothing of a job that is left out, whatever its name."""
        for one in plan.decisions:
            carrier = carried[one.job]
            result = self._known().get(carrier)
            if one.choice in HERE:
                yield self._ran(one, carrier, result)
                continue
            result = None if carrier in (*self.matrices, self.planner) else result
            outcome, reason = _left_out(one, result)
            yield Judged(one.job, one.choice, result or "", outcome, reason)

    def _ran(self, one: Decision, carrier: str, carried: str | None) -> Judged:
        """A job that was to run."""
        if self.legs is None:
            return Judged(one.job, one.choice, carried or "", *_ended(carried, carrier))
        found = self.legs.get(one.job)
        if found is None:
            why = f"missing: leg {one.group} left no result of it"
            said = f" ({carrier}: {carried})" if carried else ""
            return Judged(one.job, one.choice, "", Outcome.FAIL, f"{why}{said}")
        if found.result is not Ending.SUCCESS:
            why = f": {found.reason}" if found.reason else ""
            said = f"{WORDS[found.result]}{why}"
            return Judged(one.job, one.choice, found.result.value, Outcome.FAIL, said)
        if self.results is not None and carried in (None, "skipped"):
            return Judged(one.job, one.choice, "success", *_ended(carried, carrier))
        return Judged(one.job, one.choice, "success", Outcome.PASS, "ran and succeeded")

    def _stages(self, plan: Plan, jobs: Sequence[Judged], carried: Mapping[str, str]) -> Iterator[Judged]:
        """Matrices without legs, skipped as planned; those that did not succeed although their legs did."""
        red = {carried[one.name] for one in jobs if one.outcome is Outcome.FAIL}
        filled = {group.stage for group in plan.groups if group.name != PLANNING_LEG}
        for stage, name in enumerate(self.matrices):
            result = self._known().get(name, "skipped")
            if stage not in filled:
                empty = Outcome.NOT_RUN, "no leg, as planned"
                yield Judged(name, None, result, *(empty if result == "skipped" else _ended(result, name)))
            elif self.legs is not None and result != "success" and name not in red:
                yield Judged(name, None, result, Outcome.FAIL, f"{result}, though its jobs succeeded")


WORDS = {
    Ending.SUCCESS: "ran and succeeded",
    Ending.FAILURE: "failed",
    Ending.CANCELLED: "cancelled",
    Ending.SKIPPED: "skipped",
}


def unplanned(results: Mapping[str, str]) -> Iterator[Judged]:
    """Jobs of the workflow that run no planned one: the planning job itself, and what else it needs."""
    for name in sorted(results):
        outcome, reason = _ended(results[name], name)
        reason = "skipped, and no plan says so" if results[name] == "skipped" else reason
        yield Judged(name, None, results[name], outcome, reason)


def _ended(result: str | None, carrier: str) -> tuple[Outcome, str]:
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
        return _ended(result, one.job)
    if one.choice is Choice.DEFER:
        return Outcome.NOT_RUN, f"put off as planned: {one.reason}"
    return Outcome.PASS, f"reused as planned: {one.reason}"
