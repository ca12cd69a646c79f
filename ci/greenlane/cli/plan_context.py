"""What GitHub says of the run that a plan is made in: the event, the branch, the seed of the audit."""

from __future__ import annotations

from greenlane.model.frozen import frozen
from greenlane.model.light import Mapping
from greenlane.model.plan import Event

EVERYTHING = {Event.DISPATCH: "somebody asked for it"}
"""Events that run all jobs. A schedule reuses what passed lately, and pays what is owed; a release what has
passed at its very commit."""


@frozen
class Context:
    """event: OTHER for one that the planner does not know. everything: why all jobs run, "" when they need
    not. seed: of the audit, "" outside a run. branch: "" when unknown.
    """

    event: Event
    branch: str = ""
    seed: str = ""
    everything: str = ""


def context(named: str | None, environment: Mapping[str, str]) -> Context:
    """named: the event that the call asks for; without one, GitHub's; without that either, a local plan."""
    event = _event(named or environment.get("GITHUB_EVENT_NAME") or Event.LOCAL)
    is_tag = environment.get("GITHUB_REF_TYPE") == "tag"
    everything = "a tag was pushed" if event is Event.PUSH and is_tag else EVERYTHING.get(event, "")
    branch = environment.get("GITHUB_HEAD_REF") or ("" if is_tag else environment.get("GITHUB_REF_NAME", ""))
    return Context(event, branch, environment.get("GITHUB_RUN_ID", ""), everything)


def _event(name: str) -> Event:
    try:
        return Event(name)
    except ValueError:
        return Event.OTHER
