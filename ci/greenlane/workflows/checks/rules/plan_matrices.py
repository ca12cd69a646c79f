"""A workflow that has not room for what the plan asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenlane.workflows.checks.expressions import expressions, references
from greenlane.workflows.checks.gates import asks_status, matrices, plans
from greenlane.workflows.checks.places import Told, high, medium
from greenlane.workflows.checks.repository import DeclaredJob, Job, Repository, Workflow

TITLE = "the workflow's matrices do not fit the plan"
WHY = (
    "greenlane.yaml says which jobs need others; each further stage of them is a matrix of its own. "
    "Without it its jobs never run, and the gate is red. An empty matrix is refused, so each asks first "
    "whether it has legs; and a stage that needs a skipped one is skipped too, unless its condition "
    "speaks of that."
)
FIX = "one job a stage: if: has_jobs…, matrix: fromJSON(needs.plan.outputs.matrix…), runs-on: matrix.runner"
# The stages of our own reusable-checks.yml: legs, legs-1, legs-2.
REUSABLE = 3


def find(repository: Repository) -> Iterator[Told]:
    stages = depth(repository.declared)
    for flow in repository.workflows:
        for job in flow.jobs:
            is_ours = job.uses.text.partition("@")[0].endswith("/reusable-checks.yml")
            if is_ours and stages > REUSABLE:
                said = (
                    f"the jobs of greenlane.yaml need each other in {stages} stages, and this has {REUSABLE}"
                )
                yield high(flow.path, job.uses, said, "let fewer jobs need each other, or write the matrices")
        planner = next((job for job in flow.jobs if plans(job)), None)
        found = list(matrices(flow)) if planner else []
        if planner and found:
            yield from _missing(flow, planner, {stage for stage, _, _ in found}, stages)
        may_skip = {job.name for job in flow.jobs if job.node.at("if")}
        for stage, job, at in found:
            yield from _wrong(flow, job, stage, may_skip)
            if planner and at.path[1] != planner.name.lower():
                yield high(flow.path, at, f"the plan is made by {planner.name}, not by {at.path[1]}")


def _missing(flow: Workflow, planner: Job, there: set[int], stages: int) -> Iterator[Told]:
    for stage in range(stages):
        if stage not in there:
            name = f"matrix_{stage}" if stage else "matrix"
            said = f"greenlane.yaml has jobs on stage {stage}, and no job takes its matrix ({name})"
            yield high(flow.path, planner.key, said)


def _wrong(flow: Workflow, job: Job, stage: int, may_skip: set[str]) -> Iterator[Told]:
    name = f"has_jobs_{stage}" if stage else "has_jobs"
    condition = job.node.at("if")
    asked = [one.path[-1] for text in expressions(condition, is_condition=True) for one in references(text)]
    if name not in asked:
        at = condition or job.key
        said = f"{job.name} starts also when stage {stage} has no legs, and an empty matrix is refused"
        yield high(flow.path, at, said, f"if: needs.plan.outputs.{name} == 'true'")
    skipped = sorted(may_skip & set(job.needs))
    if skipped and not asks_status(job):
        said = f"{job.name} is skipped whenever {', '.join(skipped)} is"
        yield high(flow.path, condition or job.key, said, "if: ${{ !cancelled() && !failure() && … }}")
    runs_on = job.node.at("runs-on")
    if "matrix.runner" not in "".join(one.text for one in runs_on.words()):
        said = f"{job.name} does not run on the runner that the plan chose"
        yield medium(flow.path, runs_on or job.key, said, "runs-on: ${{ matrix.runner }}")


def depth(declared: Sequence[DeclaredJob]) -> int:
    """How many stages there are: the longest chain of jobs that need each other."""
    needs = {job.name: job.needs for job in declared}
    stage: dict[str, int] = {}
    for _ in needs:
        stage = {
            name: 1 + max((stage.get(one, 0) for one in wanted if one in needs), default=0)
            for name, wanted in needs.items()
        }
    return max(stage.values(), default=0)
