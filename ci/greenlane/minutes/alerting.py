"""Passes alerts on: to the issue of a repository, and to a webhook. What fails does not keep the other back.

Nothing here decides: alert_issue.py says what becomes of the issue, told.py what is news.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from greenlane.minutes.alert_issue import LABEL, IssueStep, decide, marked
from greenlane.minutes.alert_message import webhook_body
from greenlane.minutes.told import Told
from greenlane.model.budget import Reading
from greenlane.model.errors import OutsideError
from greenlane.model.forecast import Alert
from greenlane.model.issues import IssueState, SeenIssue

MEMORY = "alerts-told"
"""The key under which a ledger remembers what the webhook was told (`remember`, of the account)."""


class Tracker(Protocol):
    """Where the issue is (edges/github_issues.py: Issues)."""

    def labelled(self, label: str) -> tuple[SeenIssue, ...]: ...
    def newest(self) -> tuple[SeenIssue, ...]: ...
    def create(self, title: str, body: str, label: str) -> int: ...
    def change(self, number: int, *, title: str, body: str, state: IssueState) -> None: ...
    def comment(self, number: int, body: str) -> None: ...


@dataclass(frozen=True)
class Passed:
    """What came of it. said: a line for each thing done. told: for the ledger to remember, see MEMORY.

    failures: what could not be passed on; the next run tries again.
    """

    said: tuple[str, ...]
    told: str
    failures: tuple[OutsideError, ...] = ()


def pass_on(
    alerts: Sequence[Alert],
    reading: Reading,
    *,
    tracker: Tracker | None = None,
    post: Callable[[Mapping[str, Any]], None] | None = None,
    told: str | None = None,
) -> Passed:
    """Update the issue and post the news.

    tracker, post: None where that is not declared. told: what the ledger remembers of the last time.
    """
    said: list[str] = []
    failures: list[OutsideError] = []
    after = told or ""
    try:
        if tracker is not None:
            said += keep_issue(alerts, reading, tracker)
    except OutsideError as err:
        failures.append(err)
    try:
        if post is not None:
            lines, after = _post_news(alerts, reading, post, told)
            said += lines
    except OutsideError as err:
        failures.append(err)
    return Passed(tuple(said), after, tuple(failures))


def keep_issue(alerts: Sequence[Alert], reading: Reading, tracker: Tracker) -> list[str]:
    """Make the issue say what stands; returns what was done. Raises OutsideError.

    A token that may not set labels opens issues without one; so before one is opened, the newest are looked
    at as well.
    """
    found = tracker.labelled(LABEL)
    step = decide(found, alerts, reading)
    if step is not None and step.number is None and not marked(found):
        step = decide(tracker.newest(), alerts, reading)
    return _take(step, tracker) if step is not None else []


def _take(step: IssueStep, tracker: Tracker) -> list[str]:
    """The body first: were the comment first and the body failed, it would be said again every hour."""
    if step.number is None:
        return [f"opened issue #{tracker.create(step.title, step.body, LABEL)}"]
    tracker.change(step.number, title=step.title, body=step.body, state=step.state)
    if step.comment:
        tracker.comment(step.number, step.comment)
    for one in step.doubles:
        tracker.change(one.number, title=one.title, body=one.body, state=IssueState.CLOSED)
    done = "updated" if step.state is IssueState.OPEN else "closed"
    doubles = [f"closed issue #{one.number}, a double" for one in step.doubles]
    return [f"{done} issue #{step.number}", *doubles]


def _post_news(
    alerts: Sequence[Alert], reading: Reading, post: Callable[[Mapping[str, Any]], None], told: str | None
) -> tuple[list[str], str]:
    """Post what is new. What was told is only noted when somebody took it."""
    before = Told.parse(told, reading.cycle)
    news = before.news(alerts)
    if news:
        post(webhook_body(alerts, news, reading))
    lines = [f"posted to the webhook: {', '.join(one.key for one in news)}"] if news else []
    return lines, str(before.after(alerts, reading.taken_at))
