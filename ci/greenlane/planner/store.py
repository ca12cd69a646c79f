"""Where passes are kept: what every place answers to.

A place that cannot be read says so in `Found.unreadable`, and then everything runs. A record that is not
believed is a Refusal, and its job runs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from greenlane.model.plan import Debt, Job, Key, Pass, Refusal


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
    """A place that passes are read from. Anybody may read; who writes there is the place's own matter."""

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        """What there is of these, verified. Raises nothing that the outside world causes."""
        ...


def wanted(jobs: Iterable[Job], keys: Mapping[str, Key], debts: Iterable[Debt] = ()) -> tuple[Wanted, ...]:
    """What to look for: each job on its content of today, and on the content that it is owed on."""
    known = {job.name: job for job in jobs}
    today = [(name, keys[name].digest) for name in known if name in keys]
    owed = [(debt.job, debt.digest) for debt in debts if debt.job in known and debt.paid_by is None]
    pairs = dict.fromkeys([*today, *owed])
    return tuple(Wanted(name, digest, known[name].valid_s) for name, digest in pairs if digest)


def tag(job: str) -> str:
    """A job's name as part of a file's or an artifact's name: readable, and no two alike in any case."""
    readable = re.sub(r"[^A-Za-z0-9_-]", "_", job)[:60]
    return f"{readable}-{hashlib.sha256(job.encode(errors='surrogatepass')).hexdigest()[:8]}"


def artifact_name(job: str, digest: str) -> str:
    """The artifact that holds a pass of this job on this content: GitHub lists artifacts by whole names."""
    return f"{artifact_prefix(job)}{digest[:32]}"


def artifact_prefix(job: str) -> str:
    """What the names of all artifacts of a job begin with."""
    return f"greenlane-passes-{tag(job)}-"
