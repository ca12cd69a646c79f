"""Git histories played again: real keys, and what each policy would have run."""

from __future__ import annotations

from greenlane.model.plan import Component, Declared, Job
from greenlane.planner.replay_git import Spent, replay_commits
from tests.unit.planner.forest import forest

FILES = {"api/a": "1", "app/a": "1", ".github/workflows/ci.yml": "1", "docs.md": "1"}
DECLARED = Declared(
    components=(Component("api", ("api/**",)), Component("app", ("app/**",))),
    jobs=(
        Job("api-tests", ("api",), ("nox",), minutes=4.0),
        Job("app-tests", ("app",), ("nox",), minutes=6.0),
    ),
)


def replayed(*changes: dict[str, str]) -> dict[str, Spent]:
    """Commits after a first one, each with these files on top of the one before."""
    content, commits = dict(FILES), [(0, forest(FILES))]
    for number, change in enumerate(changes, 1):
        content |= change
        commits.append((number * 60, forest(content)))
    return {one.name: one for one in replay_commits(DECLARED, commits, {}, {})}


def test_a_change_of_one_part_runs_its_job() -> None:
    found = replayed({"api/a": "2"})
    assert found["greenlane"] == Spent("greenlane", 4.0, 1)
    assert found["path filters"] == Spent("path filters", 4.0, 1)
    assert found["everything"] == Spent("everything", 10.0, 2)


def test_a_content_that_passed_before_is_not_run_again() -> None:
    found = replayed({"api/a": "2"}, {"api/a": "1"})
    assert found["greenlane"].runs == 1
    assert found["path filters"].runs == 2


def test_what_path_filters_leave_out_of_a_changed_workflow_is_counted() -> None:
    found = replayed({".github/workflows/ci.yml": "2"})
    assert found["greenlane"].runs == 2
    assert found["path filters"] == Spent("path filters", 0.0, 0, left_out=2)


def test_the_first_commit_counts_for_nobody() -> None:
    assert {one.runs for one in replayed().values()} == {0}
