"""The page about a run, where a reader finds it: once, in the job that settles the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from greenlane.workflows.simulate_events import NUMBER
from greenlane.workflows.simulate_result import Simulated
from tests.standins.actions import World, serving
from tests.unit.render.test_markdown import only_ours
from tests.workflows.shop import APART, COMMIT, PASSES, SETTLED, WORKFLOW, Pushed, change, run, shop
from tests.workflows.test_consumers import HARM

HEADING = "### What ran, and why"
COMMENT = f"""
  comment:
    name: comment
    needs: [checks]
    if: ${{{{ !cancelled() && github.event_name == 'pull_request' }}}}
    runs-on: ubuntu-24.04
    permissions: {{pull-requests: write}}
    steps:
      - uses: owner/greenlane/actions/comment@{COMMIT} # v0.1.0
"""


def pages(done: Simulated) -> dict[str, str]:
    """The summaries that hold a page, by the id of their job."""
    return {job.id: job.summary for job in done.jobs if HEADING in job.summary}


def test_the_planning_job_writes_it_where_everything_ran_there(opened: Simulated) -> None:
    assert opened.results == SETTLED, opened.story
    [(job, page)] = pages(opened).items()
    assert job == "plan"
    assert page.startswith("## ✅ pass: ")
    assert page.count("\n## ") == 0
    assert "| the planning job | 1 |" in page


def test_the_gate_writes_it_where_legs_ran_with_what_they_left(pushed: Pushed, tmp_path: Path) -> None:
    folder = pushed.copy(tmp_path / "apart", APART)
    change(folder, {"app/app.py": "app = 2\n", "docs/index.md": "more\n"})
    done = run(folder, "pull-request")
    [(job, page)] = pages(done).items()
    assert (job, done.results["legs"]) == ("gate", "success"), done.story
    assert "| ✅ app | success | app on ubuntu-24.04 |" in page
    assert "| 2 | component app changed" in page
    assert "[api](" in page[page.index("### Reused") :]
    assert "| the planning job and the gate | 2 |" in page


def test_what_strangers_write_is_text_on_it(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    change(folder, {"app/<b>|`a`.py": "app = 2\n"}, message=HARM)
    payload = {"pull_request": {"number": 7, "title": HARM, "user": {"login": "x"}}}
    done = run(folder, "pull-request", payload=payload)
    [page] = pages(done).values()
    only_ours(page)
    assert "pull request: <code>#7 " in page


def test_by_choice_it_is_one_comment_that_the_next_run_renews(tmp_path: Path) -> None:
    calls = WORKFLOW.replace("PASSES", PASSES).replace("minutes: false", "minutes: false, keep-reports: true")
    folder = shop(tmp_path / "shop", {".github/workflows/checks.yml": calls + COMMENT})
    hub = World()
    comments: list[dict[str, Any]] = []
    hub.repository("octo/shop").comments[str(NUMBER)] = comments
    with serving(hub) as url:
        variables = {"GITHUB_API_URL": url}
        first = run(folder, "pull-request", variables=variables)
        assert first.results == {**SETTLED, "comment": "success"}, first.story
        change(folder, {"app/app.py": "app = 2\n"})
        second = run(folder, "pull-request", variables=variables)
    assert second.results == {**SETTLED, "comment": "success"}, second.story
    [body] = [str(one["body"]) for one in comments]
    assert body.startswith("<!-- greenlane-page run=1001 attempt=1 -->\n## ✅ pass: ")
    assert HEADING in body
    assert run(folder, "push").results["comment"] == "skipped"
