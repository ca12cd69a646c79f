"""A job that waits for one that is not there, and files that GitHub's parser cannot take."""

from __future__ import annotations

import subprocess
from pathlib import Path

WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps: [{run: "true"}]
  b:
    needs: [a]
    runs-on: ubuntu-24.04
    steps: [{run: "true"}]
  c:
    uses: ./.github/workflows/called.yml
    with: {word: x}
"""
CALLED = """\
on: {workflow_call: {inputs: {word: {type: string, required: true}}}}
jobs: {a: {runs-on: ubuntu-24.04, steps: [{uses: $/actions/say, with: {word: x}}]}}
"""
ACTION = """\
name: say
description: says it
inputs: {word: {description: what, required: true}}
runs: {using: composite, steps: [{run: "true", shell: bash}]}
"""
ONE = ".github/workflows/one.yml"
CLEAN: dict[str, str | bytes] = {
    ONE: WORKFLOW,
    ".github/workflows/called.yml": CALLED,
    "actions/say/action.yml": ACTION,
}
DIRTY: dict[str, str | bytes] = CLEAN | {ONE: WORKFLOW.replace("needs: [a]", "needs: [nobody]")}
RULE = "invalid"


def prepare(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)


BLIND = {
    "a workflow is binary": lambda root: (root / ONE).write_bytes(b"\xff\xfe\0on"),
    "a workflow is larger than 1 MiB": lambda root: (root / ONE).write_text(WORKFLOW + "# " + "x" * 2**20),
    "a workflow is empty": lambda root: (root / ONE).write_text(""),
    "a workflow holds itself": lambda root: (root / ONE).write_text("&a [*a]\n"),
    "a workflow is a thousand lists deep": lambda root: (root / ONE).write_text("on: " + "[" * 20_000),
    "what it calls is gone": lambda root: (root / "actions/say/action.yml").unlink(),
}
