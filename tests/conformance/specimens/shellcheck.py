"""A block of a workflow that forgets its quotes, and scripts that shellcheck does not read."""

from __future__ import annotations

import subprocess
from pathlib import Path

WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          cd "${{ github.workspace }}"
          rm -rf "$HOME/x"
"""
ONE = ".github/workflows/one.yml"
CLEAN: dict[str, str | bytes] = {
    ONE: WORKFLOW,
    "scripts/build": '#!/usr/bin/env bash\necho "$1"\n',
    "scripts/test.sh": '#!/bin/sh\necho "$1"\n',
}
DIRTY: dict[str, str | bytes] = CLEAN | {ONE: WORKFLOW.replace('"$HOME/x"', "$HOME/x")}
RULE = "SC2086"


def prepare(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)


BLIND = {
    "a script is for zsh": lambda root: (root / "scripts/test.sh").write_text("#!/bin/zsh\necho\n"),
    "a script is binary": lambda root: (root / "scripts/test.sh").write_bytes(b"\0\xff\xfe" * 100),
    "a script is too long": lambda root: (root / "scripts/test.sh").write_text("#!/bin/sh\n" + "#\n" * 2**19),
    "a script ends in the middle": lambda root: (root / "scripts/test.sh").write_text("#!/bin/sh\nif true\n"),
    "a workflow is no YAML": lambda root: (root / ONE).write_text("on: ["),
    "its configuration is broken": lambda root: (root / ".shellcheckrc").write_text("disable\0=[[\n"),
}
