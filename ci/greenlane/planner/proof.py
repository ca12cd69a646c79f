"""Which recorded passes prove a job, for which event.

A pass of a pull request counts for pull requests, and it pays what is owed; what a pull request says never
counts for what its owner requires of the default branch, and never for a release. A release takes a pass of
its very commit only: the same content at another one is not enough. Every pass ages.
"""

from __future__ import annotations

from greenlane.model.light import Iterable, Mapping
from greenlane.model.plan import Event, Job, Key, Pass
from greenlane.planner.situation import Situation
from greenlane.planner.words import listed, moment, span

Passes = Mapping[str, tuple[Pass, ...]]
"""Of each job, the newest first."""
OPEN = frozenset({Event.PULL_REQUEST, Event.LOCAL})
STRICT = frozenset({Event.RELEASE, Event.DISPATCH, Event.OTHER})


def by_job(passes: Iterable[Pass]) -> Passes:
    """Passes by their job, the newest first; those of an equal time by their run."""
    found: dict[str, list[Pass]] = {}
    for one in passes:
        found.setdefault(one.job, []).append(one)
    return {
        job: tuple(
            sorted(ones, key=lambda one: (one.passed_at, one.run_id, one.digest, one.url), reverse=True)
        )
        for job, ones in found.items()
    }


def proving(job: Job, key: Key, passes: Passes, at: Situation) -> Pass | None:
    """The newest pass that spares this job a run; None when there is none."""
    same = _same(job, key, passes)
    return next((one for one in same if not doubt(one, job, at.event, at.now, at.commit)), None)


def why_not(job: Job, key: Key, passes: Passes, at: Situation) -> str:
    """Why nothing spares it: no pass of this content, or one that does not count."""
    same = _same(job, key, passes)
    if same:
        return doubt(same[0], job, at.event, at.now, at.commit)
    latest = next(iter(passes.get(job.name, ())), None)
    if latest is None:
        return "no pass of it is known"
    names = _changed(key, latest)
    since = f"since run {latest.run_id}, which passed"
    return f"{listed(names)} changed {since}" if names else f"its content changed {since}"


def doubt(one: Pass, job: Job, event: Event, now: int, commit: str) -> str:
    """Why a pass of the same content does not count here; "" when it does. commit: that it is asked for."""
    age = now - one.passed_at
    if one.attempt != 1:
        return f"run {one.run_id} passed on attempt {one.attempt}: only a first one counts"
    if one.tests == 0:
        return f"run {one.run_id} passed without a test"
    if job.reports and not one.reports:
        return f"run {one.run_id} kept no report of it, and the gate merges them"
    if age < 0:
        return f"the pass of run {one.run_id} is dated after now"
    if age > job.valid_s:
        return f"the pass of run {one.run_id} is {span(age)} old, and {span(job.valid_s)} are allowed"
    if event is Event.RELEASE and one.commit != commit:
        return f"run {one.run_id} passed at {one.commit[:12]}, and a release asks for its very commit"
    if one.event == Event.PULL_REQUEST and not _pull_requests_count(job, event):
        return f"run {one.run_id} passed in a pull request, which does not count for {event}"
    return ""


def told(one: Pass) -> str:
    """A pass, cited."""
    return f"passed in run {one.run_id} on {moment(one.passed_at)}"


def _pull_requests_count(job: Job, event: Event) -> bool:
    return event in OPEN or (job.defer is not None and event not in STRICT)


def _same(job: Job, key: Key, passes: Passes) -> tuple[Pass, ...]:
    if key.digest is None:
        return ()
    return tuple(one for one in passes.get(job.name, ()) if one.digest == key.digest)


def _changed(key: Key, one: Pass) -> list[str]:
    """The inputs that differ between a key and an older one, named; nothing when the older names none."""
    from greenlane.planner.differing import changed, what

    return [what(each.kind, each.name) for each in changed(key.parts, one.parts)]
