"""Budgets to the finding, and four outcomes that never stand for each other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.gates.judging import exit_outcome, judge
from greenlane.model.errors import ExitCode
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Budget
from greenlane.model.verdict import GateReport, Outcome, ToolReport, together

ALLOWED = Budget().allowed()


def tool(
    name: str = "ruff",
    outcome: Outcome = Outcome.PASS,
    found: Sequence[Severity] = (),
    reason: str = "looked",
) -> ToolReport:
    findings = tuple(Finding(name, f"R{n}", severity, "m") for n, severity in enumerate(found))
    return ToolReport(name, outcome, reason, findings=findings)


def gate(*tools: ToolReport, tolerated: Sequence[str] = ()) -> GateReport:
    return judge("lint", tools, ALLOWED, tolerated)


@pytest.mark.parametrize(
    ("severity", "most"),
    [
        (Severity.CRITICAL, 0),
        (Severity.HIGH, 0),
        (Severity.MEDIUM, 4),
        (Severity.UNKNOWN, 0),
        (Severity.WARNING, 49),
    ],
)
def test_the_budget_holds_to_the_finding(severity: Severity, most: int) -> None:
    assert gate(tool(found=[severity] * most)).outcome is Outcome.PASS
    over = gate(tool(found=[severity] * (most + 1)))
    assert over.outcome is Outcome.FAIL
    assert over.reason == f"{most + 1} {severity}, {most} allowed"


def test_the_budget_is_for_all_tools_of_a_gate_together() -> None:
    three = [Severity.MEDIUM] * 3
    over = gate(tool("bandit", found=three), tool("zizmor", found=three), tool("mypy"))
    assert over.outcome is Outcome.FAIL
    assert [one.outcome for one in over.tools] == [Outcome.FAIL, Outcome.FAIL, Outcome.PASS]


def test_notes_are_never_counted() -> None:
    assert gate(tool(found=[Severity.NOTE] * 1000)).outcome is Outcome.PASS


def test_an_unknown_beside_a_pass_is_unknown_and_says_whose() -> None:
    verdict = gate(tool(), tool("mypy", Outcome.UNKNOWN, reason="it crashed"))
    assert (verdict.outcome, verdict.reason) == (Outcome.UNKNOWN, "mypy: it crashed")


def test_a_tool_that_failed_is_not_hidden_by_one_that_passed() -> None:
    verdict = gate(tool(), tool("mypy", Outcome.FAIL, reason="nothing to look at"))
    assert (verdict.outcome, verdict.reason) == (Outcome.FAIL, "mypy: nothing to look at")


def test_what_was_found_counts_even_when_the_rest_could_not_be_seen() -> None:
    verdict = gate(tool(outcome=Outcome.UNKNOWN, found=[Severity.HIGH], reason="half of it"))
    assert verdict.outcome is Outcome.FAIL
    assert "beside that half of it" in verdict.tools[0].reason


def test_a_gate_of_which_nothing_ran_is_not_run() -> None:
    assert gate(tool(outcome=Outcome.NOT_RUN)).outcome is Outcome.NOT_RUN
    assert gate(tool(outcome=Outcome.NOT_RUN), tool()).outcome is Outcome.PASS


def test_an_unknown_that_is_allowed_by_name_stays_unknown_in_the_record() -> None:
    blind = tool("pip-audit", Outcome.UNKNOWN)
    verdict = gate(tool(), blind, tolerated=["pip-audit"])
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.tolerated.startswith("pip-audit may be unknown here")
    assert gate(tool(), blind, tool("mypy", Outcome.UNKNOWN), tolerated=["pip-audit"]).tolerated == ""
    assert gate(tool(found=[Severity.HIGH]), blind, tolerated=["pip-audit"]).tolerated == ""


def test_a_run_of_which_only_allowed_unknowns_are_left_is_not_green() -> None:
    alone = gate(tool("pip-audit", Outcome.UNKNOWN), tolerated=["pip-audit"])
    assert exit_outcome([alone]) is Outcome.NOT_RUN
    assert exit_outcome([alone, gate(tool())]) is Outcome.PASS
    assert exit_outcome([]) is Outcome.NOT_RUN


@given(st.lists(st.sampled_from(list(Outcome))), st.randoms())
def test_the_worst_outcome_wins_in_any_order(outcomes: list[Outcome], order: Random) -> None:
    shuffled = list(outcomes)
    order.shuffle(shuffled)
    assert together(outcomes) is together(shuffled)
    assert (together(outcomes) is Outcome.PASS) == (
        set(outcomes) <= {Outcome.PASS, Outcome.NOT_RUN} and Outcome.PASS in outcomes
    )


def test_every_outcome_has_an_exit_code_of_its_own_and_only_pass_is_0() -> None:
    codes = {one: one.exit_code for one in Outcome}
    assert codes[Outcome.PASS] is ExitCode.OK
    assert all(a != b for a, b in itertools.combinations(codes.values(), 2))
