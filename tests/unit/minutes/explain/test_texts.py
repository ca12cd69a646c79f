"""Workflow files as they are read, and as they are written."""

from __future__ import annotations

import pytest
import yaml

from greenlane.minutes.explain.edits import in_jobs, quoted, slug, spoken
from greenlane.minutes.explain.merged import merged
from greenlane.minutes.explain.workflow_file import WorkflowFile, read_workflow

HOSTILE = 'a"\n  evil: true\n# ${{ x }} \u2028 <b>|'


def read(text: str) -> WorkflowFile:
    found = read_workflow(text)
    assert found is not None
    return found


def test_jobs_are_found_by_what_github_shows() -> None:
    file = read(
        """
on: {schedule: [{cron: "1 2 * * *"}]}
jobs:
  plain: {}
  named: {name: "Unit tests"}
  legs: {strategy: {matrix: {v: [1]}}}
  shown: {name: "e2e on ${{ matrix.os }}", strategy: {matrix: {os: [a]}}}
  called: {uses: ./.github/workflows/x.yml}
"""
    )
    names = ["plain", "Unit tests", "legs (1)", "e2e on ubuntu", "called / build", "other"]
    found = [job.job_id if (job := file.job(name)) else None for name in names]
    assert found == ["plain", "named", "legs", "shown", "called", None]
    assert file.crons == ("1 2 * * *",)


def test_a_name_that_two_jobs_may_bear_names_none() -> None:
    file = read(
        "on: push\njobs:\n  a: {name: '${{ x }}'}\n  b: {name: '${{ y }}'}\n  c: {}\n  d: {name: c}\n"
    )
    assert file.job("other") is None
    assert file.job("c") is None


def test_who_is_called_so_comes_before_who_may_be() -> None:
    file = read("on: push\njobs:\n  a: {name: '${{ x }}'}\n  b: {}\n")
    assert [job.job_id for name in ("b", "z") if (job := file.job(name))] == ["b", "a"]


@pytest.mark.parametrize(
    "text", ["", "[]", "jobs: 3", "a: [", "on: push", "!!python/none x", "jobs: &a [*a]"]
)
def test_what_is_no_workflow_is_none(text: str) -> None:
    assert read_workflow(text) is None


def test_who_waits_for_whom_through_others_and_in_circles() -> None:
    file = read("on: push\njobs:\n  a: {}\n  b: {needs: a}\n  c: {needs: [b]}\n  d: {needs: d}\n")
    assert file.waits_for("c", "a")
    assert not file.waits_for("a", "c")
    assert not file.waits_for("d", "a")


def test_no_name_gets_out_of_its_line() -> None:
    lines = in_jobs([HOSTILE], None, ["timeout-minutes: 5"])
    assert all("\n" not in line and "\u2028" not in line for line in lines)
    assert yaml.safe_load("\n".join(lines)) == {"timeout-minutes": 5}
    assert yaml.safe_load(quoted(HOSTILE)) == HOSTILE
    assert spoken(HOSTILE).isprintable()
    assert len(spoken("x" * 500)) == 80


@pytest.mark.parametrize(("name", "job_id"), [("Unit (3.11)", "unit-3-11"), ("3d", "job-3d"), ("🚀", "job")])
def test_an_id_made_of_a_name(name: str, job_id: str) -> None:
    assert slug(name) == job_id


STEPS = "steps: [{uses: x@v1}, {run: make}]"


def test_conditions_and_long_texts_are_kept() -> None:
    file = read(
        f"""
on: push
jobs:
  a: {{runs-on: u, needs: p, {STEPS}}}
  b:
    runs-on: u
    needs: [p, q]
    steps:
      - uses: x@v1
      - if: github.event_name == 'push'
        run: |
          one
          two
"""
    )
    lines = merged(file, ["a", "b"], "ab", 5)
    assert lines is not None
    assert yaml.safe_load("\n".join(lines) + "\n")["jobs"]["ab"] == {
        "runs-on": "u",
        "needs": ["p", "q"],
        "timeout-minutes": 5,
        "steps": [
            {"uses": "x@v1"},
            {"run": "make"},
            {"if": "${{ !cancelled() && (github.event_name == 'push') }}", "run": "one\ntwo\n"},
        ],
    }
    assert any(line.endswith("run: |") for line in lines)


@pytest.mark.parametrize(
    "other",
    [
        f"b: {{runs-on: v, {STEPS}}}",
        f"b: {{runs-on: u, strategy: {{}}, {STEPS}}}",
        f"b: {{runs-on: u, container: c, {STEPS}}}",
        "b: {runs-on: u, uses: ./x.yml}",
        "b: {runs-on: u, steps: [text]}",
        "b: {runs-on: u, steps: [{id: x, run: y}, {id: x, run: z}]}",
        "c: {runs-on: u, steps: []}",
        f"b: {{runs-on: u, {STEPS}}}\n  ab: {{}}",
    ],
)
def test_what_steps_cannot_bring_along_is_left_to_a_person(other: str) -> None:
    file = read(f"on: push\njobs:\n  a: {{runs-on: u, {STEPS}}}\n  {other}\n")
    assert merged(file, ["a", "b"], "ab", 5) is None
