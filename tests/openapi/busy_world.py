"""A world in which everything is there that the stand-in can tell: for holding it against the description."""

from __future__ import annotations

from tests.standins.actions import Repo, World, at, blocked, never_started, skipped, work

APP = "octo-org/app"
MINE = "ada/notes"
BEGAN = at("2026-11-20T10:00")
MONTH = (2026, 11)


def busy_world() -> World:
    """An organization's private repository and a user's public one, both with a bill."""
    world = World(organizations={"octo-org"})
    app = world.repository(APP)
    fill(app)
    world.repository(MINE, private=False).run("Notes", begins=BEGAN)
    world.organization_runners["octo-org"] = [app.runner("box", "self-hosted", "Linux", busy=True)]
    for account, repository in (("octo-org", APP), ("ada", MINE)):
        world.charge(account, "2026-11-20", "Actions Linux", 12, price=0.006, repository=repository)
        world.charge(account, "2026-11-20", "Actions Windows", 3, price=0.01, repository=repository, paid=1)
        world.charge(account, "2026-11-20", "Actions storage", 593.86, price=0.00033602, unit="GigabyteHours")
    return world


def fill(app: Repo) -> None:
    """Runs of every kind, artifacts, a cache, runners, an issue."""
    told = "The job was not started because recent account payments have failed."
    run = app.run("CI", work("unit", 125), work("lint", 30, "failure"), skipped("deploy"), begins=BEGAN)
    app.rerun(run, begins=BEGAN + 3600)
    app.run("CI", never_started("macos"), work("late", -30, "cancelled"), begins=BEGAN + 60, branch="topic")
    app.run("CI", blocked("unit", told), begins=BEGAN + 90)
    app.run("Nightly", work("soak", 0, None, status="in_progress"), begins=BEGAN + 120, event="schedule")
    waiting = work("wait", 0, None, status="queued", runner_id=None, runner_name=None, runner_group_id=None)
    app.run("Release", waiting, begins=BEGAN + 150)
    for minute in range(130):
        app.run("Many", begins=BEGAN + 200 + 60 * minute)
    app.artifact("dist", 2048, created_at=BEGAN)
    app.artifact("old", 7, created_at=BEGAN, days=0)
    proposed = app.run("CI", begins=BEGAN + 30, event="pull_request", branch="topic", fork="stranger/app")
    for made_by in (run, proposed):
        app.artifact("kept", 9, created_at=BEGAN + 200, run=made_by, archive=b"a zip, say")
    app.runner("idle", "self-hosted", "linux", online=False)
    app.cache_bytes, app.caches = 7_000_000, 3
