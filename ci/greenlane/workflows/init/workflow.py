"""The text of the one workflow: it calls greenlane's reusable checks, pinned by commit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from greenlane.workflows.init.tree import Tree
from greenlane.workflows.init.yaml_text import is_meant

NAME = ".github/workflows/greenlane.yml"
CALLED = "reusable-checks.yml"
_TEXT = """\
# What is checked stands in greenlane.yaml. The check to require is `checks / gate`.
name: greenlane

on:
  pull_request:
  merge_group:
  push:
    branches: [{branch}]
  workflow_dispatch:

permissions: {{}}

concurrency:
  group: greenlane-${{{{ github.ref }}}}
  cancel-in-progress: ${{{{ github.event_name == 'pull_request' }}}}

jobs:
{job}"""
_JOB = """\
  checks:
    name: checks
    permissions:
      contents: read # check out
      actions: read # what passed before, and how long it took
      checks: read # why a job was blocked
    uses: {repository}/.github/workflows/reusable-checks.yml@{commit} # {version}
"""


@dataclass(frozen=True)
class Pin:
    """Which greenlane the workflow calls. repository: owner/name. version: for people and Dependabot."""

    repository: str
    commit: str
    version: str


def text(pin: Pin, branch: str) -> str:
    """The whole file. branch: the default one, whose passes are believed."""
    return _TEXT.format(branch=_branch(branch), job=job(pin))


def job(pin: Pin) -> str:
    """The job, as it stands below `jobs:`."""
    return _JOB.format(repository=pin.repository, commit=pin.commit, version=pin.version)


def calling(tree: Tree) -> list[str]:
    """The workflows that call greenlane's checks already."""
    call = re.compile(rf"^\s*uses:\s*\S*/{re.escape(CALLED)}\b", re.MULTILINE)
    return [path for path in workflows(tree) if call.search(tree.read(path))]


def workflows(tree: Tree) -> list[str]:
    """Every workflow of the repository."""
    return [path for path in sorted(tree.files) if re.fullmatch(r"\.github/workflows/[^/]+\.ya?ml", path)]


def is_on_pull_requests(tree: Tree, path: str) -> bool:
    """Whether a workflow runs on pull requests. `on:` is read by YAML as true."""
    found = tree.yaml(path)
    # The key `on` is the truth value true in YAML 1.1, which PyYAML reads.
    triggers = next((one for key, one in found.items() if str(key).lower() in ("on", "true")), None)
    return triggers == "pull_request" or (isinstance(triggers, dict | list) and "pull_request" in triggers)


def _branch(name: str) -> str:
    """A branch as an entry of a list; quoted when YAML or GitHub's globs would read it otherwise."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_/.-]*", name) and not is_meant(name):
        return name
    escaped = re.sub(r"([*?+!\[\]\\])", r"\\\1", name)
    return "'" + escaped.replace("'", "''") + "'"
