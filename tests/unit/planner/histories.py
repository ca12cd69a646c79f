"""Recorded rows made up for tests of the replay."""

from __future__ import annotations

from collections.abc import Iterable

from greenlane.planner.replay_history import History, from_rows

HEAD = "job_id,run_id,name,status,created,scheduled,executing,final,duration_s,run_status,branch,head_sha"
MONDAY = 1_790_000_000 - 1_790_000_000 % 86400 + 8 * 3600
HOUR, DAY = 3600, 86400


def push(number: int, at: int, branch: str, jobs: dict[str, tuple[str, int]]) -> list[str]:
    """The rows of a push: job -> its status and seconds."""
    return [
        f'{number},{number},"{name}",{status},{at},{at},{at},{at + took_s},{took_s},{status},{branch},'
        f"c{number}"
        for name, (status, took_s) in jobs.items()
    ]


def history(pushes: Iterable[list[str]]) -> History:
    """Rows as a history."""
    return from_rows("\n".join([HEAD, *(row for rows in pushes for row in rows)]) + "\n")


def passed(*names: str, seconds: int = 300) -> dict[str, tuple[str, int]]:
    """These jobs, all green."""
    return dict.fromkeys(names, ("COMPLETED", seconds))
