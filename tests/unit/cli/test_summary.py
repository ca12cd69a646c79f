"""The page about a pull request: all of it in one place, in words that nobody can bend."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.cli.summary_run import subject
from greenlane.cli.world import World
from greenlane.model.finding import Finding, Severity
from tests.unit.cli.pull_request import FINDING, PullRequest, found, pull_request
from tests.unit.cli.test_leg import GREEN
from tests.unit.render.hostile import VALUES
from tests.unit.render.test_markdown import only_ours

THREE = "one = 1\ntwo = 2\nthree = 3\n"
ORDER = ("What ran, and why", "Reused", "Put off and owed", "Findings", "tests", "coverage", "Minutes")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PullRequest]:
    """One that was just opened, after a merge that passed; it is only copied."""
    with pull_request(tmp_path_factory.mktemp("opened")) as one:
        one.merged()
        one.asked({"api/a.py": THREE}, "Count to three", "count")
        yield one


@pytest.fixture
def asked(opened: PullRequest, tmp_path: Path) -> Iterator[PullRequest]:
    with pull_request(tmp_path, opened) as one:
        yield one


@pytest.fixture(scope="module")
def ran(opened: PullRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PullRequest]:
    """One that has run, in a month that is nearly used up; a test may only ask its gate again."""
    with pull_request(tmp_path_factory.mktemp("ran"), opened) as one:
        one.month(93)
        code, page = one.page()
        assert code == 0, page
        yield one


@pytest.fixture(scope="module")
def page(ran: PullRequest) -> str:
    """The page of that one."""
    return ran.summary.read_text()


def section(page: str, title: str) -> str:
    """What stands below a heading."""
    found_ = re.search(
        rf"^### [^\n]*{re.escape(title)}[^\n]*\n(.*?)(?=^### |\Z)", page, re.MULTILINE | re.DOTALL
    )
    assert found_, f"no section {title}"
    return found_[1]


def test_one_page_says_it_all_in_the_order_of_a_reader(page: str) -> None:
    assert page.startswith("## ✅ pass: ")
    assert page.count("\n## ") == 0
    headings = [re.sub(r"^\W+|: \w+$", "", one) for one in re.findall(r"^### (.*)$", page, re.MULTILINE)]
    assert tuple(headings) == ORDER


def test_what_ran_says_why_where_how_long_and_how_many_tests(page: str) -> None:
    row = next(line for line in section(page, "What ran").splitlines() if line.startswith("| ✅ api |"))
    told = re.sub(r"\b\d+ s\b", "N s", row)
    assert "success | api on ubuntu-24.04 | N s | 1 | component api changed since run 7, which passed" in told


def test_what_is_reused_links_to_the_run_that_passed(page: str) -> None:
    assert "[web](https://github.com/octo-org/shop/actions/runs/7)" in section(page, "Reused")
    assert "web" not in section(page, "What ran")


def test_what_is_put_off_says_until_when_and_why(page: str) -> None:
    owed = section(page, "Put off and owed")
    assert "ios | stands | count | 2026-11-21 12:00 UTC | nightly, or 2026-11-24 12:00 UTC" in owed
    assert "minutes are critical" in owed


def test_a_job_that_fails_comes_first_with_what_happened_and_what_to_do(asked: PullRequest) -> None:
    asked.asked({"leave.sh": "exit 3\n"}, "Break it", "broken")
    code, page = asked.page({"plan": "success", "legs": "failure", "legs-1": "skipped"})
    assert code == 1
    assert page.startswith("## ❌ fail: ")
    assert "### What to do" in page
    first = section(page, "What ran").splitlines()[3]
    assert first.startswith("| ❌ ")
    assert "failed" in first


def test_findings_of_gates_in_jobs_stand_on_the_page_with_their_place_and_fix(page: str) -> None:
    told = section(page, "Findings")
    assert "lint | pass | static | 1 found" in told
    assert "<code>api/a.py:2:5</code> | a mutable default<br>fix: use None" in told


def test_a_report_of_a_gate_that_cannot_be_read_is_told_and_not_green(asked: PullRequest) -> None:
    asked.changes({"found.json": "{"})
    _, page = asked.page()
    assert re.search(r"^### \S+ Findings: unknown$", page, re.MULTILINE)
    assert "this is no report of greenlane" in section(page, "Findings")


def test_changed_lines_that_no_test_ran_are_named(asked: PullRequest) -> None:
    code, page = asked.page(HITS="0")
    assert code == 1
    told = section(page, "coverage")
    assert "| changed file | changed lines that ran | never ran |" in told
    assert "| <code>api/a.py</code> | 0.00 % | 3 |" in told


def test_the_minutes_of_the_run_are_counted_and_those_of_the_month_forecast(page: str) -> None:
    told = section(page, "Minutes")
    assert "| the planning job and the gate | 2 |" in told
    assert "| this run | 3 |  | at least 3 |" in told
    assert "The month: 1,860 of 2,000 minutes used (93 %)" in told
    assert "chance of running out" in told
    assert "Included minutes of the month" in page


def test_a_gate_without_the_ledger_tells_what_the_plan_knew(asked: PullRequest) -> None:
    asked.month(93)
    asked.plan()
    asked.legs()
    asked.summary.unlink()
    ledger = asked.more.pop("GREENLANE_LEDGER")
    asked.held({"plan": "success", "legs": "success", "legs-1": "skipped"})
    assert "The month: 1,860 of 2,000 minutes used (93 %)" in asked.summary.read_text()
    assert Path(ledger).is_file()


def test_a_month_that_nobody_knows_is_unknown_and_not_zero(asked: PullRequest) -> None:
    _, page = asked.page()
    assert "How the month stands is unknown: no ledger of minutes is here" in section(page, "Minutes")


def test_a_change_of_documents_bills_the_planning_job_alone(asked: PullRequest) -> None:
    asked.trial.write({"api/a.py": "one = 1\ntwo = 2\n"})
    asked.asked({"docs/d.md": "more\n"}, "Words", "words")
    asked.summary.unlink(missing_ok=True)
    asked.plan()
    asked.leg("here")
    code, said, _ = asked.held()
    assert code == 0, said
    told = section(asked.summary.read_text(), "Minutes")
    assert "| the planning job | 1 |" in told
    assert "| this run | 1 |  | at least 1 |" in told


def test_why_everything_runs_stands_at_the_top_and_not_in_every_row(tmp_path: Path) -> None:
    with pull_request(tmp_path) as one:
        _, page = one.page()
    assert page.count("cannot be read") == 1
    assert "everything runs" in section(page, "What ran")


def test_a_plan_that_goes_to_the_gate_writes_no_page_of_its_own(asked: PullRequest) -> None:
    asked.summary.unlink()
    asked.plan()
    assert not asked.summary.exists()
    assert asked.call("plan", "--passes", "../passes")[0] == 0
    assert asked.summary.read_text().startswith("## ")


def test_the_run_is_named_with_its_attempt(page: str) -> None:
    assert "<code>#12 Count to three</code>" in page
    assert "branch: <code>count</code>" in page
    assert "/octo-org/shop/actions/runs/8</code>" in page


@pytest.mark.parametrize("payload", ["", "[]", '{"pull_request": 3, "head_commit": []}', "{" * 9_000])
def test_a_payload_that_says_nothing_leaves_the_page_without_it(tmp_path: Path, payload: str) -> None:
    (tmp_path / "event.json").write_text(payload)
    variables = {"GITHUB_EVENT_PATH": "event.json", "GITHUB_REF_NAME": "main"}
    assert subject(World(variables, tmp_path, io.StringIO(), io.StringIO())) == (("branch", "main"),)


@pytest.mark.parametrize("value", [one for one in VALUES if one.strip() and len(one) < 200], ids=ascii)
@pytest.mark.unmeasured
def test_titles_branches_and_messages_are_text_and_nothing_else(
    ran: PullRequest, page: str, value: str
) -> None:
    text = value.encode(errors="replace").decode().replace("\0", "")
    place = ran.folder / "event.json"
    payload = json.loads(place.read_text())
    payload["pull_request"] |= {"title": text, "number": text}
    place.write_text(json.dumps({**payload, "head_commit": {"message": text}}))
    ran.more |= {"GITHUB_HEAD_REF": text, "GITHUB_RUN_ATTEMPT": text}
    ran.summary.unlink()
    _, said, _ = ran.held(GREEN)
    told = ran.summary.read_text()
    only_ours(told)
    assert told.count("\n### ") == page.count("\n### ")
    assert [
        line for line in said.splitlines() if line.lstrip().startswith(("::", "##[")) and "obeyed" in line
    ] == []


@pytest.mark.parametrize(
    "value", ["a|b`c`.py", "<script>alert(1)<script>.py", "$(id);`id` & x.py", "\x1b[31m.py"]
)
def test_names_of_files_change_nothing_but_text(asked: PullRequest, value: str) -> None:
    one = Finding("ruff", value, Severity.WARNING, value, f"api/{value}", 1, fix=value)
    name = value.replace("/", "_")
    asked.changes({"found.json": found(FINDING, one), f"docs/{name}": "x\n"})
    _, page = asked.page()
    only_ours(page)
    assert "2 found" in section(page, "Findings")
