"""What planned jobs did of late, from the ledger: those that had a runner and a name there for themselves.

GitHub calls them `tests`, `checks / tests` in a workflow that another one calls, and `legs (tests, …)` in a
matrix without a name. Only what ended by itself counts: a cancelled job tells neither its time nor its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from greenlane.model.jobs import Free, LedgerJob
from greenlane.model.plan import Past

ENDED = {"success": False, "failure": True, "timed_out": True}
"""Whether it failed, by GitHub's word."""
MOST = 50
"""Durations that are kept of a job on a runner, the newest."""
_IN_MATRIX = re.compile(r"[^()]*\(([^,()]+)(?:,[^()]*)?\)")


class _Ended(NamedTuple):
    at: int
    seconds: float
    is_red: bool


def pasts(jobs: Iterable[LedgerJob], runners: Mapping[str, Sequence[str]]) -> dict[str, Past]:
    """By the name of a job, and by `name@label` for a runner that it may move to.

    runners: of each planned job, the label that it declares, then those that it may move to.
    """
    found: dict[str, list[_Ended]] = {}
    for one in jobs:
        name = planned(one.job.name)
        is_red = ENDED.get(one.job.conclusion or "")
        seconds, at = one.count.duration_s, one.job.completed_at
        if name not in runners or is_red is None or not seconds or at is None or one.count.free is Free.COPY:
            continue
        label = next((each for each in runners[name] if each in one.job.labels), None)
        if label is not None:
            key = name if label == runners[name][0] else f"{name}@{label}"
            found.setdefault(key, []).append(_Ended(at, float(seconds), is_red))
    return {key: _past(sorted(ones)) for key, ones in found.items()}


def planned(name: str) -> str:
    """The planned job's name in GitHub's."""
    last = name.rpartition(" / ")[2]
    inner = _IN_MATRIX.fullmatch(last)
    return inner[1] if inner else last


def _past(ones: Sequence[_Ended]) -> Past:
    durations = tuple(one.seconds for one in ones[-MOST:])
    return Past(durations, len(ones), sum(one.is_red for one in ones), ones[-1].is_red)
