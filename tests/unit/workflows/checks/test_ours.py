"""What the rule about our own workflows says of them is so, and our own tree keeps every rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from greenlane.edges.git import Repository
from greenlane.gates.tree import ProjectTree
from greenlane.workflows.checks.looking import examine
from greenlane.workflows.checks.permissions import RANK
from greenlane.workflows.checks.repository import look
from greenlane.workflows.checks.rules.our_workflows import INPUTS, PERMISSIONS, REQUIRED
from tests.unit.gates.trial import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[4]
OURS = {path.name: path for path in sorted((ROOT / ".github/workflows").glob("reusable-*.yml"))}


def load(name: str) -> dict[Any, Any]:
    return dict(yaml.safe_load(OURS[name].read_text()))


def asked(name: str) -> dict[str, str]:
    """The most that any job of it asks for."""
    most: dict[str, str] = {}
    for job in load(name)["jobs"].values():
        for right, level in (job.get("permissions") or {}).items():
            most[right] = max(level, most.get(right, "none"), key=lambda one: RANK[one])
    return most


def test_every_one_of_ours_is_known() -> None:
    assert set(PERMISSIONS) == set(INPUTS) == set(OURS)


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_a_call_has_to_give_is_what_the_workflow_asks(name: str) -> None:
    inputs = load(name)[True]["workflow_call"]["inputs"]  # YAML reads the key `on` as true
    assert PERMISSIONS[name] == asked(name)
    assert INPUTS[name] == set(inputs)
    assert REQUIRED.get(name, frozenset()) == {key for key, one in inputs.items() if one.get("required")}


def test_our_own_workflows_and_actions_keep_every_rule() -> None:
    tree = ProjectTree(ROOT, Repository.find(ROOT, ENVIRONMENT))
    answer = examine(look(tree))
    assert (answer.findings, answer.unknown) == ((), ())
    assert (answer.looked_at or 0) >= 10
