"""Where passes are kept: what every place answers to.

A place that cannot be read says so in `Found.unreadable`, and then everything runs. A record that is not
believed is a Refusal, and its job runs. Only what cannot be written raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from greenlane.model.plan import Pass, Refusal


@dataclass(frozen=True)
class Wanted:
    """A pass that is looked for: of this job on this content. valid_s: how old it may be."""

    job: str
    digest: str
    valid_s: float = 14 * 86400.0


@dataclass(frozen=True)
class Found:
    """What a place holds of what was wanted.

    passes: believed ones. Of each wanted content the newest that the default branch vouches for, and a newer
    one of a pull request; of a job with none, its latest other pass, which explains what changed since.
    unreadable: why nothing can be said, "" when it can: then everything runs.
    """

    passes: tuple[Pass, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    unreadable: str = ""


class Store(Protocol):
    """A place for passes. Forks read; who may write is told by `origin.why_not_write`, before `keep`."""

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        """What there is of these, verified. Raises nothing that the outside world causes."""
        ...

    def keep(self, one: Pass) -> str:
        """Keep a pass; where it now lies. Raises OutsideError."""
        ...


def tag(job: str) -> str:
    """A job's name as part of a file's or an artifact's name: readable, and no two alike in any case."""
    readable = quote(job, safe="").replace("%", "_")[:60].lstrip(".")
    return f"{readable}-{hashlib.sha256(job.encode(errors='surrogatepass')).hexdigest()[:8]}"


def artifact_name(job: str, digest: str) -> str:
    """The artifact that holds a pass of this job on this content: GitHub lists artifacts by whole names."""
    return f"greenlane-passes-{tag(job)}-{digest[:32]}"
