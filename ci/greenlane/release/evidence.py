"""What speaks for a commit: passes of its jobs, records of its gates, nothing owed. Pure.

- Every declared job has to have passed at this very commit: in a run that may be trusted, or in this run. The
  same content at another commit is no evidence, however sure it is.
- Every record of a gate counts, whoever wrote it: green, of this commit, of files that are all the commit's,
  not older than a day, no tool of it unknown. A gate that had nothing to look at neither speaks nor stops.
- What is owed on this branch stops it, unless the job has passed at this commit.
- Where nothing speaks, nothing is released.
Unknown is never green.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from greenlane.model.evidence import Evidence
from greenlane.model.plan import Pass
from greenlane.model.verdict import Outcome, together

OLDEST_S = 24 * 3600
"""How old a gate's record may be: what is known of advisories changes from day to day."""
SKEW_S = 300
"""How far clocks may differ."""


@dataclass(frozen=True)
class Claim:
    """What one job, run, gate or debt says of the commit. reason: one line, always there. url: of its run."""

    kind: Literal["job", "run", "gate", "debt"]
    name: str
    outcome: Outcome
    reason: str
    url: str = ""


@dataclass(frozen=True)
class JobSeen:
    """What is known of a declared job. unknown: why its content cannot be told, "" when it can.

    passes: of its content, each with why it does not count for a release, "" when it does. result: what it
    came to in this very run, "" when it did not run in it.
    """

    name: str
    unknown: str = ""
    passes: tuple[tuple[Pass, str], ...] = ()
    result: str = ""


def of_jobs(jobs: Sequence[JobSeen], commit: str, unreadable: str = "") -> list[Claim]:
    """A claim a job. unreadable: why the place of the passes could not be read, "" when it could."""
    return [_of_job(one, commit, unreadable) for one in jobs]


def _of_job(one: JobSeen, commit: str, unreadable: str) -> Claim:
    if one.result:
        outcome = Outcome.PASS if one.result == "success" else Outcome.FAIL
        return Claim("job", one.name, outcome, f"{one.result} in this run")
    here = [(each, why) for each, why in one.passes if each.commit == commit]
    proof = next((each for each, why in here if not why), None)
    if proof is not None:
        return Claim("job", one.name, Outcome.PASS, f"passed in run {proof.run_id}", proof.url)
    if unreadable:
        return Claim("job", one.name, Outcome.UNKNOWN, unreadable)
    return Claim("job", one.name, Outcome.FAIL, _why_not(one, here))


def _why_not(one: JobSeen, here: Sequence[tuple[Pass, str]]) -> str:
    if one.unknown:
        return f"what it depends on cannot be told: {one.unknown}"
    if here:
        return here[0][1]
    if one.passes:
        return f"it passed at {one.passes[0][0].commit[:12]}, and has not run at this commit"
    return "no pass of it at this commit is known"


def of_run(faults: Sequence[str]) -> list[Claim]:
    """A claim for whatever is wrong with the results of this run: they are not believed, and that is told."""
    return [Claim("run", "results", Outcome.FAIL, one) for one in faults]


def of_gate(record: Evidence, commit: str, now: int) -> Claim:
    """What a gate's record says. now: Unix seconds."""
    state = record.work_tree
    age = now - record.started_at
    unknown = [tool.tool for tool in record.tools if tool.outcome is Outcome.UNKNOWN]
    reasons = {
        f"it is of commit {(state.commit or 'none')[:12]}": state.commit != commit,
        "it looked at files that are not the commit's": bool(state.changes),
        "it is dated after now": age < -SKEW_S,
        f"it is {age / 3600:.0f} hours old, and a day is allowed": age > OLDEST_S,
    }
    stale = [reason for reason, holds in reasons.items() if holds]
    if stale:
        return Claim("gate", record.gate, Outcome.FAIL, stale[0])
    if record.outcome is Outcome.PASS and unknown:
        return Claim("gate", record.gate, Outcome.UNKNOWN, f"{', '.join(unknown)} could not look")
    return Claim("gate", record.gate, record.outcome, record.reason)


def of_absent(required: Sequence[str], gates: Sequence[Claim]) -> list[Claim]:
    """A claim for each gate that has to speak and does not: no record, or one that looked at nothing."""
    spoken = {one.name for one in gates if one.outcome is not Outcome.NOT_RUN}
    absent = [name for name in dict.fromkeys(required) if name not in spoken]
    return [Claim("gate", name, Outcome.FAIL, "it has to speak, and no record of it does") for name in absent]


def of_debts(owed: Mapping[str, str]) -> list[Claim]:
    """A claim for each job that is owed and has not passed: name -> the debt in a sentence."""
    return [Claim("debt", name, Outcome.FAIL, said) for name, said in owed.items()]


def missing(claims: Sequence[Claim]) -> Iterator[str]:
    """Every reason why what was seen does not speak for the commit."""
    for one in claims:
        if one.outcome in (Outcome.FAIL, Outcome.UNKNOWN):
            yield f"{one.kind} {one.name}: {one.reason}"
    if verdict(claims) is Outcome.NOT_RUN:
        yield "nothing says that this commit was looked at: no pass of a job, and no record of a gate"


def verdict(claims: Sequence[Claim]) -> Outcome:
    """Of all of them."""
    return together(one.outcome for one in claims)
