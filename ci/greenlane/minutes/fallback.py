"""Where jobs should run now: on GitHub's machines while minutes last, else on a runner of one's own.

    level                       jobs run on
    comfortable, tight          hosted; nobody asks for runners
    critical, or unknown        a runner that is online and idle, else hosted
    exhausted                   a runner that is online, idle or not; none of them: refused

- Only a runner that carries every label of `fallback` counts. Online is not enough while minutes last: behind
  one that is busy a job waits. When nothing is left it waits rather than fail.
- Jobs of a public repository run hosted: they cost nothing there, and whoever may open a pull request could
  run code on one's own machine.
- Runners that could not be read are as good as none: hosted while minutes last, and refused with the reason
  when they do not.

A runner that was idle when asked may be busy a second later; nothing reserves it. Whether a group of an
organization's runners is open to the repository is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from greenlane.minutes.figures import plural
from greenlane.minutes.plain import one_line
from greenlane.model.budget import BudgetLevel, Standing
from greenlane.model.errors import OutsideError
from greenlane.model.github import Runner, SeenRepository
from greenlane.model.minutes import Minutes, RunsOn


class Runners(Protocol):
    """Lists all runners of owner/name or of an organization (edges/github_actions.py: Actions)."""

    def runners(self, scope: str) -> tuple[Runner, ...]: ...


@dataclass(frozen=True)
class Available:
    """The runners that were seen. unread: a line for each list that could not be read."""

    runners: tuple[Runner, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Jobs can run nowhere. reason: why, in a sentence. fix: what would change it."""

    reason: str
    fix: str


def runs_on(
    source: Runners,
    repository: str,
    standing: Standing,
    settings: Minutes,
    seen: SeenRepository | None = None,
) -> RunsOn | Refusal:
    """Look for runners if that may matter, and decide. repository: owner/name; seen: what is known of it.

    One that was not seen counts as private, and its owner as an organization.
    """
    if seen is not None and not seen.is_private:
        return RunsOn(settings.hosted, False, "jobs of a public repository cost nothing on GitHub's machines")
    if not settings.fallback or not wants_runner(standing.level):
        return decide(standing, settings, Available())
    is_shared = seen is None or seen.is_organization is not False
    scopes = [repository, *([repository.partition("/")[0]] if is_shared else [])]
    return decide(standing, settings, look(source, scopes, settings.fallback))


def look(source: Runners, scopes: Sequence[str], labels: Sequence[str]) -> Available:
    """The runners of each scope, until an idle one is found that carries the labels."""
    seen: list[Runner] = []
    unread: list[str] = []
    for scope in scopes:
        try:
            seen += source.runners(scope)
        except OutsideError as err:
            unread.append(f"{scope}: {err.what}")
        if any(one.is_idle for one in fitting(seen, labels)):
            break
    return Available(tuple(seen), tuple(unread))


def wants_runner(level: BudgetLevel | None) -> bool:
    """Whether a runner of one's own may be taken; an unknown level is taken for a critical one."""
    return level in (BudgetLevel.CRITICAL, BudgetLevel.EXHAUSTED, None)


def fitting(runners: Sequence[Runner], labels: Sequence[str]) -> list[Runner]:
    """Those that carry all labels; GitHub does not tell capitals from small letters."""
    wanted = {label.lower() for label in labels}
    return [one for one in runners if wanted and wanted <= {label.lower() for label in one.labels}]


def decide(standing: Standing, settings: Minutes, available: Available) -> RunsOn | Refusal:
    """Where jobs run."""
    level = standing.level
    match level:
        case BudgetLevel.COMFORTABLE | BudgetLevel.TIGHT:
            return RunsOn(settings.hosted, False, f"minutes are left: {standing.reason}")
        case BudgetLevel.CRITICAL | BudgetLevel.EXHAUSTED | None:
            return _spare(standing, settings, available)
        case _:
            assert_never(level)


def _spare(standing: Standing, settings: Minutes, available: Available) -> RunsOn | Refusal:
    online = [one for one in fitting(available.runners, settings.fallback) if one.status == "online"]
    idle = [one for one in online if one.is_idle]
    is_exhausted = standing.level is BudgetLevel.EXHAUSTED
    if idle:
        who = f"{one_line(idle[0].name)} is online and idle"
        return RunsOn(settings.fallback, True, f"{who}; {standing.reason}")
    if is_exhausted and online:
        busy = f"{plural(len(online), 'runner')} online, none idle: jobs wait for one"
        return RunsOn(settings.fallback, True, f"{busy}; {standing.reason}")
    why = _why_none(settings.fallback, available, busy=len(online))
    if is_exhausted:
        return Refusal(f"no minutes and no runner: {standing.reason}; {why}", _fix(settings.fallback))
    return RunsOn(settings.hosted, False, f"{why}; {standing.reason}")


def _why_none(labels: Sequence[str], available: Available, *, busy: int) -> str:
    """Why no runner is taken, and what could not be looked at."""
    if not labels:
        return "`minutes.fallback` names no runner"
    wanted = f"with {', '.join(labels)}"
    offline = len(fitting(available.runners, labels)) - busy
    seen = f"{plural(busy, 'runner')} {wanted} online, none idle" if busy else f"no runner {wanted} online"
    rest = f", {offline:,} offline" if offline else ""
    blind = f"; not everything could be read ({one_line('; '.join(available.unread))})"
    return f"{seen}{rest}{blind if available.unread else ''}"


def _fix(labels: Sequence[str]) -> str:
    if not labels:
        return "declare `minutes.fallback`, or wait until the minutes start again"
    return "start such a runner, let the token list runners, or wait until the minutes start again"


def output(chosen: RunsOn) -> str:
    """The labels for `runs-on: ${{ fromJSON(…) }}`, as JSON."""
    return json.dumps(list(chosen.labels))
