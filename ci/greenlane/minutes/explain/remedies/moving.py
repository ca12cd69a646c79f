"""Jobs that could do with a cheaper machine: ubuntu-slim, or arm64.

Saved: what standard Linux took. Cost: what the other machine takes for the same work. ubuntu-slim has one
processor: every job is taken to last twice as long there, which is the worst case against two processors;
one that would then pass 15 minutes, its limit, is paid for twice. arm64 is taken to be as fast. Whether
anything is saved is up to the law: where a minute is a minute, nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from greenlane.minutes.explain.edits import in_job, spoken
from greenlane.minutes.explain.history import JobHistory, WorkflowHistory
from greenlane.minutes.explain.terms import ENOUGH, Note, Terms
from greenlane.model.forecast import Remedy
from greenlane.model.jobs import Machine

SLIM_LIMIT_S = 15 * 60
TOO_LONG = 0.02
"""The share of jobs beyond the limit at which a move is no longer proposed."""


@dataclass(frozen=True)
class _Move:
    """One job, elsewhere."""

    name: str
    label: str
    saved: float
    cost: float
    risk: str


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    if workflow.tally.minutes[Machine.LINUX]:
        yield from _pointless(terms)
    for _, job in sorted(workflow.jobs.items()):
        seconds = job.seconds((Machine.LINUX,))
        if seconds.total() < ENOUGH:
            continue
        moves = [move for move in (_slim(seconds, terms), _arm(seconds, terms)) if move]
        if moves:
            best = max(moves, key=lambda one: one.saved - one.cost)
            yield _remedy(workflow, terms, job, best, seconds)


def _pointless(terms: Terms) -> Iterator[Note]:
    """Machines on which the law gives nothing away."""
    machines = {"ubuntu-slim": Machine.LINUX_SLIM, "arm64": Machine.LINUX_ARM}
    for name, machine in machines.items():
        if terms.weight(machine) >= terms.weight(Machine.LINUX):
            yield Note(
                f"{name}: under the law {terms.law.name!r} a minute there takes as much of the quota as "
                "one of ubuntu-latest, or more, so moving jobs saves nothing"
            )


def _slim(seconds: Counter[int], terms: Terms) -> _Move | None:
    if terms.weight(Machine.LINUX_SLIM) >= terms.weight(Machine.LINUX):
        return None
    slow = {one: one * terms.slim_slowdown for one in seconds}
    beyond = sum(many for one, many in seconds.items() if slow[one] > SLIM_LIMIT_S)
    if beyond > TOO_LONG * seconds.total():
        return None
    now = sum(many * -(-one // 60) for one, many in seconds.items()) * terms.weight(Machine.LINUX)
    there = sum(many * -(-min(slow[one], SLIM_LIMIT_S) // 60) for one, many in seconds.items())
    again = sum(many * -(-one // 60) for one, many in seconds.items() if slow[one] > SLIM_LIMIT_S)
    cost = there * terms.weight(Machine.LINUX_SLIM) + again * terms.weight(Machine.LINUX)
    risk = "one processor, 5 GB, a container with fewer tools, 15 minutes at most; slower"
    if beyond:
        risk += f": {beyond} of {seconds.total()} jobs might not end in time"
    return _Move("slim", "ubuntu-slim", now, cost, risk)


def _arm(seconds: Counter[int], terms: Terms) -> _Move | None:
    if terms.weight(Machine.LINUX_ARM) >= terms.weight(Machine.LINUX):
        return None
    minutes = sum(many * -(-one // 60) for one, many in seconds.items())
    now, there = (minutes * terms.weight(one) for one in (Machine.LINUX, Machine.LINUX_ARM))
    risk = "checks another architecture than x64; images and binaries must exist for arm64; taken as fast"
    return _Move("arm64", "ubuntu-24.04-arm", now, there, risk)


def _remedy(
    workflow: WorkflowHistory, terms: Terms, job: JobHistory, move: _Move, seconds: Counter[int]
) -> Remedy:
    total = seconds.total()
    mean = sum(one * many for one, many in seconds.items()) / total / 60
    return terms.remedy(
        move.name,
        f"Run {spoken(job.name)} on {move.label}",
        workflow,
        in_job(job.name, terms.file(workflow), (f"runs-on: {move.label}",)),
        saved=move.saved,
        cost=move.cost,
        evidence=f"{total} jobs of {mean:.1f} minutes on average, {max(seconds) / 60:.0f} at most",
        risk=move.risk,
    )
