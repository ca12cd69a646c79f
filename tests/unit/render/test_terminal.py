"""The terminal: the verdict first, nothing obeyed, nothing that only a colour says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import greenlane
from greenlane.model.document import Document, Findings, Lines, Section, Table
from greenlane.model.finding import Severity
from greenlane.model.verdict import Outcome
from greenlane.render.columns import width_of
from greenlane.render.pen import CODES, disobeyed
from greenlane.render.terminal import Screen, terminal
from tests.examples import examples
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import VALUES, documents, everywhere
from tests.unit.render.sample import DOCUMENT, UNUSED

PAINT = re.compile(r"\x1b\[[\d;]*m")
UNSEEN = re.compile(r"[\s\u00ad\u200c\u200d\ufe00-\ufe0f]")


def is_obeyed(line: str) -> bool:
    """As GitHub's runner reads a line of a log."""
    return UNSEEN.sub("", line).startswith("::") or "##[" in UNSEEN.sub("", line)


@pytest.mark.parametrize(("name", "width"), [("report.txt", 100), ("report-narrow.txt", 46)])
def test_a_whole_report_in_a_log(name: str, width: int) -> None:
    assert is_golden(name, terminal(DOCUMENT, Screen(width)))


def test_the_verdict_comes_first_then_what_to_do_then_the_evidence() -> None:
    text = terminal(DOCUMENT)

    assert text.startswith("✗ FAIL  3 of 5 gates fail")
    assert text.index("What to do") < text.index("project") < text.index("✗ security: fail")


def test_colour_adds_nothing_but_colour() -> None:
    coloured = terminal(DOCUMENT, Screen(colour=True))

    assert coloured != terminal(DOCUMENT)
    without = "".join(f"{line.rstrip()}\n" for line in PAINT.sub("", coloured).splitlines())
    assert without == terminal(DOCUMENT)


def test_the_four_outcomes_have_four_signs() -> None:
    signs = {terminal(Document("t", outcome, "v"))[0] for outcome in Outcome}

    assert len(signs) == 4


def test_what_is_not_shown_is_counted_by_severity() -> None:
    many = Findings(tuple(replace(UNUSED, line=line) for line in range(1, 61)))
    text = terminal(Document("t", Outcome.FAIL, "v", sections=(Section("lint", (many,)),)), Screen(most=50))

    assert text.count("F401") == 50
    assert "… and 10 more (10 warning)" in text


def test_the_worst_finding_is_never_the_one_left_out() -> None:
    worst = replace(UNUSED, severity=Severity.CRITICAL, message="the worst")
    many = Findings((*(replace(UNUSED, line=line) for line in range(1, 61)), worst))
    text = terminal(Document("t", Outcome.FAIL, "v", sections=(Section("lint", (many,)),)), Screen(most=1))

    assert "the worst" in text


def test_lines_of_a_log_keep_their_spaces() -> None:
    document = Document("t", Outcome.PASS, "v", sections=(Section("s", (Lines(("  a  b", "")),)),))

    assert terminal(document).endswith("s\n  |   a  b\n  |\n")


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.unmeasured
def test_no_value_acts_on_the_terminal_or_on_the_runner(value: str) -> None:
    for line in terminal(everywhere(value), Screen(width=80)).split("\n"):
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", line)
        assert not is_obeyed(line)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.unmeasured
def test_in_colour_every_escape_sequence_is_ours(value: str) -> None:
    painted = terminal(everywhere(value), Screen(width=80, colour=True))

    assert "\x1b" not in PAINT.sub("", painted)
    assert set(re.findall(r"\x1b\[([\d;]*)m", painted)) <= {"0", *CODES.values()}


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents)
def test_any_document_can_be_shown(document: Document) -> None:
    text = terminal(document)

    assert text.encode()
    assert not any(is_obeyed(line) for line in text.split("\n"))


@pytest.mark.parametrize(
    "line", ["::error::x", "\t ::error::x", ":\u200d:error::x", "a ##[error]", "#\ufe0f#\u200d[x]"]
)
def test_a_line_that_the_runner_would_obey_gets_a_backslash(line: str) -> None:
    assert is_obeyed(line)
    assert not is_obeyed(disobeyed(line))
    assert disobeyed(line).replace("\\", "") == line


def test_no_line_of_prose_is_wider_than_the_screen() -> None:
    text = terminal(DOCUMENT, Screen(width=40))

    assert all(width_of(line) <= 40 for line in text.splitlines() if "see: " not in line)


def test_a_plain_report_does_not_load_rich() -> None:
    program = (
        "import sys\nfrom greenlane.model.document import *\nfrom greenlane.model.verdict import Outcome\n"
        "from greenlane.render import render\n"
        "render(Document('t', Outcome.PASS, 'v', ('do',), (('a', 'b'),)), 'terminal')\n"
        "print([name for name in sys.modules if name.startswith('rich')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(greenlane.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_an_address_of_rows_is_told_once_behind_their_names() -> None:
    links = ("https://example.org/1",) * 5 + ("", "https://example.org/2")
    rows = tuple((one,) for one in "abcdefg")
    table = Table(("job",), rows, links=links)
    lines = terminal(Document("t", Outcome.PASS, "v", sections=(Section("s", (table,)),))).splitlines()

    assert lines[-2:] == ["  a, b, c, 2 more: https://example.org/1", "  g: https://example.org/2"]
