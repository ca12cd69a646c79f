"""What a green run does not show, and the page that says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from greenlane.model.verdict import Outcome
from greenlane.render import formats, render
from greenlane.workflows.simulate_lacks import lacks
from greenlane.workflows.simulate_report import document
from greenlane.workflows.simulate_result import Annotation, Artifact, Job, Result, Simulated

HOSTILE = "<script>alert(1)</script> | `x` ${{ github.token }} \n next 🙂"


def of(job: dict[str, Any], **top: Any) -> tuple[str, ...]:
    return lacks(
        [{"on": {"push": None}, "jobs": {"a": {"runs-on": "ubuntu-24.04", **job}}, **top}], "push", ()
    )


@pytest.mark.parametrize(
    ("job", "top", "says"),
    [
        ({"services": {}}, {}, "services (a): no service was started"),
        ({"container": "x"}, {}, "container (a): the container was left out"),
        ({"timeout-minutes": 5}, {}, "timeout-minutes (a)"),
        ({"environment": "live"}, {}, "environment (a)"),
        ({"continue-on-error": True}, {}, "continue-on-error (a)"),
        ({"permissions": {}}, {}, "permissions:"),
        ({}, {"permissions": {}}, "permissions:"),
        ({}, {"concurrency": "x"}, "concurrency:"),
        ({"strategy": {"matrix": {"a": [1]}}}, {}, "strategy.fail-fast"),
        ({"strategy": {"fail-fast": False, "matrix": {"a": [1]}}}, {}, "strategy.matrix: an empty one"),
        ({"runs-on": "macos-15"}, {}, "runs-on macos-15"),
        ({}, {"on": {"push": {"branches": ["main"], "paths": ["x"]}}}, "on.push.branches, paths"),
        ({"steps": [{"uses": "actions/checkout@v1"}]}, {}, "actions/checkout: all of the history"),
    ],
)
def test_what_a_workflow_asks_for_in_vain_is_named(
    job: dict[str, Any], top: dict[str, Any], says: str
) -> None:
    assert any(says in line for line in of(job, **top))


def test_a_plain_workflow_lacks_nothing_and_a_filter_of_another_event_is_no_matter() -> None:
    assert of({}) == ()
    assert of({}, on={"push": None, "pull_request": {"paths": ["x"]}}) == ()


def test_with_containers_services_are_no_lack() -> None:
    asked = {"jobs": {"a": {"services": {}, "timeout-minutes": 1}}}
    assert [line.partition(" ")[0] for line in lacks([asked], "push", (), has_containers=True)] == [
        "timeout-minutes"
    ]


def job(name: str, result: Result, **more: Any) -> Job:
    took = None if result == "skipped" else 1.0
    return Job(name, "", name, result, "ubuntu-24.04", {}, duration_s=took, **more)


def run(*jobs: Job, **more: Any) -> Simulated:
    return Simulated("x.yml", 0, jobs, more.pop("artifacts", ()), (), Path("/nonexistent"), **more)


@pytest.mark.parametrize(
    ("jobs", "outcome"),
    [
        ((job("a", "success"), job("b", "skipped")), Outcome.PASS),
        ((job("a", "success"), job("b", "failure")), Outcome.FAIL),
        ((job("a", "success"), job("b", "cancelled")), Outcome.FAIL),
        ((job("a", "success"), job("b", "failure", is_allowed=True)), Outcome.PASS),
        ((job("a", "skipped"),), Outcome.NOT_RUN),
        ((), Outcome.NOT_RUN),
    ],
)
def test_green_is_only_what_ran_and_did_not_fail(jobs: tuple[Job, ...], outcome: Outcome) -> None:
    assert document([run(*jobs)], "push", lambda _: 1.0).outcome is outcome


def test_one_red_workflow_of_two_is_red() -> None:
    made = document([run(job("a", "success")), run(job("b", "failure"))], "push", lambda _: 1.0)
    assert made.outcome is Outcome.FAIL
    assert made.actions == ("x.yml: mend b",)


@pytest.mark.parametrize("form", [one.name for one in formats()])
def test_hostile_names_and_logs_are_text_in_every_format(form: str) -> None:
    bad = job(HOSTILE, "failure", lines=(HOSTILE,), annotations=(Annotation("error", HOSTILE, HOSTILE, 1),))
    kept = Artifact(HOSTILE, Path("/nonexistent"), 1, None, HOSTILE, ("a",))
    text = render(document([run(bad, artifacts=(kept,), notes=(HOSTILE,))], "push", lambda _: None), form)
    if form == "markdown":
        text = MarkdownIt("commonmark").enable("table").render(text)
    assert form not in ("markdown", "html") or "<script>alert" not in text


def test_the_minutes_are_added_up() -> None:
    made = document([run(job("a", "success"), job("b", "success"))], "push", lambda _: 2.0)
    assert "4" in render(made, "markdown").partition("in all")[2].splitlines()[0]
