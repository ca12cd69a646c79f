"""Short jobs of one run, each rounded up to a whole minute: let one job do the work of several.

Properties
- Only jobs of one kind of machine that ran side by side at least once are packed: jobs that overlapped do
  not wait for one another, so that no cycle can arise.
- A pack takes no longer than the run's longest job does, or two minutes where all are short, and never more
  than five: a verdict comes at most two minutes later, and it is said how much. Nine of ten runs of one
  member must have the others as well.
- Saved: the rounding of first attempts. Cost: a re-run of one member re-runs the whole pack. That setting
  up happens once instead of several times is not counted.
Worked example: three jobs of 20 s bill 3 minutes, one job of 60 s bills 1.
It does not find the best packs: the shortest jobs first, each into the first pack that takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from greenlane.minutes.explain.attempts import Attempt, Candidate
from greenlane.minutes.explain.edits import id_of, quoted, slug, spoken
from greenlane.minutes.explain.facts import JobFact
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.merged import merged
from greenlane.minutes.explain.terms import Note, Terms
from greenlane.minutes.explain.workflow_file import WorkflowFile
from greenlane.model.forecast import Remedy

NAMES = ("packing",)
FEWEST = 10
LONGEST_S = 300
SHORT_S = 120
"""A run whose jobs are all shorter than this may take as long."""
TOGETHER = 0.9
LARGEST = 12


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    firsts, repeats = workflow.attempts.firsts, workflow.attempts.repeats
    if len(firsts) < FEWEST:
        return
    longest = median(max(job.duration_s for job in jobs.values()) for jobs in firsts)
    bound = min(LONGEST_S, max(SHORT_S, longest))
    for pack in packs(list(workflow.attempts.jobs.values()), bound):
        names = [one.name for one in pack]
        saved = sum(rounding_saved([jobs[name] for name in names if name in jobs]) for jobs in firsts)
        cost = sum(again(pack, jobs) for jobs in repeats)
        if saved:
            weight = terms.weight(pack[0].machine) * workflow.sample.factor
            yield _remedy(workflow, terms, pack, saved * weight, cost * weight, longest)


def packs(jobs: Sequence[Candidate], bound_s: float) -> list[list[Candidate]]:
    """Groups of at least two that may become one job, none longer than the bound in the middle."""
    open_packs: list[list[Candidate]] = []
    short = [one for one in jobs if len(one.seen) >= FEWEST and one.middle_s <= bound_s / 2]
    for job in sorted(short, key=lambda one: (one.middle_s, one.name)):
        home = next((pack for pack in open_packs if _fits(job, pack, bound_s)), None)
        if home is None:
            open_packs.append([job])
        else:
            home.append(job)
    return [pack for pack in open_packs if len(pack) > 1]


def _fits(job: Candidate, pack: Sequence[Candidate], bound_s: float) -> bool:
    if len(pack) >= LARGEST or sum(one.middle_s for one in (*pack, job)) > bound_s:
        return False
    return all(
        one.machine == job.machine
        and one.name in job.beside
        and len(one.seen & job.seen) >= TOGETHER * max(len(one.seen), len(job.seen))
        for one in pack
    )


def rounding_saved(jobs: Sequence[JobFact]) -> int:
    """Whole minutes that these jobs bill less as one."""
    return sum(one.minutes for one in jobs) - -(-sum(one.duration_s for one in jobs) // 60)


def again(pack: Sequence[Candidate], jobs: Attempt) -> int:
    """Minutes that an attempt which re-ran some of the pack bills more when it has to re-run it whole."""
    rerun = [jobs[one.name] for one in pack if one.name in jobs]
    if not rerun:
        return 0
    others = sum(one.middle_s for one in pack if one.name not in jobs)
    whole = -(-(sum(one.duration_s for one in rerun) + round(others)) // 60)
    return max(0, whole - sum(one.minutes for one in rerun))


def _remedy(
    workflow: WorkflowHistory,
    terms: Terms,
    pack: Sequence[Candidate],
    saved: float,
    cost: float,
    longest_s: float,
) -> Remedy:
    whole_s = sum(one.middle_s for one in pack)
    later = f"the verdict comes {whole_s - longest_s:.0f} s later; " if whole_s > longest_s else ""
    return terms.remedy(
        "packing",
        f"Let one job do the work of {len(pack)}: {spoken(', '.join(one.name for one in pack))}",
        workflow,
        edit(pack, terms.file(workflow)),
        saved=saved,
        cost=cost,
        evidence=f"together they take {whole_s / 60:.1f} minutes in the middle; judged on "
        f"{workflow.sample.words}",
        risk=f"{later}a re-run repeats all of them; they share a work tree; what waits for one waits for "
        "all; required checks need its name",
    )


def edit(pack: Sequence[Candidate], file: WorkflowFile | None) -> tuple[str, ...]:
    """The job that takes their place: written out where the file allows it, else in words."""
    names = [one.name for one in pack]
    job_id = slug("-".join(id_of(one, file) for one in names))[:60].rstrip("-")
    limit = max(5, round(3 * sum(one.middle_s for one in pack) / 60))
    whole = merged(file, names, job_id, limit) if file else None
    if whole:
        return ("# instead of " + ", ".join(id_of(one, file) for one in names), *whole)
    return (
        "jobs:",
        f"  {job_id}:",
        "    # runs-on, needs and permissions: what the jobs below have now, taken together",
        f"    timeout-minutes: {limit}",
        "    steps:",
        f"      # the steps of {quoted(names[0])}",
        *(
            f"      # then those of {quoted(one)}, each with `if: ${{{{ !cancelled() }}}}`"
            for one in names[1:]
        ),
    )
