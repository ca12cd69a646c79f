"""Jobs that stream by, gathered into runs, and each run beside its neighbours.

Properties
- At most `size` runs are open; the one that was opened first is closed when another one needs room. Jobs of
  a run that come further apart than that are taken for two runs.
- As long as a history fits into the window, the order of its jobs changes nothing. One that is longer wants
  the jobs of a run, and runs of about one time, near to each other: by run or by time, either way up.
- What is remembered of closed runs is bounded too.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import OrderedDict
from collections.abc import Iterator

from greenlane.minutes.explain.facts import RunFacts, fact
from greenlane.model.jobs import Free, LedgerJob, SeenRun

SIZE = 1000
GROUPS = 5000
STARTS = 64

PULL = ("pull_request", "pull_request_target")


class Neighbours:
    """When runs of one workflow, branch, event and actor began, and which commits had a pull request's."""

    def __init__(self, groups: int = GROUPS) -> None:
        self._groups = groups
        self._starts: OrderedDict[tuple[str, ...], list[int]] = OrderedDict()
        self._pulls: OrderedDict[tuple[str, ...], None] = OrderedDict()

    def add(self, run: SeenRun) -> None:
        group = _group(run)
        starts = self._starts.setdefault(group, [])
        self._starts.move_to_end(group)
        insort(starts, run.created_at)
        if len(starts) > STARTS:
            starts.pop(0 if run.created_at > starts[0] else -1)
        if len(self._starts) > self._groups:
            self._starts.popitem(last=False)
        if run.event in PULL:
            self._pulls[_change(run)] = None
            if len(self._pulls) > self._groups:
                self._pulls.popitem(last=False)

    def next_start(self, run: SeenRun) -> int | None:
        """When the next run began that would have taken this one's place; None when none did.

        One of another actor does not count: branches of two forks may bear one name.
        """
        starts = self._starts.get(_group(run), [])
        at = bisect_right(starts, run.created_at)
        return starts[at] if at < len(starts) else None

    def has_pull(self, run: SeenRun) -> bool:
        """Whether the workflow ran for this very commit in a pull request as well."""
        return _change(run) in self._pulls


class Window:
    """Open runs, by repository and id."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._open: OrderedDict[tuple[str, int], RunFacts] = OrderedDict()
        self.neighbours = Neighbours()
        self.jobs = 0
        self.unknown = 0

    def add(self, job: LedgerJob) -> Iterator[RunFacts]:
        """Take a job in; yields the runs that are closed by it. A copy is no job."""
        if job.count.free is Free.COPY:
            return
        key = (job.run.repository, job.run.run_id)
        facts = self._open.get(key)
        if facts is None:
            facts = self._open[key] = RunFacts(job.run)
            self.neighbours.add(job.run)
            if len(self._open) > self._size:
                yield self._open.popitem(last=False)[1]
        self.jobs += 1
        known = fact(job)
        if known is None:
            self.unknown += 1
        else:
            facts.jobs.append(known)

    def close(self) -> Iterator[RunFacts]:
        """All runs that are still open."""
        while self._open:
            yield self._open.popitem(last=False)[1]


def _group(run: SeenRun) -> tuple[str, ...]:
    return (run.repository, run.path, run.branch, run.event, run.actor)


def _change(run: SeenRun) -> tuple[str, ...]:
    return (run.repository, run.path, run.commit)
