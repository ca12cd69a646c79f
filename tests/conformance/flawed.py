"""One repository that makes every mistake of flaws/, each in a file of its own, and one that makes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

FLAWS = Path(__file__).parent / "flaws"
MARK = "<-"

CALLED = """\
name: called
on:
  workflow_call:
    inputs:
      word: {description: what, type: string, required: true}
      deep: {description: how, type: boolean, default: false}
    outputs:
      x: {description: it, value: "1"}
permissions: {}
concurrency: {group: "called-${{ github.ref }}", cancel-in-progress: true}
jobs:
  a:
    name: a
    permissions:
      contents: read # says it
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - name: say
        env: {WORD: "${{ inputs.word }}"}
        run: echo "$WORD"
"""
PLAIN = """\
name: plain
on: {push: {branches: [main]}}
permissions: {}
concurrency: {group: "plain-${{ github.ref }}", cancel-in-progress: true}
jobs:
  a:
    name: a
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - name: check out
        uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with: {persist-credentials: false}
      - name: say
        id: say
        uses: $/say
        with: {word: x}
      - name: again
        env: {SAID: "${{ steps.say.outputs.said }}"}
        run: echo "$SAID"
  b:
    name: b
    needs: a
    permissions:
      contents: read # the called one wants it
    uses: $/.github/workflows/called.yml
    with: {word: x, deep: true}
"""
SAY = """\
name: say
description: says it
inputs:
  word: {description: what, required: true}
outputs:
  said: {description: it, value: "${{ steps.one.outputs.said }}"}
runs:
  using: composite
  steps:
    - name: one
      id: one
      shell: bash
      env: {WORD: "${{ inputs.word }}"}
      run: echo "said=$WORD" >> "$GITHUB_OUTPUT"
"""
CLEAN: Mapping[str, str] = {
    ".github/workflows/called.yml": CALLED,
    ".github/workflows/plain.yml": PLAIN,
    "say/action.yml": SAY,
}


@dataclass(frozen=True)
class Flaw:
    """One mistake. lines: where it has to be told; empty: wherever in the file."""

    name: str
    path: str
    text: str
    lines: frozenset[int]


def flaws() -> Iterator[Flaw]:
    """All of them, in the order of their files."""
    for source in sorted(FLAWS.glob("*.yaml")):
        for number, one in enumerate(yaml.safe_load(source.read_text())):
            name = one.get("name_of_file", f"{source.stem}-{number}")
            is_flow = "flow" in one
            text = one["flow"] if is_flow else one["action"]
            path = f".github/workflows/{name}.yml" if is_flow else f"{name}/action.yml"
            marked = {at for at, line in enumerate(text.split("\n"), start=1) if MARK in line}
            yield Flaw(one["name"], path, text, frozenset(marked))
