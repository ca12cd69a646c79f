"""The report of a run: the verdict first, then what to do, each once, then all that was seen."""

from __future__ import annotations

from datetime import date

from greenlane.gates.judging import judge
from greenlane.gates.report import document
from greenlane.gates.running import Run
from greenlane.gates.sparing import Baseline
from greenlane.model.document import Document, Findings, Table
from greenlane.model.evidence import WorkTree
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Budget, Ignore
from greenlane.model.verdict import Outcome, Spared, ToolReport

STATE = WorkTree("a" * 40, "b" * 40, "")
HIGH = Finding("ruff", "E999", Severity.HIGH, "no Python", "server/a.py", 3)
WARNING = Finding("ruff", "F401", Severity.WARNING, "unused", "app/b.py", 1)
IGNORE = Ignore("ruff:F401", "later", date(2026, 1, 1), line=7)


def looked(name: str, *findings: Finding, **more: object) -> ToolReport:
    return ToolReport(name, Outcome.PASS, "looked at all of it", "1.2", findings, **more)  # type: ignore[arg-type]  # fields


def blind(name: str, remedy: str = "") -> ToolReport:
    return ToolReport(name, Outcome.UNKNOWN, "it is not installed", remedy=remedy)


def reported(
    *tools: tuple[str, ToolReport],
    tolerated: tuple[str, ...] = (),
    expired: tuple[Ignore, ...] = (),
    unused: tuple[Ignore, ...] = (),
    known_before: int = 0,
    state: WorkTree = STATE,
) -> Document:
    """The report of these tools, each below its gate."""
    names = list(dict.fromkeys(gate for gate, _ in tools))
    gates = tuple(
        judge(name, [tool for gate, tool in tools if gate == name], Budget().allowed(), tolerated)
        for name in names
    )
    run = Run(gates, expired, unused, Baseline(), ())
    return document(
        run,
        project="chat",
        state=state,
        made_at=1_700_000_000.0,
        components={"api": ("server/**",), "app": ("app/**",)},
        known_before=known_before,
    )


def test_a_failing_gate_is_named_with_its_numbers_before_an_unknown_one() -> None:
    made = reported(
        ("security", blind("pip-audit", "greenlane gate --install")), ("lint", looked("ruff", HIGH))
    )
    assert made.outcome is Outcome.FAIL
    assert made.verdict == ("lint (1 high, 0 allowed); unknown: security (pip-audit: it is not installed)")
    assert made.actions == ("lint: mend 1 of 1 high findings", "pip-audit: greenlane gate --install")


def test_what_may_be_unknown_is_told_and_is_not_what_passed() -> None:
    made = reported(("lint", looked("ruff")), ("security", blind("pip-audit")), tolerated=("pip-audit",))
    assert made.outcome is Outcome.PASS
    assert made.verdict == "lint passed; unknown, and allowed to be: security"
    alone = reported(("security", blind("a")), tolerated=("a",))
    assert alone.outcome is Outcome.NOT_RUN
    assert alone.verdict == "nothing else had anything to look at; unknown, and allowed to be: security"


def test_a_run_in_which_nothing_looked_is_not_green() -> None:
    made = reported(("lint", ToolReport("ruff", Outcome.NOT_RUN, "nothing here")))
    assert (made.outcome, made.verdict) == (Outcome.NOT_RUN, "no tool found anything to look at")
    assert made.tools == ()


def test_ignores_that_ended_or_met_nothing_and_a_baseline_that_may_shrink_are_things_to_do() -> None:
    made = reported(("lint", looked("ruff")), expired=(IGNORE,), unused=(IGNORE,), known_before=2)
    assert made.actions == (
        "greenlane.yaml:7: the ignore of ruff:F401 ended on 2026-01-01",
        "greenlane.yaml:7: the ignore of ruff:F401 met nothing; take it out",
        "2 findings of the baseline are gone: greenlane gate --baseline shrink",
    )


def test_findings_stand_by_severity_with_their_components_and_spared_ones_apart() -> None:
    known = (Spared(WARNING, "known from before"),)
    ignored = (Spared(HIGH, "generated", "2027-03-01"),)
    made = reported(("lint", looked("ruff", WARNING, HIGH, known=known, ignored=ignored)))
    blocks = [block for block in made.sections[0].blocks if isinstance(block, Findings)]
    assert [(block.kind, [one.rule for one in block.findings], block.components) for block in blocks] == [
        ("counted", ["E999", "F401"], ("api", "app")),
        ("known", ["F401"], ("app",)),
        ("ignored", ["E999"], ("api",)),
    ]
    assert blocks[2].kept[0].until == "2027-03-01"


def test_a_kept_answer_says_since_when_and_an_absent_tool_has_no_time() -> None:
    made = reported(("lint", looked("ruff", cached_at=1_700_000_000.0)), ("lint", blind("squawk")))
    (table,) = [block for block in made.sections[0].blocks if isinstance(block, Table)]
    assert table.rows[0][-1] == "looked at all of it (unchanged since 2023-11-14 22:13 UTC)"
    assert (table.rows[0][-2], table.rows[1][-2]) == ("0.0 s", "")


def test_the_subject_says_which_files_it_is_about() -> None:
    assert dict(reported(state=STATE).subject) == {
        "project": "chat",
        "commit": "a" * 40,
        "work tree": "as committed",
    }
    assert dict(reported(state=WorkTree(None, None, "c" * 64)).subject) == {
        "project": "chat",
        "commit": "none",
        "work tree": f"changed ({'c' * 12})",
    }
