"""Pins and what keeps them current: our Dependabot configuration, and the one that the page gives."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
OURS = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())
PAGE = (ROOT / "docs" / "pins.md").read_text()


def of_actions(configuration: dict[str, Any]) -> dict[str, Any]:
    """The one entry for actions."""
    (found,) = (one for one in configuration["updates"] if one["package-ecosystem"] == "github-actions")
    return dict(found)


def on_the_page() -> dict[str, Any]:
    block = re.search(r"```yaml\n# \.github/dependabot\.yml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    return dict(yaml.safe_load(block[1]))


def test_every_action_of_ours_is_looked_at() -> None:
    patterns = of_actions(OURS)["directories"]
    folders = {f"/{path.parent.relative_to(ROOT)}" for path in ROOT.glob("actions/*/action.yml")}
    assert folders
    assert "/" in patterns
    assert [one for one in folders if not any(fnmatchcase(one, pattern) for pattern in patterns)] == []


def test_all_actions_come_in_one_pull_request_a_week_and_none_is_brand_new() -> None:
    for configuration in (OURS, on_the_page()):
        actions = of_actions(configuration)
        assert actions["schedule"] == {"interval": "weekly"}
        assert actions["cooldown"]["default-days"] >= 7
        assert [group["patterns"] for group in actions["groups"].values()] == [["*"]]


def test_locks_that_have_to_agree_are_not_moved_one_by_one() -> None:
    others = [one for one in OURS["updates"] if one["package-ecosystem"] != "github-actions"]
    assert others
    assert all(one["open-pull-requests-limit"] == 0 for one in others)
