"""Our own pull requests, planned by our own declaration, with passes in GitHub's artifacts."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standins.actions import World, serving
from tests.workflows.harness import commit, run
from tests.workflows.ours import ours, ran, upload
from tests.workflows.shop import SETTLED, billed

RUN = 1001


@pytest.fixture
def actions() -> Iterator[tuple[World, str]]:
    world = World()
    world.repository("owner/name")
    with serving(world) as url:
        yield world, url


def head(folder: Path) -> str:
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_documentation_only_change_is_one_billed_minute(tmp_path: Path, actions: tuple[World, str]) -> None:
    world, url = actions
    folder = ours(tmp_path / "ours")
    before = run("pull-request.yml", "push", folder, api=url, run_id=RUN)
    assert before.results["gate"] == "success", before.story
    upload(world, before, run_id=RUN, event="push", commit=head(folder))

    commit(folder, {"docs/x.txt": "another word\n"})
    (folder.with_name("ours-act")).rename(tmp_path / "before")
    done = run("pull-request.yml", "pull-request", folder, api=url, run_id=RUN + 1)
    assert ran(done) == ["docs"], done.story
    assert done.results == {**SETTLED, "ratchet": "skipped"}, done.story
    assert billed(done) == 1
