"""A workflow with a key that GitHub does not know, and files that the tool stumbles over."""

from __future__ import annotations

import subprocess
from pathlib import Path

WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps: [{run: "true"}]
"""
ONE = ".github/workflows/one.yml"
CLEAN: dict[str, str | bytes] = {
    ONE: WORKFLOW,
    ".github/dependabot.yml": "version: 2\nupdates: []\n",
}
DIRTY: dict[str, str | bytes] = CLEAN | {ONE: WORKFLOW.replace("runs-on", "runs_on")}
RULE = "github-workflows"


def prepare(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)


BLIND = {
    "a second workflow holds itself": lambda root: (root / ".github/workflows/b.yml").write_text("&a [*a]"),
    "a second workflow is no YAML": lambda root: (root / ".github/workflows/b.yml").write_text("on: ["),
    "a workflow is binary": lambda root: (root / ONE).write_bytes(b"\xff\xfe\0on"),
    "a workflow is empty": lambda root: (root / ONE).write_text(""),
    "a workflow is two": lambda root: (root / ONE).write_text(f"{WORKFLOW}---\n{WORKFLOW}"),
}
