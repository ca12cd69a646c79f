"""A simulated run as a report: the jobs as GitHub lists them, what failed, what was left, what act lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from greenlane.model.document import Block, Document, Lines, Paragraph, Section, Table
from greenlane.model.verdict import Outcome
from greenlane.workflows.simulate_result import Job, Simulated

Billed = Callable[[Job], float | None]
"""The minutes that a job would be billed if it took as long there; None: not known."""
TAIL = 20
_OUTCOMES = {
    "success": Outcome.PASS,
    "failure": Outcome.FAIL,
    "cancelled": Outcome.FAIL,
    "skipped": Outcome.NOT_RUN,
}


def document(runs: Sequence[Simulated], kind: str, billed: Billed) -> Document:
    """One page for all workflows that the event starts."""
    outcome = _outcome(runs)
    jobs = [job for run in runs for job in run.jobs]
    return Document(
        title=f"Simulated {kind}",
        outcome=outcome,
        verdict=_verdict(runs, jobs),
        actions=tuple(_actions(runs)),
        sections=tuple(section for run in runs for section in _sections(run, billed)),
    )


def _outcome(runs: Sequence[Simulated]) -> Outcome:
    if not any(job.result != "skipped" for run in runs for job in run.jobs):
        return Outcome.NOT_RUN
    return Outcome.PASS if all(run.is_green for run in runs) else Outcome.FAIL


def _verdict(runs: Sequence[Simulated], jobs: Sequence[Job]) -> str:
    counts = [(name, sum(job.result == name for job in jobs)) for name in _OUTCOMES]
    told = ", ".join(f"{count} {name}" for name, count in counts if count)
    return f"{len(runs)} workflow{'s' * (len(runs) != 1)}, {len(jobs)} jobs: {told or 'nothing ran'}"


def _actions(runs: Sequence[Simulated]) -> Iterator[str]:
    for run in runs:
        for job in run.jobs:
            if job.result in ("failure", "cancelled") and not job.is_allowed:
                yield f"{run.workflow}: mend {job.name}"


def _sections(run: Simulated, billed: Billed) -> Iterator[Section]:
    outcome = _outcome([run])
    yield Section(run.workflow, (_table(run, billed), *_failures(run), *_artifacts(run)), outcome)
    if run.notes:
        rows = tuple((note,) for note in run.notes)
        table = Table(("what this run does not show",), rows)
        yield Section(f"{run.workflow}: what GitHub does otherwise", (table,))


def _table(run: Simulated, billed: Billed) -> Table:
    """Minutes are those of the time that was taken here, each job rounded up by itself."""
    rows = []
    for job in run.jobs:
        took = "" if job.duration_s is None else f"{job.duration_s:.1f} s"
        minutes = billed(job)
        bill = "" if job.duration_s is None else "unknown" if minutes is None else f"{minutes:g}"
        result = f"{job.result}, allowed" if job.is_allowed and job.result == "failure" else job.result
        rows.append((job.name, result, job.runner, took, bill))
    known = [billed(job) or 0.0 for job in run.jobs]
    rows.append(("in all", "", "", "", f"{sum(known):g}"))
    head = ("job", "result", "runner", "took here", "minutes billed")
    outcomes = (*(_OUTCOMES[job.result] for job in run.jobs), None)
    return Table(head, tuple(rows), "lllrr", outcomes)


def _failures(run: Simulated) -> Iterator[Block]:
    for job in run.jobs:
        told = [one for one in job.annotations if one.level in ("warning", "error")]
        if told:
            rows = tuple((one.level, _where(one.file, one.line), one.message) for one in told[:TAIL])
            yield Table((f"{job.name} told", "where", "what"), rows)
        if job.result == "failure":
            yield Paragraph(f"The end of {job.name}:")
            yield Lines((job.failed or job.lines)[-TAIL:])


def _where(file: str, line: int | None) -> str:
    return file if line is None else f"{file}:{line}"


def _artifacts(run: Simulated) -> Iterator[Block]:
    if run.artifacts:
        rows = []
        for one in run.artifacts:
            days = "as the repository says" if one.retention_days is None else f"{one.retention_days} days"
            rows.append((one.name, one.job, str(len(one.files)), days))
        yield Table(("artifact", "uploaded by", "files", "kept for"), tuple(rows), "llrl")
