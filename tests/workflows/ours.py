"""Our own repository's declaration and workflows, with sessions that take no time, and GitHub's artifacts.

Every component that greenlane.yaml declares has one file in each of its paths; a session leaves the reports
that its job declares. So what is planned is what our own repository plans.
"""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import yaml

from greenlane.workflows.simulate_result import Simulated
from tests.standins.actions import Repo, World
from tests.workflows.harness import ROOT, commit, git, lay

REPOSITORY = "owner/name"
SESSION = """#!/bin/sh
set -eu
echo "session $1"
mkdir -p ".greenlane/reports/$1"
echo '{}' > ".greenlane/reports/$1/report.json"
case $1 in tests) suites=unit ;; contract) suites="contract integration" ;; *) suites= ;; esac
for suite in $suites; do
    echo '<testsuite tests="1"><testcase classname="a" name="b" time="0.1"/></testsuite>' \\
        > ".greenlane/reports/$suite.junit.xml"
done
"""


def ours(folder: Path) -> Path:
    """The repository, of one commit."""
    declared = yaml.safe_load((ROOT / "greenlane.yaml").read_text())
    declared |= {"gates": {"tools": {"coverage": {"off": "no code is measured here"}}}, "services": {}}
    lay(folder)
    globs = [glob for one in declared["components"].values() for glob in one["paths"] if glob[0] != "!"]
    files = {glob.replace("**", "x.txt").replace("*", "x"): "1\n" for glob in globs}
    git(folder, "init", "-q")
    (folder / "scripts" / "session").write_text(SESSION)
    commit(folder, {**files, "greenlane.yaml": yaml.safe_dump(declared), ".gitignore": ".greenlane/\n"})
    return folder


def ran(done: Simulated) -> list[str]:
    """The sessions that ran, in any leg."""
    lines = [line.strip() for job in done.jobs for line in job.lines]
    return sorted({line.removeprefix("session ") for line in lines if line.startswith("session ")})


def upload(world: World, done: Simulated, *, run_id: int, event: str, commit: str) -> None:
    """What a simulated run has uploaded as GitHub then has it, in a run of the default branch."""
    now = int(time.time())
    world.now = now
    repo: Repo = world.repositories.get(REPOSITORY) or world.repository(REPOSITORY)
    run = repo.run("checks", begins=now - 60, event=event, path=".github/workflows/pull-request.yml")
    run.run_id, run.commit = run_id, commit
    for one in done.artifacts:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for name in one.files:
                archive.write(one.folder / name, name)
        repo.artifact(one.name, len(data.getvalue()), created_at=now, run=run, archive=data.getvalue())
