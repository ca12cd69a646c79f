"""Dear jobs that start beside cheap ones, and go on although those fail: let them wait.

Dear is a machine on which a minute takes at least twice as much of the quota as on the cheap one.
Saved: what the dear jobs of first attempts billed in runs in which a cheap one failed. Cost: where the cheap
one passed when it was run again, the dear ones have to run after all. Cheap jobs to wait for are those that
take ten minutes at most and were seen to run beside every dear one. It costs time: how much is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from greenlane.minutes.explain.attempts import Candidate
from greenlane.minutes.explain.edits import quoted, spoken
from greenlane.minutes.explain.facts import End, RunFacts, Tally
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.terms import ENOUGH, Note, Terms
from greenlane.minutes.explain.workflow_file import FileJob, WorkflowFile
from greenlane.model.forecast import Remedy

NAMES = ("order",)
TIMES = 2
WAIT_S = 600
PASSED = "!failure() && !cancelled()"


@dataclass
class Outcome:
    """What waiting would have done. runs: in which a cheap job failed; both: and a dear one as well."""

    runs: int = 0
    both: int = 0
    saved: Tally = field(default_factory=Tally)
    again: Tally = field(default_factory=Tally)


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    dear, cheap = sides(list(workflow.attempts.jobs.values()), terms)
    if len(workflow.attempts.firsts) < ENOUGH or not dear or not cheap:
        return
    found = waited(workflow.sample.runs, {one.name for one in dear}, {one.name for one in cheap})
    if found.runs:
        yield _remedy(workflow, terms, dear, cheap, found)


def sides(jobs: Sequence[Candidate], terms: Terms) -> tuple[list[Candidate], list[Candidate]]:
    """The dear jobs, and the cheap ones that they could wait for."""
    weights = {one.name: terms.weight(one.machine) for one in jobs}
    least = min((weight for weight in weights.values() if weight), default=0.0)
    dear = [one for one in jobs if weights[one.name] >= TIMES * least > 0]
    lowest = min((weights[one.name] for one in dear), default=0.0)
    cheap = [
        one
        for one in jobs
        if 0 < TIMES * weights[one.name] <= lowest
        and one.middle_s <= WAIT_S
        and all(other.name in one.beside for other in dear)
    ]
    return sorted(dear, key=lambda one: one.name), sorted(cheap, key=lambda one: one.name)


def waited(runs: Sequence[RunFacts], dear: Collection[str], cheap: Collection[str]) -> Outcome:
    """What these runs would have billed less, had the dear jobs waited for the cheap ones."""
    found = Outcome()
    for run in runs:
        failed = {job.name for job in run.jobs if job.attempt == 1 and job.end is End.FAILED}
        spared = [job for job in run.jobs if job.attempt == 1 and job.name in dear and job.minutes]
        if not failed & set(cheap) or not spared:
            continue
        found.runs += 1
        found.both += bool(failed & set(dear))
        found.saved.add_all(spared)
        passed = {job.name for job in run.jobs if job.attempt > 1 and job.end is End.PASSED}
        if failed & set(cheap) <= passed:
            found.again.add_all(spared)
    return found


def _remedy(
    workflow: WorkflowHistory,
    terms: Terms,
    dear: Sequence[Candidate],
    cheap: Sequence[Candidate],
    found: Outcome,
) -> Remedy:
    factor = workflow.sample.factor
    later_s = max(one.middle_s for one in cheap)
    what = spoken(dear[0].name) if len(dear) == 1 else f"{len(dear)} dear jobs of {spoken(workflow.path)}"
    return terms.remedy(
        "order",
        f"Let {what} wait until {len(cheap)} cheap ones have passed",
        workflow,
        edit([one.name for one in dear], [one.name for one in cheap], terms.file(workflow)),
        saved=terms.weigh(found.saved.minutes) * factor,
        cost=terms.weigh(found.again.minutes) * factor,
        evidence=f"in {found.runs} runs a cheap job failed beside them; judged on {workflow.sample.words}",
        risk=f"about {later_s / 60:.0f} minutes later; in {found.both} of these {found.runs} runs a dear job "
        "failed as well, which is then seen in the next run",
    )


def edit(dear: Sequence[str], cheap: Sequence[str], file: WorkflowFile | None) -> tuple[str, ...]:
    """`needs` of the dear jobs beside what they need now; in words where the file cannot tell them apart.

    A job that was skipped by its own condition keeps none waiting.
    """
    waiting = _jobs(dear, file)
    first = _jobs(cheap, file)
    if not waiting or not first or set(waiting) & set(first):
        return _in_words(dear, cheap)
    lines = ["jobs:"]
    for job_id, job in waiting.items():
        own = condition(job.given.get("if"))
        needs = ", ".join(dict.fromkeys([*job.needs, *first]))
        lines += [f"  {job_id}:", f"    needs: [{needs}]", f"    if: {quoted(f'${{{{ {PASSED}{own} }}}}')}"]
    return tuple(lines)


def condition(own: Any) -> str:
    """What a job's own `if` adds to another condition."""
    if own is None:
        return ""
    return f" && ({str(own).strip().removeprefix('${{').removesuffix('}}').strip()})"


def _jobs(names: Sequence[str], file: WorkflowFile | None) -> dict[str, FileJob]:
    """These jobs as written, by id; none when one of them is not to be told."""
    jobs = [file.job(name) for name in names] if file else []
    return {job.job_id: job for job in jobs if job} if all(jobs) else {}


def _in_words(dear: Sequence[str], cheap: Sequence[str]) -> tuple[str, ...]:
    stems = [{name.partition(" (")[0] for name in names if " (" in name} for names in (dear, cheap)]
    split = ("# legs of one matrix have to become jobs of their own first;",) if stems[0] & stems[1] else ()
    return (
        *split,
        "# in the jobs that GitHub shows as",
        *(f"#   {quoted(name)}" for name in dear),
        f"# add `if: ${{{{ {PASSED} }}}}`, and to `needs:` the ids of those that it shows as",
        *(f"#   {quoted(name)}" for name in cheap),
    )
