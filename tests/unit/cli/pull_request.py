"""A pull request from beginning to end, with all that a page can show: coverage, findings, a ledger."""

from __future__ import annotations

import copy
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.model.document import Document, Findings, Section
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome
from greenlane.render import render
from tests.standins.actions import World as Hub
from tests.standins.actions import at, serving, work
from tests.unit.cli.test_leg import GREEN, Flow
from tests.unit.gates.trial import Trial

NOW = at("2026-11-21T12:00")
REPOSITORY = "octo-org/shop"
DECLARED = """\
version: 1
project: shop
components:
  api: {paths: [api/**]}
  web: {paths: [web/**]}
  docs: {paths: [docs/**]}
  app: {paths: [app/**], needs: [api]}
jobs:
  static: {components: [api], run: [sh leave.sh static], reports: [out/*], minutes: 1}
  api: {components: [api], run: [sh leave.sh api], reports: [out/*], minutes: 4, alone: true}
  web: {components: [web], run: [sh leave.sh web], reports: [out/*], minutes: 4, alone: true}
  docs: {components: [docs], run: [test -f docs/d.md], minutes: 0.1, setup: 2s}
  ios: {components: [app], run: ["true"], runner: macos-15, minutes: 12, defer: {until: nightly, within: 3d}}
gates:
  tools:
    coverage: {source: ["api/**", "web/**"], total: 75, patch: 90, reports: [out/*.info]}
planner: {shadow: false, audit: 0}
minutes: {repositories: [octo-org/shop], reserve: 90}
"""
LEAVE = """\
mkdir -p out
if [ "$1" = static ]; then cp found.json out/report.json; exit 0; fi
{ echo TN:; echo "SF:$1/a.py"; echo DA:1,1; echo "DA:2,${HITS:-1}"
  if [ "$(wc -l < "$1/a.py")" -gt 2 ]; then echo "DA:3,${HITS:-1}"; fi; echo end_of_record; } > out/lcov.info
echo "<testsuite><testcase classname='$1' name='one'>${WRONG:-}</testcase></testsuite>" > out/junit.xml
"""


def found(*findings: Finding) -> str:
    """A report of `greenlane gate` with these findings."""
    sections = (
        Section("lint", (Findings(findings),), Outcome.PASS),
        Section("secrets", (), Outcome.PASS),
    )
    made = Document("Gates of shop", Outcome.PASS, "lint, secrets passed", sections=sections)
    return render(made, "json")


FINDING = Finding("ruff", "B006", Severity.WARNING, "a mutable default", "api/a.py", 2, 5, fix="use None")


class PullRequest(Flow):
    """The shop after a merge that passed, with a pull request on it. told: the pages that were written."""

    def __init__(self, folder: Path, hub: Hub, url: str) -> None:
        super().__init__(folder)
        self.hub = hub
        self.trial.git("rm", "-rq", "server", "proto", "docs", "test.sh")
        self.trial.write({"greenlane.yaml": DECLARED, "leave.sh": LEAVE, ".gitignore": "out/\n.greenlane/\n"})
        self.trial.write({f"{name}/a.py": "one = 1\ntwo = 2\n" for name in ("api", "web", "app")})
        self.trial.write({"docs/d.md": "d\n", "found.json": found(FINDING)})
        self.trial.commit()
        self.more |= {"GREENLANE_LEDGER": str(folder / "minutes.sqlite"), "GITHUB_API_URL": url}
        self.more |= {"GITHUB_TOKEN": "x", "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}

    def copied(self, folder: Path, hub: Hub, url: str) -> PullRequest:
        """The same once more in an empty folder, as far as it has come, with a GitHub of its own."""
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        one = copy.copy(self)
        one.folder, one.hub, one.trial = folder, hub, Trial(folder / "shop")
        one.outputs = folder / "outputs"
        places = (str(self.folder), str(folder))
        one.more = {name: value.replace(*places) for name, value in self.more.items()}
        one.more["GITHUB_API_URL"] = url
        return one

    def call(self, *words: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        world = World(self.environment(), self.trial.root, out, err, clock=lambda: float(NOW))
        return main(list(words), world), out.getvalue(), err.getvalue()

    def month(self, minutes: int) -> None:
        """So many minutes on each day so far, in the ledger."""
        runs = self.hub.repository(REPOSITORY)
        for day in range(1, 21):
            runs.run("CI", work("unit", minutes * 60 - 20), begins=at(f"2026-11-{day:02}T10:00"))
        assert self.call("minutes", "sync")[0] == 0

    def merged(self) -> None:
        """Everything passed on main."""
        self.plan()
        self.legs()
        code, said, _ = self.held(GREEN)
        assert code == 0, said

    def asked(self, files: dict[str, str], title: str, branch: str) -> None:
        """A pull request that changes these files."""
        base = self.trial.git("rev-parse", "HEAD")
        self.run, self.event = self.run + 1, "pull_request"
        self.changes(files)
        pull = {
            "number": 12,
            "title": title,
            "base": {"sha": base},
            "head": {"sha": "0" * 40, "repo": {"full_name": REPOSITORY}},
        }
        payload = {"repository": {"default_branch": "main"}, "pull_request": pull}
        (self.folder / "event.json").write_text(json.dumps(payload))
        self.more["GITHUB_HEAD_REF"] = branch

    @property
    def summary(self) -> Path:
        return self.folder / "summary.md"

    def page(self, needs: dict[str, str] | None = None, **wrong: str) -> tuple[int, str]:
        """Plan, legs and gate; the exit code and the page. wrong: variables of the jobs."""
        self.summary.unlink(missing_ok=True)
        self.plan()
        self.more |= wrong
        self.legs()
        code, said, _ = self.held(needs or GREEN)
        assert self.summary.exists(), said
        return code, self.summary.read_text()


@contextmanager
def pull_request(folder: Path, like: PullRequest | None = None) -> Iterator[PullRequest]:
    """With a stand-in of GitHub to read minutes from. like: one to begin where that stands."""
    hub = Hub(now=NOW)
    with serving(hub) as url:
        yield like.copied(folder, hub, url) if like else PullRequest(folder, hub, url)
