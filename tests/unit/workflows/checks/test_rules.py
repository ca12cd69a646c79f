"""Every rule finds the mistake where it stands, and leaves its clean neighbour alone."""

from __future__ import annotations

import pytest

from greenlane.workflows.checks import rules
from greenlane.workflows.checks.looking import examine
from tests.unit.workflows.checks.made import Case, cases

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_what_is_marked_is_found_and_nothing_else(case: Case) -> None:
    answer = examine(case.repository, [case.rule])
    assert [(one.path, one.line) for one in sorted(answer.findings, key=_place)] == case.marked
    assert answer.unknown == ()


def _place(one: object) -> tuple[str, int]:
    return (one.path, one.line)


@pytest.mark.parametrize("name", rules.names())
def test_every_rule_has_a_mistake_and_a_clean_neighbour(name: str) -> None:
    own = [case for case in CASES if case.rule == name]
    assert any(case.marked for case in own), "no mistake"
    assert any(not case.marked for case in own), "no clean neighbour"


def test_every_case_belongs_to_a_rule() -> None:
    assert {case.rule for case in CASES} == set(rules.names())


@pytest.mark.parametrize("name", rules.names())
def test_every_rule_says_what_why_and_what_to_do(name: str) -> None:
    one = rules.rule(name)
    assert 20 <= len(one.TITLE) <= 100
    assert 60 <= len(one.WHY) <= 400
    assert 10 <= len(one.FIX) <= 110


@pytest.mark.parametrize("case", [one for one in CASES if one.marked], ids=lambda case: case.name)
def test_every_finding_has_a_fix_and_a_page(case: Case) -> None:
    for one in examine(case.repository, [case.rule]).findings:
        assert one.fix
        assert one.docs == f"docs/check-rules.md#{case.rule}"
