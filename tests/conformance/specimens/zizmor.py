"""A workflow that runs what a stranger writes into a title, and ways to hide one."""

from __future__ import annotations

import subprocess
from pathlib import Path

WORKFLOW = """\
name: one
on: issues
permissions: {}
jobs:
  a:
    name: a
    runs-on: ubuntu-24.04
    steps:
      - name: say it
        env: {TITLE: "${{ github.event.issue.title }}"}
        run: echo "$TITLE"
"""
ONE = ".github/workflows/one.yml"
DIRTY: dict[str, str | bytes] = {
    ONE: WORKFLOW.replace('"$TITLE"', "${{ github.event.issue.title }}"),
}
RULE = "template-injection"
CLEAN: dict[str, str | bytes] = {ONE: WORKFLOW}
OPTIONS = {"persona": "regular"}


def prepare(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)


BLIND = {
    "a second workflow is no YAML": lambda root: (root / ".github/workflows/two.yml").write_text("on: ["),
    "a second workflow is empty": lambda root: (root / ".github/workflows/two.yml").write_text(""),
    "a workflow is binary": lambda root: (root / ONE).write_bytes(b"\xff\xfe\0on"),
    "an action is none": lambda root: (root / "action.yml").write_text("runs: {using: spells}\n"),
    "its configuration is broken": lambda root: (root / "zizmor.yml").write_text("rules: 3\n"),
}
