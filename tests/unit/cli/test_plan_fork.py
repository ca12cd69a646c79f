"""A fork's run where passes are kept on a machine of one's own: GitHub's token does not stop it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from greenlane.planner import debt_book
from greenlane.planner.debt_book import Book
from tests.unit.cli.test_leg import GREEN, Flow
from tests.unit.cli.test_plan import NOW
from tests.unit.planner.kept_contract import debt


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A fork proposes its branch `main`, and our own `main` owes something."""
    flow = Flow(tmp_path)
    (tmp_path / "passes").mkdir()
    (tmp_path / "passes/debts.json").write_bytes(debt_book.write(Book(NOW, (debt("gone"),), ())))
    flow.event = "pull_request"
    flow.more["GITHUB_HEAD_REF"] = "main"
    head = {"repo": {"full_name": "stranger/shop"}}
    payload = {"repository": {"default_branch": "main"}, "pull_request": {"number": 4, "head": head}}
    (tmp_path / "event.json").write_text(json.dumps(payload))
    return flow


def left(flow: Flow) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (flow.folder / "passes").rglob("*") if path.is_file()}


def test_a_fork_s_plan_pays_no_debt_of_a_branch_that_it_has_named_alike(flow: Flow) -> None:
    before = left(flow)
    flow.plan()
    assert left(flow) == before


def test_a_fork_s_gate_is_green_and_leaves_nothing(flow: Flow) -> None:
    before = left(flow)
    flow.plan()
    flow.legs()
    code, said, _ = flow.held(GREEN)
    assert code == 0, said
    assert "nothing is kept: from a fork, which reads and never writes" in said
    assert left(flow) == before
