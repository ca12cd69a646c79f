"""`greenlane gate` as it is called, with tools that need no program: codes, reports, evidence, baselines."""

from __future__ import annotations

import io
import json
import random
import string
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.unit.gates.trial import ENVIRONMENT, Trial

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.gates import catalog, record
from greenlane.model.evidence import Evidence
from greenlane.model.gates import GATES
from greenlane.model.verdict import Outcome
from greenlane.render import formats

KEY = "sk_live_" + "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=24))
DIRTY = {"pay.py": f"KEY = '{KEY}'\n"}
CLEAN = {"pay.py": "KEY = None\n"}
DECLARED = "version: 1\nproject: shop\n"
CASE = '<testcase classname="tests.test_a" name="test_a" file="tests/test_a.py" line="0" time="0.1"/>'
TESTED = {
    "tests/test_a.py": "def test_a():\n    assert 1\n",
    "build/junit.xml": f'<testsuite name="pytest" errors="0" failures="0" tests="1">{CASE}</testsuite>',
}


class Terminal(io.StringIO):
    """A screen on which a person reads."""

    def isatty(self) -> bool:
        return True


class Shop:
    """A project in a git repository, and calls of the verb in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.trial = folder, Trial(folder / "shop")
        self.declare("")

    def declare(self, gates: str) -> None:
        self.trial.write({"greenlane.yaml": f"{DECLARED}{gates}", ".gitignore": "build/\n.greenlane/\n"})

    def gate(
        self, *words: str, below: str = "", screen: bool = False, **variables: str
    ) -> tuple[int, str, str]:
        """The exit code, the answer, and what was told on the way."""
        out, err = Terminal() if screen else io.StringIO(), io.StringIO()
        environment: Mapping[str, str] = {
            **ENVIRONMENT,
            "GREENLANE_CACHE": str(self.folder / "cache"),
            **variables,
        }
        code = main(["gate", *words], World(environment, self.trial.root / below, out, err))
        return code, out.getvalue(), err.getvalue()

    def evidence(self, gate: str) -> Evidence:
        return record.read(self.trial.root / ".greenlane/evidence" / f"{gate}.json")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_clean_project_is_green_and_leaves_evidence_of_this_commit(shop: Shop) -> None:
    commit = shop.trial.write(CLEAN).commit()
    code, said, told = shop.gate("secrets", GITHUB_RUN_ID="17")
    assert (code, "secrets passed" in said) == (0, True), said + told
    found = shop.evidence("secrets")
    assert (found.outcome, found.work_tree.commit, found.work_tree.is_clean) == (Outcome.PASS, commit, True)
    assert (found.run, [tool.tool for tool in found.tools]) == ({"run": "17"}, ["secrets"])
    assert (shop.trial.root / ".greenlane/evidence/.gitignore").read_text() == "*\n"


def test_what_is_found_is_red_and_said_first(shop: Shop) -> None:
    shop.trial.write(DIRTY).commit()
    code, said, told = shop.gate("secrets")
    assert code == 1
    assert "secrets: mend 1 of 1 critical findings" in said
    assert "pay.py" in said
    assert KEY not in said + told
    assert " secrets (" in told  # one line as it ends
    assert shop.evidence("secrets").tools[0].counts == {"critical": 1}


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json", "sarif", "github"])
def test_every_form_names_the_place_and_no_secret(shop: Shop, form: str) -> None:
    shop.trial.write(DIRTY).commit()
    code, said, _ = shop.gate("secrets", "--format", form)
    assert code == 1
    assert "pay.py" in said
    assert KEY not in said


def test_a_form_that_is_none_is_a_mistake(shop: Shop) -> None:
    shop.trial.write(CLEAN).commit()
    code, _, told = shop.gate("secrets", "--format", "pdf")
    assert (code, "pdf" in told) == (2, True)


def test_a_report_is_written_in_every_form_and_the_summary_grows(shop: Shop) -> None:
    shop.trial.write(DIRTY).commit()
    summary = shop.folder / "summary.md"
    summary.write_text("before\n")
    shop.gate("secrets", "--report", "build/report", GITHUB_STEP_SUMMARY=str(summary))
    there = {path.name for path in (shop.trial.root / "build/report").iterdir()}
    assert there == {one.file for one in formats()}
    assert summary.read_text().startswith("before\n")
    assert "pay.py" in summary.read_text()


def test_on_github_a_finding_is_marked_in_its_file_below_the_top_of_the_repository(shop: Shop) -> None:
    shop.trial.write(
        {f"app/{name}": text for name, text in {**DIRTY, "greenlane.yaml": DECLARED}.items()}
    ).commit()
    _, said, _ = shop.gate("secrets", below="app", GITHUB_ACTIONS="true")
    assert "::error" in said
    assert "file=app/pay.py" in said


def test_a_screen_has_colours_unless_nobody_wants_them(shop: Shop) -> None:
    shop.trial.write(CLEAN).commit()
    assert "\x1b[" in shop.gate("secrets", screen=True)[1]
    assert "\x1b[" not in shop.gate("secrets", screen=True, NO_COLOR="1")[1]
    assert "\x1b[" not in shop.gate("secrets")[1]


def test_a_tool_that_could_not_look_is_unknown_unless_it_is_allowed_to_be(shop: Shop) -> None:
    shop.declare("gates: {tools: {junit: {reports: [build/junit.xml]}}}\n")
    shop.trial.write({**TESTED, **CLEAN, "build/junit.xml": "<testsuite"}).commit()
    code, said, _ = shop.gate("junit", "secrets")
    assert (code, "unknown: tests (junit: " in said) == (3, True), said
    code, said, _ = shop.gate("junit", "secrets", "--allow-unknown=junit")
    assert (code, "unknown, and allowed to be: tests" in said) == (0, True), said


def test_nothing_but_tolerated_unknowns_is_not_green(shop: Shop) -> None:
    shop.declare("gates: {tools: {junit: {reports: [build/junit.xml]}}}\n")
    shop.trial.write({**TESTED, "build/junit.xml": "<testsuite"}).commit()
    assert shop.gate("junit", "--allow-unknown=junit")[0] == 2


def test_a_run_in_which_nothing_was_there_to_look_at_is_not_green(shop: Shop) -> None:
    shop.trial.write({"readme.txt": "hello\n"}).commit()
    code, said, _ = shop.gate("performance")
    assert (code, "no tool found anything to look at" in said) == (2, True)


def test_a_part_of_a_gate_is_no_evidence_of_it(shop: Shop) -> None:
    shop.trial.write(CLEAN).commit()
    shop.gate("sarif", "secrets")
    there = {path.name for path in (shop.trial.root / ".greenlane/evidence").glob("*.json")}
    assert there == {"secrets.json"}


def test_evidence_goes_where_it_is_asked_for(shop: Shop) -> None:
    shop.trial.write(CLEAN).commit()
    shop.gate("secrets", "--evidence", "build/records")
    assert (shop.trial.root / "build/records/secrets.json").is_file()
    assert not (shop.trial.root / ".greenlane").exists()


def test_without_a_declaration_every_gate_has_its_defaults(shop: Shop) -> None:
    shop.trial.write(CLEAN)
    (shop.trial.root / "greenlane.yaml").unlink()
    code, said, told = shop.gate("secrets")
    assert (code, "Gates of shop" in said) == (0, True), told
    assert "no greenlane.yaml: every gate runs with its defaults" in told


def test_an_ignore_that_ended_or_met_nothing_is_told_with_its_line(shop: Shop) -> None:
    one = "{{rule: 'secrets:{rule}', reason: r, until: {until}}}"
    ignores = [
        one.format(rule="stripe-live-key", until="2020-01-01"),
        one.format(rule="nothing", until="2999-01-01"),
    ]
    shop.declare(f"gates:\n  ignores:\n    - {ignores[0]}\n    - {ignores[1]}\n")
    shop.trial.write(DIRTY).commit()
    code, said, _ = shop.gate("secrets", "--format", "json")
    actions = json.loads(said)["actions"]
    assert code == 1
    assert "greenlane.yaml:5: the ignore of secrets:stripe-live-key ended on 2020-01-01" in actions
    assert "greenlane.yaml:6: the ignore of secrets:nothing met nothing; take it out" in actions


def test_what_is_ignored_stays_in_the_report_with_its_reason(shop: Shop) -> None:
    ignore = "{rule: 'secrets:stripe-*', file: 'p*.py', reason: a key of the tests, until: 2999-01-01}"
    shop.declare(f"gates:\n  components: {{money: [pay.py]}}\n  ignores: [{ignore}]\n")
    shop.trial.write(DIRTY).commit()
    code, said, _ = shop.gate("secrets")
    assert code == 0
    assert "a key of the tests" in said
    assert "money" in said


def test_a_baseline_spares_what_is_known_and_only_ever_shrinks(shop: Shop) -> None:
    shop.declare("gates: {baseline: known.json}\n")
    shop.trial.write({**DIRTY, "more.py": DIRTY["pay.py"]}).commit()
    assert shop.gate("secrets", "--baseline", "create")[:2] == (0, "known.json: 2 findings, 0 before\n")
    assert shop.gate("secrets")[0] == 0
    (shop.trial.root / "more.py").unlink()
    code, said, _ = shop.gate("secrets")
    assert (code, "1 findings of the baseline are gone: greenlane gate --baseline shrink" in said) == (
        0,
        True,
    )
    assert shop.gate("secrets", "--baseline", "shrink")[:2] == (0, "known.json: 1 findings, 2 before\n")
    code, _, told = shop.gate("secrets", "--baseline", "create")
    assert (code, "it only ever shrinks" in told) == (2, True)


def test_a_baseline_that_nobody_declared_is_a_mistake(shop: Shop) -> None:
    shop.trial.write(DIRTY).commit()
    code, _, told = shop.gate("secrets", "--baseline", "create")
    assert (code, "no baseline is declared" in told) == (2, True)


def test_a_baseline_that_cannot_be_read_spares_nothing(shop: Shop) -> None:
    shop.declare("gates: {baseline: known.json}\n")
    shop.trial.write({**DIRTY, "known.json": "{"}).commit()
    code, _, told = shop.gate("secrets")
    assert (code, "known.json" in told) == (2, True)


def test_a_base_that_is_no_commit_is_told(shop: Shop) -> None:
    shop.trial.write(CLEAN).commit()
    code, _, told = shop.gate("secrets", "--base", "nowhere")
    assert (code, "nowhere is no commit of this clone" in told) == (3, True)


def test_a_base_that_is_not_in_the_clone_is_told_and_its_history_unknown(shop: Shop) -> None:
    shop.trial.write(CLEAN).commit()
    event = shop.folder / "event.json"
    event.write_text(json.dumps({"before": "b" * 40}))
    code, _, told = shop.gate("secrets", GITHUB_EVENT_NAME="push", GITHUB_EVENT_PATH=str(event))
    assert "nothing to compare with: bbbbbbbbbbbb is not in this clone; fetch-depth: 0" in told
    assert code == 3


def test_the_history_is_searched_as_far_as_it_is_asked_for(shop: Shop) -> None:
    shop.trial.write(DIRTY).commit()
    shop.trial.write(CLEAN).commit()
    assert shop.gate("secrets", "--history", "none")[0] == 0
    assert shop.gate("secrets", "--history", "all", "--no-cache")[0] == 1


def test_the_list_names_every_gate_and_tool(shop: Shop) -> None:
    code, said, _ = shop.gate("--list")
    rows = [line.split()[:2] for line in said.splitlines()]
    assert code == 0
    assert sorted(tool for _, tool in rows) == sorted(catalog.names())
    assert {gate for gate, _ in rows} <= set(GATES)


def test_tools_that_need_no_program_are_installed_at_once(shop: Shop) -> None:
    assert shop.gate("secrets", "--install") == (0, "", "every program is there\n")


NEEDS = {"lint": {"result": "success"}, "tests": {"result": "failure"}, "docs": {"result": "skipped"}}


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["--jobs=lint"], 1, "docs"),
        (["--jobs=lint,tests,docs", "--may-skip=docs"], 1, "  NO  tests: failure"),
        (["--jobs=lint,gone"], 1, "  NO  gone"),
        (["--jobs=,"], 2, "--jobs names no job"),
    ],
)
def test_the_jobs_of_a_workflow_are_judged(shop: Shop, words: list[str], code: int, line: str) -> None:
    ended, said, told = shop.gate(*words, NEEDS=json.dumps(NEEDS))
    assert (ended, line in said + told) == (code, True), said + told


def test_jobs_that_all_went_well_are_green(shop: Shop) -> None:
    code, said, _ = shop.gate("--jobs=lint", NEEDS=json.dumps({"lint": NEEDS["lint"]}))
    assert (code, said.splitlines()[0]) == (0, "gate: green")


@pytest.mark.parametrize("needs", ["", "[]", "{", '{"lint": 1}', '{"lint": {}}'])
def test_needs_that_say_nothing_are_a_mistake(shop: Shop, needs: str) -> None:
    code, _, told = shop.gate("--jobs=lint", NEEDS=needs)
    assert (code, "NEEDS" in told) == (2, True)
