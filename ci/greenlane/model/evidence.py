"""The record that a gate leaves: what was looked at, by what, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping

from greenlane.model.frozen import field, frozen
from greenlane.model.verdict import Outcome


@frozen
class WorkTree:
    """The state of the files that a verdict is about.

    commit: the full hash of HEAD, None outside git or before the first commit. tree: git's hash of HEAD's
    tree. changes: "" when the work tree equals HEAD, else the digest of every difference (content, mode,
    untracked files that are not ignored): equal digests mean equal files.
    """

    commit: str | None
    tree: str | None
    changes: str

    @property
    def is_clean(self) -> bool:
        """Whether the files are those of the commit."""
        return self.commit is not None and not self.changes


@frozen
class ToolEvidence:
    """One tool's line of the record."""

    tool: str
    version: str
    outcome: Outcome
    reason: str
    looked_at: int | None
    unit: str
    counts: Mapping[str, int]
    known: int = 0
    ignored: int = 0
    cached_at: float | None = None


@frozen
class Evidence:
    """One gate's record. started_at: Unix seconds, UTC. configuration: digest of what was declared for it.

    run: where it ran: CI's run id and attempt, "" on a laptop. schema: of this record.
    """

    gate: str
    outcome: Outcome
    reason: str
    work_tree: WorkTree
    greenlane: str
    configuration: str
    started_at: float
    duration_s: float
    tools: tuple[ToolEvidence, ...]
    tolerated: str = ""
    run: Mapping[str, str] = field(default_factory=dict)
    schema: int = 1
