"""Traps 6 and 7: a first page is not the list, and neither is all that a filtered list gives."""

from __future__ import annotations

from greenlane.edges.github_actions import Actions
from greenlane.minutes.counting import count_run
from greenlane.minutes.listing import Found, TooMany, list_window
from greenlane.model.github import Window
from tests.standins.actions import World, at, serving, work
from tests.standins.patience import client_of

from . import naive

APP = "octo-org/app"
BEGIN = at("2026-11-01T00:00")


def test_a_matrix_of_more_jobs_than_a_page_holds_is_counted_whole() -> None:
    world = World()
    run = world.repository(APP).run("CI", *(work(f"leg {n}", 61) for n in range(150)), begins=BEGIN)
    with serving(world) as url:
        client = client_of(url)
        seen = naive.first_page(client, f"repos/{APP}/actions/runs/{run.run_id}/jobs", "jobs")
        actions = Actions(client)
        found, jobs = actions.run(APP, run.run_id), actions.jobs(APP, run.run_id)
    assert len(seen) == 100
    assert found
    assert sum(one.minutes or 0 for one in count_run(found, jobs or ())) == 300


def test_more_runs_than_the_cap_are_listed_in_parts() -> None:
    world = World()
    app = world.repository(APP)
    for number in range(1100):
        app.run("CI", begins=BEGIN + number * 60)
    with serving(world) as url:
        client = client_of(url)
        seen = naive.pages_of(client, f"repos/{APP}/actions/runs", "workflow_runs", created=">=2026-11-01")
        whole = list_window(Actions(client), APP, Window(BEGIN, BEGIN + 1100 * 60))
        assert isinstance(whole, TooMany)
        parts = [list_window(Actions(client), APP, part) for part in whole.parts]
    assert len(seen) == 1000
    assert sum(len(part.runs) for part in parts if isinstance(part, Found)) == 1100
