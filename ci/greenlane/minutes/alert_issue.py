"""The one issue of a repository that says how its minutes stand: what has to become of it.

- There is at most one: the oldest with our mark. Others with it are closed.
- It is open while an alert stands or was told within the last day (told.py), and closed otherwise.
- Everything is in its body. A comment is made only of news, because only comments reach people.
- A person who closes it is heard: it stays closed until there is news.
- Only what a bot or a member wrote is taken for ours, so nobody outside can keep us silent.

Example: at 50 % it is opened; at 76 % the body is changed and one comment says so; in the next month it is
closed; at 50 % of that month the same issue is opened again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from greenlane.minutes.plain import one_line
from greenlane.minutes.told import Told
from greenlane.model.budget import Reading
from greenlane.model.forecast import Alert
from greenlane.model.issues import IssueState, SeenIssue

LABEL = "greenlane-minutes"
MARK = re.compile(r"<!-- greenlane-minutes (\{[^<>]*\}) -->")
CALLING = re.compile(r"([@#:])(?=\w)")
"""What mentions a person, another issue or an emoji, even behind a backslash."""
ACTIVE = re.compile(r"([\\`*_{}\[\]#|~<>&])")


@dataclass(frozen=True)
class IssueStep:
    """What to do. number: None: open a new one. comment: "" for none. doubles: issues to close."""

    number: int | None
    title: str
    body: str
    state: IssueState
    comment: str = ""
    doubles: tuple[SeenIssue, ...] = ()


def marked(issues: Sequence[SeenIssue]) -> tuple[SeenIssue, ...]:
    """Those that are ours, the oldest first."""
    ours = [one for one in issues if one.is_trusted and MARK.search(one.body)]
    return tuple(sorted(ours, key=lambda one: one.number))


def decide(issues: Sequence[SeenIssue], alerts: Sequence[Alert], reading: Reading) -> IssueStep | None:
    """The step from the issues that were found to what they should be; None: nothing to do."""
    ours = marked(issues)
    doubles = tuple(one for one in ours[1:] if one.state is IssueState.OPEN)
    seen = ours[0] if ours else None
    told = Told.parse(_told(seen), reading.cycle)
    news, after = told.news(alerts), told.after(alerts, reading.taken_at)
    body = _body(alerts, after, reading)
    title = f"GitHub Actions minutes of {reading.account}"
    if seen is None:
        return IssueStep(None, title, body, IssueState.OPEN) if news else None
    state = _state(seen, after, has_news=bool(news))
    is_same = (seen.title, seen.state) == (title, state) and _is_said(seen, told, after, body)
    if is_same and not doubles:
        return None
    return IssueStep(seen.number, title, body, state, _comment(news), doubles)


def _state(seen: SeenIssue, after: Told, *, has_news: bool) -> IssueState:
    if has_news:
        return IssueState.OPEN
    return seen.state if after.at else IssueState.CLOSED


def _is_said(seen: SeenIssue, told: Told, after: Told, body: str) -> bool:
    """Whether the body may stay; figures of a closed issue interest nobody."""
    if seen.state is IssueState.CLOSED:
        return told == after
    return _lines(seen.body) == _lines(body)


def _lines(body: str) -> list[str]:
    """As it was sent: GitHub may give line ends back as CR LF."""
    return body.strip().splitlines()


def _told(seen: SeenIssue | None) -> str | None:
    found = MARK.search(seen.body) if seen is not None else None
    return found.group(1) if found else None


def _body(alerts: Sequence[Alert], after: Told, reading: Reading) -> str:
    since, until = reading.cycle.since.isoformat(), reading.cycle.until.isoformat()
    said = [f"- **{one.level.value}**: {escaped(one.message)}" for one in alerts]
    return "\n".join(
        [
            f"<!-- greenlane-minutes {after} -->",
            f"The cycle that began on {since}; the minutes start again on {until} (UTC).",
            "",
            *(said or ["- Nothing stands."]),
            "",
            "`greenlane minutes explain` says what the minutes went to, and what would save some.",
            "greenlane keeps this issue up to date, and closes it when nothing stands any more.",
            "",
        ]
    )


def _comment(news: Sequence[Alert]) -> str:
    return "\n".join(f"- **{one.level.value}**: {escaped(one.message)}" for one in news)


def escaped(text: str) -> str:
    """Text on one line in which Markdown does nothing and nobody is mentioned."""
    quiet = ACTIVE.sub(r"\\\1", one_line(text))
    return CALLING.sub(r"\1<!-- -->", quiet)
