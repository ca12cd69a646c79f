"""`greenlane minutes` as a person meets it: a stand-in of GitHub, a ledger, and what the verbs say."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.minutes_place import named
from greenlane.cli.world import World
from tests.standins.actions import World as Hub
from tests.standins.actions import at, blocked, broken, serving, skipped, work
from tests.unit.gates.trial import Trial

NOW = at("2026-11-21T12:00")
TOKEN = "-".join(("only", "a", "token"))
DECLARED = "version: 1\nminutes: {repositories: [octo-org/app], reserve: 90}\n"


class Desk:
    """A folder with a declaration, a ledger and a token, and one GitHub. now: what the clock says.

    waited_s: the waits that were spared.
    """

    def __init__(self, folder: Path, hub: Hub, url: str) -> None:
        self.folder, self.hub, self.now = folder, hub, NOW
        self.waited_s: list[float] = []
        self.ledger = folder / "minutes.sqlite"
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "GITHUB_API_URL": url,
            "GITHUB_TOKEN": TOKEN,
            "GREENLANE_LEDGER": str(self.ledger),
            "GREENLANE_STATE": str(folder / "state"),
        }
        self.declare(DECLARED)

    def declare(self, text: str) -> None:
        (self.folder / "greenlane.yaml").write_text(text)

    def call(self, *words: str) -> tuple[int, str, str]:
        """The exit code, the answer, and what was said beside it."""
        out, err = io.StringIO(), io.StringIO()
        waits = self.waited_s.append
        world = World(self.environment, self.folder, out, err, clock=lambda: self.now, sleep=waits)
        return main(["minutes", *words], world), out.getvalue(), err.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    hub = Hub(now=NOW)
    with serving(hub) as url:
        yield Desk(tmp_path, hub, url)


def month_of_work(hub: Hub, *, minutes: int = 10, days: int = 20) -> None:
    """One run on every day of November so far, of two jobs."""
    app = hub.repository("octo-org/app")
    for day in range(1, days + 1):
        jobs = (work("unit", minutes * 60 - 20), work("lint", 5), skipped("deploy"))
        app.run("CI", *jobs, begins=at(f"2026-11-{day:02}T10:00"))


def test_a_month_from_nothing_to_its_report(desk: Desk) -> None:
    month_of_work(desk.hub)
    code, said, _ = desk.call("sync")
    assert code == 0
    assert said.startswith("octo-org/app: 20 runs listed, the jobs of 20 read (60 jobs), ")
    code, said, _ = desk.call("report")
    assert code == 0
    assert "220 of 2,000 minutes used (11 %)" in said
    for title in (
        "The month",
        "Forecast",
        "When",
        "What costs",
        "What would save minutes",
        "Against the bill",
    ):
        assert title in said


def test_a_long_sync_says_how_far_it_is(desk: Desk) -> None:
    month_of_work(desk.hub)
    _, _, noted = desk.call("sync")
    assert "octo-org/app: jobs of runs 0 of 20" in noted


def test_a_quiet_hour_costs_one_call(desk: Desk) -> None:
    month_of_work(desk.hub)
    desk.call("sync")
    desk.now += 3600
    code, said, _ = desk.call("sync")
    assert code == 0
    assert said.rstrip().endswith(" 1 call to GitHub")


def test_the_token_is_in_nothing_that_is_said_or_kept(desk: Desk) -> None:
    month_of_work(desk.hub)
    said = "".join(str(desk.call(*words)) for words in (["sync"], ["report"], ["export"]))
    desk.hub.faults.append(broken("/actions/runs", status=500, times=99))
    desk.now += 90_000
    said += str(desk.call("sync"))
    assert desk.waited_s
    assert TOKEN not in said
    assert all(TOKEN.encode() not in one.read_bytes() for one in desk.folder.rglob("*") if one.is_file())


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_github_refuses_is_said_with_what_to_do(desk: Desk, status: int) -> None:
    desk.hub.faults.append(broken("/actions/runs", status=status, times=99))
    code, said, _ = desk.call("sync")
    assert code == 3
    assert f"its newest runs unknown: GitHub answered {status}" in said
    assert "401 and 403 mean the token may not do this, 404 may mean it as well" in said
    assert "see: docs/minutes.md#token" in said


def test_without_a_token_nothing_is_asked(desk: Desk) -> None:
    del desk.environment["GITHUB_TOKEN"]
    code, _, said = desk.call("sync")
    assert code == 2
    assert "no token for GitHub is set" in said
    assert not desk.hub.requests


def test_what_was_never_read_is_unknown_and_not_an_empty_month(desk: Desk) -> None:
    code, _, said = desk.call("report")
    assert code == 2
    assert "greenlane minutes sync" in said
    month_of_work(desk.hub)
    desk.call("sync")
    code, _, said = desk.call("report", "--repository", "octo-org/other")
    assert code == 2
    assert "the ledger knows nothing of octo-org/other" in said


def test_a_repository_in_which_nothing_ever_ran_is_known_once_it_was_read(desk: Desk) -> None:
    month_of_work(desk.hub)
    desk.hub.repository("octo-org/new")
    desk.declare("version: 1\nminutes: {repositories: [octo-org/app, octo-org/new]}\n")
    assert desk.call("sync")[0] == 0
    code, said, _ = desk.call("report", "--check")
    assert code == 0
    assert "220 of 2,000 minutes used" in said


def test_the_owner_of_a_repository_may_be_managed_by_an_enterprise(desk: Desk) -> None:
    """Such users carry their enterprise behind an underscore."""
    desk.declare("version: 1\nminutes: {repositories: [mona_octo/app], account: mona_octo}\n")
    desk.hub.repository("mona_octo/app")
    code, said, _ = desk.call("sync")
    assert (code, said[:15]) == (0, "mona_octo/app: ")


def test_a_month_that_will_not_last_is_red_only_where_that_is_asked(desk: Desk) -> None:
    month_of_work(desk.hub, minutes=110)
    desk.call("sync")
    assert desk.call("report")[0] == 0
    code, said, _ = desk.call("report", "--check")
    assert code == 1
    assert said.startswith("✗ FAIL")


def test_a_reading_of_the_page_decides_what_the_page_follows(desk: Desk) -> None:
    app = desk.hub.repository("octo-org/app")
    for day in range(1, 21):
        job = work("unit", 600, labels=["windows-latest"])
        app.run("CI", job, begins=at(f"2026-11-{day:02}T10:00"))
    desk.call("sync")
    _, said, _ = desk.call("report", "--page", "400")
    line = next(one for one in said.splitlines() if "on the billing page" in one)
    assert "400" in line
    assert "multiplier" in line


@pytest.mark.parametrize(("others", "code"), [(300, 0), (1900, 3)])
def test_minutes_that_only_the_bill_knows_are_named(desk: Desk, others: int, code: int) -> None:
    month_of_work(desk.hub)
    price, day = 0.006, "2026-11-20"
    for name, minutes in (("octo-org/app", 220), ("octo-org/unnamed", others)):
        desk.hub.charge("octo-org", day, "Actions Linux", minutes, price=price, repository=name)
    desk.call("sync")
    ended, said, _ = desk.call("report", "--check", "--format", "markdown")
    assert ended == code
    assert f"the bill has {others:,} of octo-org/unnamed" in said
    assert ("at least 220 of 2,000 minutes used" in said) == (code == 3)


def test_what_the_evidence_cannot_say_is_in_the_report(desk: Desk) -> None:
    month_of_work(desk.hub)
    desk.call("sync")
    _, said, _ = desk.call("report", "--format", "markdown")
    assert "Nobody typed in what the billing page shows" in said


def test_the_summary_of_a_job_is_written_and_the_verdict_said(desk: Desk) -> None:
    month_of_work(desk.hub)
    summary = desk.folder / "summary.md"
    desk.environment["GITHUB_STEP_SUMMARY"] = str(summary)
    code, said, _ = desk.call("report", "--sync", "--github-step-summary")
    assert code == 0
    assert len(said.splitlines()) == 1
    assert "What costs" in summary.read_text()


def test_outside_of_a_job_there_is_no_summary_to_write(desk: Desk) -> None:
    month_of_work(desk.hub)
    desk.call("sync")
    code, _, said = desk.call("report", "--github-step-summary")
    assert code == 2
    assert "GITHUB_STEP_SUMMARY is not set" in said


def test_a_folder_of_reports_holds_every_form(desk: Desk) -> None:
    month_of_work(desk.hub)
    desk.call("sync")
    desk.call("report", "--report", "out")
    names = {one.name for one in (desk.folder / "out").iterdir()}
    assert names == {"report.txt", "summary.md", "report.html", "report.json"}
    document = json.loads((desk.folder / "out" / "report.json").read_text())
    assert document["title"] == "Minutes of octo-org, November 2026"


def test_rows_go_elsewhere_as_csv_or_as_lines_of_json(desk: Desk) -> None:
    month_of_work(desk.hub, days=3)
    desk.call("sync")
    _, said, _ = desk.call("export", "days")
    assert said.splitlines()[1] == '"2026-11-01","octo-org/app","linux",11,585,2'
    _, said, _ = desk.call("export", "jobs", "--format", "json", "--since", "2026-11-03")
    rows = [json.loads(line) for line in said.splitlines()]
    assert [(one["job"], one["minutes"]) for one in rows if one["minutes"]] == [("lint", 1), ("unit", 10)]
    code, _, said = desk.call("export", "days", "--output", "days.csv")
    assert (code, said.strip()) == (0, "4 lines written to days.csv")
    assert len((desk.folder / "days.csv").read_text().splitlines()) == 4


def test_a_job_without_an_end_is_exported_last(desk: Desk) -> None:
    month_of_work(desk.hub, days=3)
    desk.hub.repository("octo-org/app").run("CI", work("slow", status="in_progress"), begins=NOW - 600)
    desk.call("sync")
    _, said, _ = desk.call("export", "jobs", "--format", "json")
    last = json.loads(said.splitlines()[-1])
    assert (last["job"], last["day"], last["minutes"]) == ("slow", None, None)
    _, said, _ = desk.call("export", "jobs", "--format", "json", "--until", "2026-11-22")
    assert '"slow"' not in said


def test_jobs_that_the_quota_kept_from_starting_are_named(desk: Desk) -> None:
    month_of_work(desk.hub)
    app = desk.hub.repository("octo-org/app")
    reason = "recent account payments have failed or your spending limit needs to be increased"
    job = blocked("unit", f"The job was not started because {reason}.")
    app.run("CI", job, begins=at("2026-11-20T15:00"))
    desk.call("sync")
    _, said, _ = desk.call("report")
    assert "1 job never started" in said


def test_jobs_run_hosted_while_minutes_last_and_github_is_not_asked(desk: Desk) -> None:
    month_of_work(desk.hub)
    desk.call("sync")
    desk.hub.requests.clear()
    del desk.environment["GITHUB_TOKEN"]
    outputs = desk.folder / "outputs"
    desk.environment["GITHUB_OUTPUT"] = str(outputs)
    code, said, noted = desk.call("runs-on")
    assert "(0 calls to GitHub)" in noted
    assert not desk.hub.requests
    assert (code, said) == (0, '["ubuntu-latest"]\n')
    assert outputs.read_text() == 'runs-on=["ubuntu-latest"]\nis-self-hosted=false\n'


def test_jobs_run_hosted_when_neither_repository_nor_runners_can_be_read(desk: Desk) -> None:
    desk.declare(DECLARED.replace("reserve: 90", "reserve: 90, fallback: [self-hosted]"))
    month_of_work(desk.hub, minutes=94)
    desk.call("sync")
    desk.hub.faults.append(broken("octo-org", status=403, times=99))
    code, said, noted = desk.call("runs-on")
    assert (code, said) == (0, '["ubuntu-latest"]\n')
    assert "octo-org/app could not be looked at, so it counts as private" in noted


def test_alerts_open_one_issue_and_say_so(desk: Desk) -> None:
    desk.declare(DECLARED.replace("reserve: 90", "reserve: 90, alerts: {issue: true}"))
    month_of_work(desk.hub, minutes=60)
    desk.call("sync")
    code, said, noted = desk.call("report", "--alert")
    assert code == 0
    assert "1,220 of 2,000" in said
    assert "opened issue #" in noted
    _, _, noted = desk.call("report", "--alert")
    assert "opened" not in noted


def test_an_alert_whose_address_is_not_set_is_a_mistake_and_not_silence(desk: Desk) -> None:
    desk.declare(DECLARED.replace("reserve: 90", "reserve: 90, alerts: {webhook: HOOK}"))
    month_of_work(desk.hub, minutes=60)
    desk.call("sync")
    code, _, said = desk.call("report", "--alert")
    assert code == 2
    assert "HOOK is not set" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "--format", "pdf"], "'pdf' is no format"),
        (["explain", "--days", "0"], "--days 0: no days"),
        (["sync", "--repository", "app"], "app: no name of a repository"),
        (["sync", "--repository", "a/x", "--repository", "b/y"], "2 owners: a, b"),
        (["export", "--since", "2026-11-02", "--until", "2026-11-01"], "no day lies from 2026-11-02"),
        (["export", "--since", "tomorrow"], "'tomorrow' is no day"),
    ],
)
def test_a_mistake_in_the_call_is_told_with_what_to_write(desk: Desk, words: list[str], message: str) -> None:
    month_of_work(desk.hub, days=2)
    desk.call("sync")
    code, _, said = desk.call(*words)
    assert code == 2
    assert message in said
    assert "fix: " in said


def test_in_a_clone_a_remedy_names_the_very_jobs(desk: Desk) -> None:
    app = desk.hub.repository("octo-org/app")
    for day in range(1, 21):
        jobs = (work("lint", 20), work("types", 25))
        app.run("CI", *jobs, begins=at(f"2026-11-{day:02}T10:00"))
    trial = Trial(desk.folder)
    job = "    runs-on: ubuntu-latest\n    steps: [{run: make}]\n"
    workflow = f"on: push\njobs:\n  style:\n    name: lint\n{job}  mypy:\n    name: types\n{job}"
    trial.write({".github/workflows/ci.yml": workflow})
    trial.commit()
    trial.git("remote", "add", "origin", "git@github.com:octo-org/app.git")
    desk.declare("version: 1\n")
    assert desk.call("sync")[0] == 0
    _, said, _ = desk.call("explain")
    assert "Let one job do the work of 2" in said
    assert "style" in said
    assert "mypy" in said


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("git@github.com:octo-org/app.git", "octo-org/app"),
        ("https://github.com/octo-org/app", "octo-org/app"),
        ("https://user@github.com/octo-org/app.git/", "octo-org/app"),
        ("ssh://git@github.com:22/octo-org/app.git", "octo-org/app"),
        ("https://gitlab.com/octo-org/app", None),
        ("https://notgithub.com/octo-org/app", None),
        ("/srv/git/app.git", None),
    ],
)
def test_a_remote_tells_the_repository(address: str, name: str | None) -> None:
    assert named(address, {}) == name
