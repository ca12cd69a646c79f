"""Commits that are tested twice, and changes that need no test."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from greenlane.minutes.explain import explain
from greenlane.model.explain import Waste
from greenlane.model.jobs import SeenRun
from tests.unit.minutes.explain.histories import NOON, RAW, Ran, a_run, joined, named, wasted

COMMIT = "c" * 40


def test_the_push_beside_a_pull_request_is_saved() -> None:
    jobs = a_run(1, Ran("unit", 240), event="push", commit=COMMIT) + a_run(2, Ran("unit", 250), commit=COMMIT)
    found = explain(jobs, law=RAW, days=30)
    (remedy,) = named(found, "doubles")
    assert remedy.net == wasted(found, Waste.DOUBLED) == 4
    edit = yaml.safe_load("\n".join(remedy.edit).replace("on:", "triggers:", 1))
    assert edit == {"triggers": {"push": {"branches": ["main", "master"]}, "pull_request": None}}


def test_it_does_not_matter_which_of_the_two_came_first() -> None:
    pull = a_run(1, Ran("unit", 250), commit=COMMIT)
    push = a_run(2, Ran("unit", 240), event="push", commit=COMMIT)
    for jobs in (pull + push, push + pull):
        assert named(explain(jobs, law=RAW, days=30), "doubles")[0].saved == 4


@pytest.mark.parametrize("changes", [{"branch": "main"}, {"commit": "d" * 40}, {"path": "other.yml"}])
def test_a_push_of_another_kind_is_no_double(changes: dict[str, Any]) -> None:
    push = {"event": "push", "commit": COMMIT, **changes}
    jobs = a_run(1, Ran("unit", 240), **push) + a_run(2, Ran("unit", 250), commit=COMMIT)
    assert not named(explain(jobs, law=RAW, days=30), "doubles")


def test_the_declared_default_branch_is_kept() -> None:
    jobs = a_run(1, Ran("u", 240), event="push", branch="trunk", commit=COMMIT) + a_run(
        2, Ran("u", 250), commit=COMMIT
    )
    assert not named(explain(jobs, law=RAW, days=30, default_branches={"trunk"}), "doubles")


def test_without_the_files_of_changes_paths_are_not_judged_and_that_is_said() -> None:
    found = explain(a_run(1, Ran("unit", 240)), law=RAW, days=30)
    assert not named(found, "paths")
    assert any(note.startswith("path conditions:") for note in found.notes)


def changed(run: SeenRun) -> tuple[str, ...] | None:
    """Of every two runs, one touched prose alone; of the tenth nothing is known."""
    if run.run_id == 10:
        return None
    return ("README.md", "docs/a.png") if run.run_id % 2 else ("README.md", "app/main.py")


def test_runs_for_prose_alone_are_saved_less_what_their_failures_cost() -> None:
    ends = {3: "failure"}
    jobs = joined(
        a_run(n, Ran("unit", 240), begins=NOON + 9000 * n, conclusion=ends.get(n, "success"))
        for n in range(1, 11)
    )
    found = explain(jobs, law=RAW, days=30, changed=changed)
    (remedy,) = named(found, "paths")
    assert (remedy.saved, remedy.cost) == (5 * 4, 4)
    assert "5 of 9 runs whose change is known" in remedy.evidence
    assert not any(note.startswith("path conditions:") for note in found.notes)


def test_a_change_of_no_file_is_not_prose() -> None:
    found = explain(a_run(1, Ran("unit", 240)), law=RAW, days=30, changed=lambda _: ())
    assert not named(found, "paths")
