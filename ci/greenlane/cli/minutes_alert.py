"""`greenlane minutes report --alert`: say what passed a threshold where `minutes.alerts` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenlane.cli.minutes_place import Place, client
from greenlane.cli.world import World
from greenlane.model.errors import UsageError

if TYPE_CHECKING:
    from greenlane.edges.webhook import Webhook
    from greenlane.minutes.month import Month

DOCS = "docs/minutes-alerts.md"


def alert(month: Month, where: Place, world: World) -> None:
    """Annotations in a job, lines elsewhere; then the issue and the webhook. What fails is raised last."""
    from greenlane.edges.github_issues import Issues
    from greenlane.minutes.alert_message import log_lines
    from greenlane.minutes.alerting import MEMORY, pass_on
    from greenlane.minutes.alerts import alerts
    from greenlane.minutes.ledger import open_ledger
    from greenlane.minutes.lock import one_writer

    found = alerts(month.reading, where.settings.alerts)
    in_job = world.environment.get("GITHUB_ACTIONS") == "true"
    for line in log_lines(found) if in_job else [f"{one.level}: {one.message}" for one in found]:
        world.say(line)
    wanted = where.settings.alerts
    tracker = Issues(client(world), where.repositories[0]) if wanted.issue else None
    post = _webhook(wanted.webhook, world)
    if tracker is None and post is None:
        return
    with one_writer(where.ledger), open_ledger(where.ledger) as ledger:
        told = ledger.recall(where.account, MEMORY)
        passed = pass_on(found, month.reading, tracker=tracker, post=post.post if post else None, told=told)
        with ledger.writing() as writer:
            writer.remember(where.account, MEMORY, passed.told)
    for line in passed.said:
        world.note(line)
    for failure in passed.failures[1:]:
        world.note(str(failure))
    if passed.failures:
        raise passed.failures[0]


def _webhook(name: str, world: World) -> Webhook | None:
    """The declared one. Raises UsageError when its variable is empty: an alert must not get lost quietly."""
    if not name:
        return None
    from greenlane.edges.webhook import Webhook

    address = world.environment.get(name, "")
    if not address.strip():
        raise UsageError(
            f"{name} is not set, and minutes.alerts.webhook names it",
            fix=f"set {name} to the address, or take the webhook out",
            docs=f"{DOCS}#webhook",
        )
    return Webhook(address, name)
