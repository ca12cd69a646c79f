"""A finding is the same one after its line has moved."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from greenlane.gates.fingerprint import fingerprinted
from greenlane.model.finding import Finding, Severity

LINES = ["import os", "x = eval(a)", "y = 1", "x = eval(a)", "z = eval(b)"]


def finding(
    line: int | None, *, rule: str = "S307", path: str | None = "a.py", message: str = "eval"
) -> Finding:
    return Finding("ruff", rule, Severity.WARNING, message, path=path, line=line)


def of(findings: list[Finding], lines: list[str]) -> list[str]:
    done = fingerprinted(findings, lambda _path, number: lines[number - 1])
    return [one.fingerprint for one in done]


@given(st.lists(st.sampled_from(["", "# note", "import re"]), max_size=6), st.integers(0, 5))
def test_lines_put_in_between_change_no_fingerprint(added: list[str], at: int) -> None:
    moved = [*LINES[:at], *added, *LINES[at:]]
    before = [number for number, text in enumerate(LINES, 1) if "eval" in text]
    after = [number for number, text in enumerate(moved, 1) if "eval" in text]

    assert of([finding(n) for n in before], LINES) == of([finding(n) for n in after], moved)


def test_indenting_a_line_changes_nothing() -> None:
    assert of([finding(1)], ["x = eval(a)"]) == of([finding(1)], ["    x  =  eval(a)  "])


def test_equal_lines_are_two_findings_and_the_one_that_stays_has_the_first_fingerprint() -> None:
    first, second = of([finding(2), finding(4)], LINES)
    assert first != second
    assert of([finding(4)], LINES) == [first]


def test_another_rule_path_or_text_is_another_finding() -> None:
    marks = [
        *of([finding(2)], LINES),
        *of([finding(5)], LINES),
        *of([finding(2, rule="S1")], LINES),
        *of([finding(2, path="b.py")], LINES),
        *of([finding(None)], LINES),
        *of([finding(None, message="other")], LINES),
        *of([replace(finding(2), commit="c" * 40)], LINES),
    ]
    assert len(set(marks)) == len(marks)


def test_a_fingerprint_that_a_report_brought_along_stays() -> None:
    assert of([replace(finding(2), fingerprint="theirs")], LINES) == ["theirs"]
