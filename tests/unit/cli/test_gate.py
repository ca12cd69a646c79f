"""`greenlane gate` as it is called: exit codes, what it writes and where, and what it refuses at once."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.gates import catalog, record
from greenlane.model.gates import GATES
from greenlane.model.verdict import Outcome
from tests.unit.gates.trial import Trial

GOOD = '<testsuite tests="1"><testcase classname="t" name="a"/></testsuite>'
BAD = '<testsuite tests="1" failures="1"><testcase classname="t" name="a"><failure message="{}"/></testcase>\
</testsuite>'
NONE = '<testsuite tests="0"/>'
REPORT = ".greenlane/reports/unit.junit.xml"


@dataclass
class Called:
    code: int
    out: str
    err: str


@dataclass
class Caller:
    """A project, and `greenlane gate` called in it with tools that need no program."""

    trial: Trial
    own: Path
    variables: dict[str, str] = field(default_factory=dict)

    def report(self, text: str) -> None:
        self.trial.write({REPORT: text})

    def gate(self, *words: str, folder: str = ".") -> Called:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.own),
            "GREENLANE_CACHE": str(self.own / "cache"),
            "GREENLANE_STATE": str(self.own / "state"),
            **self.variables,
        }
        out, err = io.StringIO(), io.StringIO()
        code = main(["gate", *words], World(environment, self.trial.root / folder, out, err))
        return Called(code, out.getvalue(), err.getvalue())

    def records(self) -> list[str]:
        return sorted(path.name for path in (self.trial.root / ".greenlane/evidence").glob("*.json"))


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    trial = Trial(tmp_path / "pro ject").write(
        {".gitignore": "/.greenlane/\n", "a.txt": "a\n", "sub/b.txt": ""}
    )
    trial.commit()
    return Caller(trial, tmp_path / "own")


@pytest.mark.parametrize(
    ("names", "text", "code", "word"),
    [
        (["secrets"], GOOD, 0, "✓ PASS"),
        (["secrets", "tests"], GOOD, 0, "✓ PASS"),
        (["tests"], BAD, 1, "✗ FAIL"),
        (["tests"], NONE, 3, "? UNKNOWN"),
        (["performance"], GOOD, 2, "○ NOT-RUN"),
        (["secrets", "tests"], NONE, 3, "? UNKNOWN"),
        (["secrets", "performance"], GOOD, 0, "✓ PASS"),
    ],
)
def test_the_exit_code_is_the_verdict(
    caller: Caller, names: list[str], text: str, code: int, word: str
) -> None:
    caller.report(text)
    done = caller.gate(*names)
    assert (done.code, done.out[: len(word)]) == (code, word)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rufff"], "no gate or tool named rufff"),
        (["--format", "xml"], "'xml' is no format"),
        (["--allow-unknown", "pip-audti"], "--allow-unknown: there is no tool named pip-audti"),
        (["--baseline", "create"], "no baseline is declared"),
        (["--baseline", "shrink"], "no baseline is declared"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused_before_any_tool_runs(
    caller: Caller, words: list[str], said: str
) -> None:
    done = caller.gate(*words)
    assert done.code == 2
    assert said in done.err
    assert "fix: " in done.err
    assert "looked" not in done.err
    assert caller.records() == []


def test_a_base_that_is_no_commit_is_an_error_and_not_a_smaller_search(caller: Caller) -> None:
    done = caller.gate("secrets", "--base", "nowhere")
    assert done.code == 3
    assert "nowhere is no commit of this clone that HEAD comes from" in done.err


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("terminal", "✓ PASS"),
        ("markdown", "## "),
        ("html", "<!doctype html>"),
        ("json", "{"),
        ("sarif", "{"),
        ("github", ""),
    ],
)
def test_every_format_is_printed(caller: Caller, form: str, begins: str) -> None:
    done = caller.gate("secrets", "--format", form)
    assert done.code == 0
    assert done.out.lower().startswith(begins.lower()), done.out[:80]
    if begins == "{":
        assert json.loads(done.out)


def test_a_folder_of_reports_holds_every_format(caller: Caller) -> None:
    assert caller.gate("secrets", "--report", "out/reports").code == 0
    names = {path.name for path in (caller.trial.root / "out/reports").iterdir()}
    assert names == {
        *("report.txt", "summary.md", "report.html"),
        *("report.json", "report.sarif", "annotations.txt"),
    }


def test_a_folder_that_cannot_be_made_is_told_before_any_tool_runs(caller: Caller) -> None:
    done = caller.gate("secrets", "--report", "a.txt/reports")
    assert done.code == 3
    assert "no report could be written to" in done.err
    assert "looked" not in done.err


def test_on_github_the_summary_is_appended_and_annotations_are_printed(caller: Caller) -> None:
    caller.report(BAD)
    summary = caller.own / "summary.md"
    summary.parent.mkdir()
    summary.write_text("before\n")
    caller.variables = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTIONS": "true"}
    done = caller.gate("tests")
    assert summary.read_text().startswith("before\n")
    assert "❌ fail: tests" in summary.read_text()
    assert "::error" in done.out


def test_a_summary_that_cannot_be_written_changes_no_verdict(caller: Caller) -> None:
    caller.report(BAD)
    caller.variables = {"GITHUB_STEP_SUMMARY": str(caller.own / "nowhere/summary.md")}
    done = caller.gate("tests")
    assert done.code == 1
    assert "the job's summary could not be written" in done.err


def test_a_gate_that_ran_with_all_its_tools_leaves_a_record(caller: Caller) -> None:
    caller.gate("secrets")
    assert caller.records() == ["secrets.json"]
    caller.gate("secrets", "--evidence", "elsewhere")
    found = record.read(caller.trial.root / "elsewhere/secrets.json")
    assert (found.outcome, found.work_tree.commit) == (Outcome.PASS, caller.trial.git("rev-parse", "HEAD"))
    assert found.work_tree.is_clean


def test_a_part_of_a_gate_leaves_none_and_says_so(caller: Caller) -> None:
    done = caller.gate("eslint")
    assert caller.records() == []
    assert "lint leaves no record: check-jsonschema, " in done.err


def test_files_that_change_while_tools_look_leave_no_record(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = catalog.tool("secrets").examine

    def meanwhile(*words: object) -> object:
        (caller.trial.root / "a.txt").write_text("changed\n")
        return looks(*words)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(catalog.tool("secrets"), "examine", meanwhile)
    done = caller.gate("secrets")
    assert "files changed while the tools looked" in done.err
    assert caller.records() == []


def test_equal_files_leave_equal_states_and_others_do_not(caller: Caller) -> None:
    def state() -> tuple[str | None, str]:
        caller.gate("secrets")
        found = record.read(caller.trial.root / ".greenlane/evidence/secrets.json").work_tree
        return found.tree, found.changes

    clean = state()
    caller.trial.write({"new.txt": "1\n"})
    first = state()
    caller.trial.write({"new.txt": "2\n"})
    second = state()
    caller.trial.write({"new.txt": "1\n"})
    assert len({clean, first, second}) == 3
    assert state() == first
    (caller.trial.root / "new.txt").unlink()
    assert state() == clean


def test_an_unknown_that_is_allowed_by_name_stops_nothing_and_stays_unknown(caller: Caller) -> None:
    caller.report(NONE)
    assert caller.gate("secrets", "tests", "--allow-unknown", "junit").code == 0
    found = record.read(caller.trial.root / ".greenlane/evidence/tests.json")
    assert found.outcome is Outcome.UNKNOWN
    assert found.tolerated
    assert caller.gate("tests", "--allow-unknown", "junit").code == 2


def test_a_baseline_is_created_once_spares_what_it_knows_and_shrinks(caller: Caller) -> None:
    caller.trial.write({"greenlane.yaml": "version: 1\ngates: {baseline: known.json}\n"})
    caller.report(BAD)
    done = caller.gate("tests")
    assert done.code == 1
    assert "known.json is declared and not there, so every finding counts" in done.err
    assert caller.gate("tests", "--baseline", "shrink").code == 2
    done = caller.gate("tests", "--baseline", "create")
    assert (done.code, done.out) == (0, "known.json: 1 findings, 0 before\n")
    assert caller.gate("tests").code == 0
    assert caller.gate("tests", "--baseline", "create").code == 2
    caller.report(GOOD)
    assert "1 findings of the baseline are gone: greenlane gate --baseline shrink" in caller.gate("tests").out
    done = caller.gate("tests", "--baseline", "shrink")
    assert (done.code, done.out) == (0, "known.json: 0 findings, 1 before\n")
    caller.report(BAD)
    assert caller.gate("tests").code == 1


def test_a_baseline_is_not_made_by_tools_that_could_not_look(caller: Caller) -> None:
    caller.trial.write({"greenlane.yaml": "version: 1\ngates: {baseline: known.json}\n"})
    caller.report(NONE)
    done = caller.gate("tests", "--baseline", "create")
    assert done.code == 3
    assert "junit: " in done.err
    assert not (caller.trial.root / "known.json").exists()


def test_a_baseline_that_cannot_be_read_spares_nothing(caller: Caller) -> None:
    caller.trial.write(
        {"greenlane.yaml": "version: 1\ngates: {baseline: known.json}\n", "known.json": "\xff{"}
    )
    assert caller.gate("secrets").code == 2
    caller.trial.write({"known.json": b"\xff\xfe"})
    assert caller.gate("secrets").code == 2


def test_the_list_names_every_tool_below_its_gate(caller: Caller) -> None:
    lines = caller.gate("--list").out.splitlines()
    assert sorted(line.split()[1] for line in lines) == list(catalog.names())
    assert list(dict.fromkeys(line.split()[0] for line in lines)) == list(GATES)


def test_without_a_declaration_a_subfolder_means_the_whole_repository(caller: Caller) -> None:
    done = caller.gate("secrets", folder="sub")
    assert done.code == 0
    assert f"no greenlane.yaml: every gate runs with its defaults, on all of {caller.trial.root}" in done.err
    assert caller.records() == ["secrets.json"]
    assert not (caller.trial.root / "sub/.greenlane").exists()


def test_with_one_its_folder_counts_wherever_it_is_called_from(caller: Caller) -> None:
    caller.trial.write({"sub/greenlane.yaml": "version: 1\n", "sub/deep/c.txt": ""})
    assert caller.gate("secrets", folder="sub/deep").code == 0
    assert (caller.trial.root / "sub/.greenlane/evidence/secrets.json").exists()


def test_a_mistake_in_the_declaration_is_told_with_its_line(caller: Caller) -> None:
    caller.trial.write({"greenlane.yaml": "version: 1\ngates:\n  tools: {rufff: {}}\n"})
    done = caller.gate("secrets")
    assert done.code == 2
    assert "greenlane.yaml:3 gates.tools.rufff" in done.err


def test_outside_of_git_the_files_are_looked_at_and_the_record_names_no_commit(tmp_path: Path) -> None:
    caller = Caller(Trial(tmp_path / "plain").write({"a.txt": "a\n"}), tmp_path / "own")

    def state() -> str:
        assert caller.gate("mocks", "secrets", "--allow-unknown", "secrets").code in (0, 2)
        found = record.read(caller.trial.root / ".greenlane/evidence/secrets.json").work_tree
        assert (found.commit, found.tree, found.is_clean) == (None, None, False)
        return found.changes

    before = state()
    assert state() == before
    caller.trial.write({"a.txt": "b\n"})
    assert state() != before
