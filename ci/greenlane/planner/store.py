"""Where passes are kept: what every place answers to.

A place that cannot be read says so in `Found.unreadable`, and then everything runs. A record that is not
believed is a Refusal, and its job runs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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


ARTIFACT = "greenlane-passes"
"""The name of the artifact in which a run keeps all that it leaves."""
REPORTS = "reports"
"""The folder in it of files that jobs left, each named by its digest."""


def pass_file(job: str, digest: str) -> str:
    """The file in it that holds a pass of this job on this content."""
    return f"{pass_prefix(job)}{digest[:32]}.json"


def pass_prefix(job: str) -> str:
    """What the names of all passes of a job begin with."""
    return f"pass-{tag(job)}-"
