"""The nightly run: what was put off is paid, what passed lately is reused, and the month is read."""

from __future__ import annotations

from pathlib import Path

from tests.standins.actions import World, serving
from tests.workflows.shop import COMMIT, PASSES, SETTLED, ran, run, shop

WORKFLOW = f"""
name: nightly
on:
  schedule: [{{cron: "0 3 * * *"}}]
permissions: {{}}
jobs:
  night:
    uses: owner/greenlane/.github/workflows/reusable-nightly.yml@{COMMIT} # v0.1.0
    permissions: {{contents: read, actions: read, checks: read, issues: write}}
    with: {{passes: "{PASSES}"}}
"""


def test_a_night_runs_what_has_not_passed_and_reports_the_month(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop", {".github/workflows/nightly.yml": WORKFLOW})
    world = World()
    world.repository("octo/shop")
    with serving(world) as url:
        done = run(folder, "schedule", "nightly.yml", variables={"GITHUB_API_URL": url})
        assert {**done.results, "minutes": ""} == {**SETTLED, "minutes": ""}, done.story
        assert ran(done) == ["api", "app", "docs"]
        assert done.results["minutes"] == "success", done.story
        again = run(folder, "schedule", "nightly.yml", variables={"GITHUB_API_URL": url})
    assert ran(again) == []
    assert "minutes" in done.job("minutes").summary


def test_a_ledger_that_cannot_be_read_stops_no_plan(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    file = folder / ".github/workflows/checks.yml"
    file.write_text(file.read_text().replace("minutes: false", "minutes: true"))
    done = run(folder, "pull-request")
    assert done.results == SETTLED, done.story
    assert ran(done) == ["api", "app", "docs"]
