"""A baseline that only shrinks, and ignores that end."""

from __future__ import annotations

from datetime import date

import pytest

from greenlane.gates.sparing import Baseline, sort
from greenlane.model.errors import UsageError
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Ignore

TODAY = date(2026, 11, 21)


def finding(
    mark: str, *, tool: str = "bandit", rule: str = "B404", path: str | None = "scripts/a.py"
) -> Finding:
    return Finding(tool, rule, Severity.MEDIUM, "m", path=path, fingerprint=mark)


def ignore(rule: str = "bandit:B404", file: str = "**", until: date = TODAY) -> Ignore:
    return Ignore(rule, "we start our own programs", until, file)


def counted(one: Finding, *ignores: Ignore) -> bool:
    return bool(sort([one], ignores, Baseline(), TODAY).counted)


def test_an_ignore_holds_through_its_last_day_and_not_one_longer() -> None:
    assert not counted(finding("a"), ignore(until=TODAY))
    assert counted(finding("a"), ignore(until=date(2026, 11, 20)))


def test_an_ignore_is_shown_with_its_reason_and_date() -> None:
    (spared,) = sort([finding("a")], [ignore()], Baseline(), TODAY).ignored
    assert (spared.reason, spared.until) == ("we start our own programs", "2026-11-21")


@pytest.mark.parametrize(
    ("rule", "file", "fits"),
    [
        ("bandit:B404", "**", True),
        ("bandit:B4*", "**", True),
        ("bandit:*", "scripts/*.py", True),
        ("bandit:B404", "scripts/", True),
        ("ruff:B404", "**", False),
        ("bandit:B40", "**", False),
        ("bandit:B404", "ci/**", False),
    ],
)
def test_an_ignore_means_one_tool_its_rules_and_its_files(rule: str, file: str, fits: bool) -> None:
    assert counted(finding("a"), ignore(rule, file)) is not fits


def test_an_ignore_of_some_files_does_not_hide_a_finding_about_no_file() -> None:
    assert counted(finding("a", path=None), ignore(file="scripts/**"))
    assert not counted(finding("a", path=None), ignore())


def test_what_the_baseline_knows_is_counted_apart_and_what_is_new_counts() -> None:
    found = sort([finding("a"), finding("b")], [], Baseline.of([finding("a")]), TODAY)
    assert [one.fingerprint for one in found.counted] == ["b"]
    assert [one.finding.fingerprint for one in found.known] == ["a"]


def test_a_baseline_comes_back_as_it_was_written() -> None:
    before = Baseline.of([finding("a"), finding('"<\n>', rule="x\ny", path="a\nb")])
    assert Baseline.parse(before.written(), "b.json") == before


def test_a_baseline_shrinks_by_what_is_gone_but_only_for_tools_that_looked() -> None:
    before = Baseline.of([finding("a"), finding("b"), finding("c", tool="mypy")])
    after = before.shrunk(found={"a", "new"}, tools={"bandit"})
    assert set(after.entries) == {"a", "c"}


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}']
)
def test_a_baseline_that_cannot_be_read_is_a_mistake_and_spares_nothing(text: str) -> None:
    with pytest.raises(UsageError, match=r"b\.json: this is not a baseline"):
        Baseline.parse(text, "b.json")
