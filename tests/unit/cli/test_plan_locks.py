"""Plans of jobs that name lock files: parsed once, and recorded on the content that plans compute."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greenlane.cli.plan_lock_memory import LockMemory
from greenlane.cli.plan_memory import PlanMemory
from greenlane.planner.locks.proof import Importer
from tests.unit.cli.test_plan import Shop
from tests.unit.planner.locks.lockfiles import text

DECLARED = """\
version: 1
components:
  a: {paths: [packages/a/**]}
  b: {paths: [packages/b/**]}
  c: {paths: [packages/c/**]}
jobs:
  a: {components: [a], run: [nox -s a], locks: [uv.lock]}
  c: {components: [c], run: [nox -s c], locks: [uv.lock]}
planner: {shadow: false, audit: 0}
"""
KEY = f"{'a' * 40} uv.lock"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    files = {f"packages/{name}/pyproject.toml": "" for name in "abc"}
    shop.trial.write({"greenlane.yaml": DECLARED, "uv.lock": text("uv.lock"), **files})
    shop.trial.commit()
    return shop


def plan(shop: Shop) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(shop.call("plan", "--json", "--passes", "../passes")[1])
    return made


def kept(shop: Shop) -> list[Path]:
    return sorted((shop.folder / "state" / "plans").glob("*.kept"))


def test_what_was_recorded_is_reused_where_a_lock_file_leads_to_another_component(shop: Shop) -> None:
    """In the lock file a needs b, which no `needs` says."""
    shop.run = 7
    shop.record("a", "c")
    assert shop.choices() == {"a": "reuse", "c": "reuse"}
    shop.trial.write({"packages/b/pyproject.toml": "other"})
    shop.trial.commit()
    assert shop.choices() == {"a": "run", "c": "reuse"}


def test_a_plan_of_what_was_kept_is_the_plan_without_it(shop: Shop) -> None:
    first = plan(shop)
    assert plan(shop) == first
    for file in kept(shop):
        file.unlink()
    assert plan(shop) == first
    for file in kept(shop):
        file.write_bytes(b"\0" * 40)
    assert plan(shop) == first


def test_another_lock_file_is_another_one(shop: Shop) -> None:
    before = plan(shop)
    shop.trial.write({"uv.lock": text("uv.lock") + b"\n[[package]]\n"})
    shop.trial.commit()
    after = plan(shop)
    digests = [[one["key"]["digest"] for one in made["decisions"]] for made in (before, after)]
    assert digests[0] != digests[1]


def test_a_lock_file_is_remembered_across_plans(tmp_path: Path) -> None:
    environment = {"GREENLANE_STATE": str(tmp_path)}
    found = {".": Importer("d" * 64, ("packages/a", "packages/b")), "packages/a": Importer("e" * 64)}
    memory = LockMemory(PlanMemory(environment))
    assert KEY not in memory
    memory[KEY] = found
    again = LockMemory(PlanMemory(environment))
    assert KEY in again
    assert again[KEY] == found
    assert f"{'b' * 40} uv.lock" not in again


def test_a_memory_that_holds_something_else_is_none(tmp_path: Path) -> None:
    memory = PlanMemory({"GREENLANE_STATE": str(tmp_path)})
    LockMemory(memory)[KEY] = {".": Importer("d" * 64)}
    (file,) = (tmp_path / "plans").glob("*.kept")
    memory.keep(file.stem, "something else")
    assert KEY not in LockMemory(memory)
