"""A sample of runs, the same whatever order they come in.

Properties
- At most `size` runs are kept; up to that many, all of them.
- Which ones follows from a hash of their identity alone, so that every run is as likely as any other, and
  permuting the history changes nothing.
- `factor` is what a sum over the sample is multiplied by to stand for all runs; 1 when all were kept.
"""

from __future__ import annotations

import hashlib
import heapq

from greenlane.minutes.explain.facts import RunFacts

SIZE = 500


class RunSample:
    """Runs of one workflow."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._heap: list[tuple[int, int, RunFacts]] = []
        self.seen = 0

    def add(self, facts: RunFacts) -> None:
        self.seen += 1
        entry = (-_place(facts), self.seen, facts)
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    @property
    def runs(self) -> list[RunFacts]:
        """What was kept, the oldest first."""
        return sorted((one for _, _, one in self._heap), key=lambda one: (one.run.created_at, one.run.run_id))

    @property
    def factor(self) -> float:
        return self.seen / len(self._heap) if self._heap else 1.0

    @property
    def words(self) -> str:
        """What the figures rest on: "57 runs", or "300 of 812 runs"."""
        kept = len(self._heap)
        return f"{kept} runs" if kept == self.seen else f"{kept} of {self.seen} runs"


def _place(facts: RunFacts) -> int:
    name = f"{facts.run.repository}/{facts.run.run_id}".encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big")
