"""A plan as a person reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from greenlane.model.document import Document, Table
from greenlane.model.plan import Choice, Event, Plan
from greenlane.model.verdict import Outcome
from greenlane.planner.outcomes import Workflow
from greenlane.planner.report import report
from greenlane.planner.result import judge
from greenlane.planner.result_report import result_report
from greenlane.render.html import html
from greenlane.render.json import json
from greenlane.render.json_reading import read
from greenlane.render.markdown import markdown
from greenlane.render.terminal import terminal
from tests.examples import examples
from tests.unit.planner.plans import KEYS, NOW, RESULTS, changed, key, owed, passed, plan
from tests.unit.planner.test_written import PLANS
from tests.unit.render.golden import is_golden


def section(document: Document, title: str) -> list[tuple[str, ...]]:
    """The rows of all tables of a section; [] when there is no such section."""
    return [
        row
        for one in document.sections
        if one.title == title
        for block in one.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


def chosen(choice: Choice) -> Plan:
    """Every job decided alike."""
    made = plan()
    return replace(
        made,
        groups=(),
        debts=(),
        decisions=tuple(replace(one, choice=choice, group="", minutes=2.0) for one in made.decisions),
    )


def test_a_whole_plan_in_a_terminal() -> None:
    assert is_golden("plan.txt", terminal(report(plan(), "messenger")))


def test_a_whole_plan_in_a_summary() -> None:
    assert is_golden("plan.md", markdown(report(plan(), "messenger")))


def test_a_whole_result_in_a_terminal() -> None:
    verdict = judge(changed("docs", evidence=None), KEYS, Workflow({**RESULTS, "lint": "skipped"}), NOW)

    assert is_golden("plan-result.txt", terminal(result_report(verdict, plan(), NOW)))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (plan(), "3 of 5 jobs run, about 6 minutes billed; 1 reused, 1 put off"),
        (chosen(Choice.RUN), "all 5 jobs run, about 10 minutes billed"),
        (
            replace(chosen(Choice.RUN), everything="the ledger cannot be read"),
            "all 5 jobs run, about 10 minutes billed: the ledger cannot be read",
        ),
        (replace(chosen(Choice.RUN), shadow=True), "all 5 jobs run, about 10 minutes billed: in shadow"),
        (chosen(Choice.REUSE), "no job has to run: 5 reused; 0 minutes"),
        (
            changed("ios", choice=Choice.REFUSE),
            "refused: no minutes for ios; nothing that is required is skipped instead",
        ),
        (replace(plan(), decisions=(), groups=()), "no job is declared: nothing to plan"),
    ],
)
def test_the_verdict_says_what_runs_and_what_it_costs(one: Plan, said: str) -> None:
    assert report(one).verdict == said


def test_a_refused_plan_is_red_and_leads_with_what_to_do() -> None:
    made = report(changed("ios", choice=Choice.REFUSE, change="minutes, or a self-hosted runner with macOS"))

    assert made.outcome is Outcome.FAIL
    assert made.actions[0] == "ios: minutes, or a self-hosted runner with macOS"
    assert section(made, "What runs, and why")[0][:2] == ("ios", "refused")


def test_a_plan_without_jobs_is_not_green() -> None:
    assert report(replace(plan(), decisions=(), groups=())).outcome is Outcome.NOT_RUN


def test_what_is_reused_leads_to_the_run_that_proved_it() -> None:
    text = markdown(report(plan()))

    assert "[docs](https://github.com/octo/messenger/actions/runs/4242)" in text
    assert '<a href="https://github.com/octo/messenger/actions/runs/4242" rel="noreferrer">docs</a>' in html(
        report(plan())
    )


def test_a_run_that_is_no_address_is_no_link() -> None:
    made = report(changed("docs", evidence=passed("docs", url="javascript:alert(1)")))

    assert "](" not in markdown(made)
    assert "<a href=" not in html(made).partition("<main")[2]


def test_minutes_of_legs_count_once_and_jobs_outside_of_legs_are_added() -> None:
    assert "about 8 minutes" in report(changed("api-tests", group="", minutes=2.0)).verdict


def test_what_is_owed_says_whether_this_plan_pays() -> None:
    debts = (owed("ios"), owed("docs"), replace(owed("lint"), paid_by=passed("lint")))
    states = [row[:2] for row in section(report(replace(plan(), debts=debts)), "Put off and owed")]

    assert states == [
        ("docs", "paid by this plan, if it succeeds"),
        ("ios", "stands"),
        ("lint", "paid by run 4242"),
    ]


def test_a_debt_that_is_overdue_and_not_paid_is_something_to_do() -> None:
    made = report(replace(plan(), debts=(replace(owed("ios"), due_at=NOW - 60),)))

    assert made.actions[0] == "run ios: it is owed, and was due on 2026-11-18 11:05 UTC"


def test_shadow_says_what_would_have_been_left_out() -> None:
    made = report(replace(changed("docs", choice=Choice.RUN, would=Choice.REUSE), shadow=True))

    assert section(made, "In shadow") == [("docs", "reused", "passed in run 4242")]
    assert ("docs", "runs (would be reused)") in [row[:2] for row in section(made, "What runs, and why")]


def test_a_level_that_is_unknown_is_said_to_be() -> None:
    assert ("minutes are", "unknown") in report(replace(plan(), level="")).subject


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_words(event: Event) -> None:
    assert terminal(report(replace(plan(), event=event)))


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PLANS)
def test_any_plan_makes_a_report_in_every_form(one: Plan) -> None:
    made = report(one)

    assert terminal(made)
    assert markdown(made)
    assert html(made)
    assert json(read(json(made))) == json(made)
    assert (made.outcome is Outcome.FAIL) == any(each.choice is Choice.REFUSE for each in one.decisions)


def test_every_job_of_a_plan_stands_in_its_report() -> None:
    made = report(plan())
    rows = [row[0] for one in made.sections for row in section(made, one.title)]

    assert {one.job for one in plan().decisions} <= set(rows)


def test_a_result_names_every_fault_and_every_red_job() -> None:
    verdict = judge(None, {"a": key("a")}, Workflow({"a": "skipped"}), NOW, absent="plan.json: not there")
    made = result_report(verdict, None, NOW)

    assert made.outcome is Outcome.FAIL
    assert made.actions == (
        "run all jobs of this workflow again, so that a new plan is made",
        "a: skipped, and no plan says so",
    )
    assert section(made, "What is wrong with the plan") == [("plan.json: not there",)]
