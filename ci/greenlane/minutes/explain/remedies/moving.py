"""Jobs that could do with a cheaper machine: ubuntu-slim, or arm64.

Saved: what standard Linux took. Cost: what the other machine takes for the same work. ubuntu-slim has one
processor: every job is taken to last twice as long there, which is the worst case against two processors;
one that would then pass 15 minutes, its limit, is paid for twice. arm64 is taken to be as fast. Whether
anything is saved is up to the law: where a minute is a minute, nothing is.
Each job goes where its net is best; those of one workflow with one aim are one remedy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from greenlane.minutes.explain.edits import in_jobs, spoken
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.terms import ENOUGH, Note, Terms
from greenlane.model.forecast import Remedy
from greenlane.model.jobs import Machine

SLIM_LIMIT_S = 15 * 60
TOO_LONG = 0.02
"""The share of jobs beyond the limit at which a move is no longer proposed."""

LABELS = {Machine.LINUX_SLIM: "ubuntu-slim", Machine.LINUX_ARM: "ubuntu-24.04-arm"}
AIMS = {Machine.LINUX_SLIM: "slim", Machine.LINUX_ARM: "arm64"}
NAMES = tuple(AIMS.values())
SHOWN = 3


@dataclass(frozen=True)
class Move:
    """One job, elsewhere: included minutes of this history. beyond: jobs that might not end in time."""

    job: str
    aim: Machine
    jobs: int
    saved: float
    cost: float
    beyond: int = 0

    @property
    def net(self) -> float:
        return self.saved - self.cost


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    if workflow.tally.minutes[Machine.LINUX]:
        yield from _pointless(terms)
    best: list[Move] = []
    for name, job in sorted(workflow.jobs.items()):
        seconds = job.seconds((Machine.LINUX,))
        moves = [move for move in (slim(name, seconds, terms), arm(name, seconds, terms)) if move]
        if moves and seconds.total() >= ENOUGH:
            best.append(max(moves, key=lambda one: one.net))
    for aim in LABELS:
        found = sorted((one for one in best if one.aim is aim and one.net > 0), key=lambda one: -one.net)
        if found:
            yield _remedy(workflow, terms, aim, found)


def _pointless(terms: Terms) -> Iterator[Note]:
    """Machines on which the law gives nothing away."""
    for machine, label in LABELS.items():
        if terms.weight(machine) >= terms.weight(Machine.LINUX):
            yield Note(
                f"{label}: under the law {terms.law.name!r} a minute there takes as much of the quota as "
                "one of ubuntu-latest, or more, so moving jobs saves nothing"
            )


def slim(name: str, seconds: Counter[int], terms: Terms) -> Move | None:
    """A job on ubuntu-slim; None where that is no cheaper, or too many would not end in time."""
    if terms.weight(Machine.LINUX_SLIM) >= terms.weight(Machine.LINUX):
        return None
    slow = {one: one * terms.slim_slowdown for one in seconds}
    beyond = sum(many for one, many in seconds.items() if slow[one] > SLIM_LIMIT_S)
    if beyond > TOO_LONG * seconds.total():
        return None
    there = sum(many * -(-min(slow[one], SLIM_LIMIT_S) // 60) for one, many in seconds.items())
    again = sum(many * -(-one // 60) for one, many in seconds.items() if slow[one] > SLIM_LIMIT_S)
    cost = there * terms.weight(Machine.LINUX_SLIM) + again * terms.weight(Machine.LINUX)
    saved = _minutes(seconds) * terms.weight(Machine.LINUX)
    return Move(name, Machine.LINUX_SLIM, seconds.total(), saved, cost, beyond)


def arm(name: str, seconds: Counter[int], terms: Terms) -> Move | None:
    """A job on arm64; None where that is no cheaper."""
    if terms.weight(Machine.LINUX_ARM) >= terms.weight(Machine.LINUX):
        return None
    saved, cost = (_minutes(seconds) * terms.weight(one) for one in (Machine.LINUX, Machine.LINUX_ARM))
    return Move(name, Machine.LINUX_ARM, seconds.total(), saved, cost)


def _minutes(seconds: Counter[int]) -> int:
    return sum(many * -(-one // 60) for one, many in seconds.items())


def _remedy(workflow: WorkflowHistory, terms: Terms, aim: Machine, moves: Sequence[Move]) -> Remedy:
    file, label = terms.file(workflow), LABELS[aim]
    edit = in_jobs([one.job for one in moves], file, (f"runs-on: {label}",))
    what = spoken(moves[0].job) if len(moves) == 1 else f"{len(moves)} jobs of {spoken(workflow.path)}"
    most = ", ".join(f"{spoken(one.job)} {terms.a_month(one.net):.0f}" for one in moves[:SHOWN])
    return terms.remedy(
        AIMS[aim],
        f"Run {what} on {label}",
        workflow,
        edit,
        saved=sum(one.saved for one in moves),
        cost=sum(one.cost for one in moves),
        evidence=f"{sum(one.jobs for one in moves)} jobs; net a month: {most}",
        risk=_risk(aim, moves, terms),
    )


def _risk(aim: Machine, moves: Sequence[Move], terms: Terms) -> str:
    if aim is Machine.LINUX_ARM:
        slower = terms.weight(Machine.LINUX) / terms.weight(aim) - 1
        return (
            "another architecture than x64 is tested, and all it needs must exist for arm64; it pays while "
            f"arm64 is at most {slower:.0%} slower (taken as fast)"
        )
    beyond = sum(one.beyond for one in moves)
    late = f"; {beyond} jobs might not end in time" if beyond else ""
    return (
        f"one processor, 5 GB, a container with fewer tools, 15 minutes at most; taken as "
        f"{terms.slim_slowdown:g} times as slow{late}"
    )
