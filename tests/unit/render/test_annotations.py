"""Annotations: each is one line that the runner reads as it was meant, and none is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings

from greenlane.model.document import Document, Findings, Section
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome
from greenlane.render.annotations import github
from greenlane.render.text import name, visible
from tests.examples import examples
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import VALUES, documents, everywhere, values
from tests.unit.render.sample import DOCUMENT, MOCK, UNUSED


@dataclass(frozen=True)
class Read:
    """One command as GitHub's runner understands it."""

    level: str
    properties: dict[str, str]
    message: str


def read(line: str) -> Read:
    """After actions/runner: split at the next `::`, then commas, then `=`; unescape per cent last."""
    assert line.startswith("::")
    head, _, data = line[2:].partition("::")
    level, _, pairs = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in pairs.split(",") if pair)
    return Read(level, {key: unescaped(value, True) for key, value in properties.items()}, unescaped(data))


def unescaped(text: str, is_property: bool = False) -> str:
    if is_property:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def of(*findings: Finding, outcome: Outcome = Outcome.PASS) -> Document:
    return Document("gates", outcome, "the verdict", sections=(Section("lint", (Findings(findings),)),))


def test_the_annotations_of_a_whole_run() -> None:
    assert is_golden("annotations.txt", github(DOCUMENT))


def test_a_finding_stands_at_its_line() -> None:
    (line,) = github(of(UNUSED)).splitlines()

    assert read(line) == Read(
        "warning",
        {"file": "server/api/search.py", "line": "3", "col": "8", "title": "ruff F401 (warning)"},
        "`os` imported but unused\nfix: Remove unused import: `os`",
    )


def test_a_project_below_the_root_of_its_repository_names_its_folder() -> None:
    assert "file=services/chat/server/api/search.py," in github(of(UNUSED), folder="services/chat/")


def test_the_way_to_a_finding_goes_along() -> None:
    assert "way: server/main.py → " in github(of(MOCK))


@given(values, values)
def test_the_runner_reads_back_what_was_written(message: str, path: str) -> None:
    (line,) = github(of(Finding("t", "r", Severity.HIGH, message[:400], path))).splitlines()
    said = read(line)

    assert said.level == "error"
    assert said.message in (visible(message[:400]).strip("\n"), "t r (high)")
    assert said.properties.get("file", "") == name(path)
    assert said.properties["title"] == "t r (high)"


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_value_begins_a_command_of_its_own(value: str) -> None:
    lines = github(everywhere(value)).split("\n")

    assert lines.pop() == ""
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert all(set(read(line).properties) <= {"file", "line", "endLine", "col", "title"} for line in lines)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents)
def test_every_annotation_of_any_document_is_one_line_within_the_limits(document: Document) -> None:
    said = [read(line) for line in github(document).split("\n")[:-1]]

    for level in ("error", "warning", "notice"):
        assert len([one for one in said if one.level == level]) <= 10
    assert all(0 < len(one.message) <= 4_096 for one in said)


def test_a_long_title_stands_in_for_a_message_within_the_limits() -> None:
    long = "x" * 100_000
    found = Finding(long, long, Severity.HIGH, "", "a.py")
    lines = github(Document(long, Outcome.FAIL, "", sections=(Section("s", (Findings((found,)),)),)))

    assert [len(read(line).message) < 300 for line in lines.splitlines()] == [True, True]


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.CRITICAL, "error"),
        (Severity.HIGH, "error"),
        (Severity.MEDIUM, "warning"),
        (Severity.UNKNOWN, "warning"),
        (Severity.WARNING, "warning"),
        (Severity.NOTE, "notice"),
    ],
)
def test_ten_are_shown_and_of_eleven_the_tenth_counts_the_rest(severity: Severity, level: str) -> None:
    found = [replace(UNUSED, severity=severity, line=line) for line in range(1, 12)]

    assert [read(line).level for line in github(of(*found[:10])).splitlines()] == [level] * 10
    lines = github(of(*found)).splitlines()
    assert len(lines) == 10
    assert (
        read(lines[-1]).message == f"2 {level}s more, no worse than these: see the job summary or the report."
    )


def test_the_worst_come_first() -> None:
    found = [replace(UNUSED, line=line) for line in range(1, 40)]
    worst = replace(UNUSED, severity=Severity.MEDIUM, line=99)

    assert "line=99," in github(of(*found, worst)).splitlines()[0]


def test_a_verdict_that_is_not_green_is_an_error_even_without_a_finding() -> None:
    for outcome in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_RUN):
        assert read(github(of(outcome=outcome)).strip()).message == "the verdict"


def test_all_well_says_nothing() -> None:
    assert github(of()) == ""
