"""`greenlane ratchet`: what is covered now is the least from now on, and only when it is known."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.gates.coverage.ratchet import FILE
from tests.standins.github import serving
from tests.unit.gates.coverage.reports import coveragepy
from tests.unit.gates.trial import ENVIRONMENT, Trial

DECLARED = "version: 1\nproject: shop\ngates:\n  components: {api: [server/**]}\n"
SOURCE = "a = 1\nb = 2\nc = 3\nd = 4\n"


class Shop:
    """A project whose tests ran so many of four lines."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.trial = folder, Trial(folder / "shop")
        self.more: dict[str, str] = {}
        self.declare("")

    def declare(self, more: str) -> None:
        self.trial.write({"greenlane.yaml": DECLARED + more, "server/a.py": SOURCE, ".gitignore": "*.json\n"})
        self.trial.commit()

    def ran(self, lines: int) -> None:
        files = {"server/a.py": {line: int(line <= lines) for line in range(1, 5)}}
        self.trial.write({"coverage.json": coveragepy(files)})

    def call(self, *words: str) -> tuple[int, str]:
        """The exit code, and what was printed."""
        out, err = io.StringIO(), io.StringIO()
        environment = {**ENVIRONMENT, "GREENLANE_STATE": str(self.folder / "state"), **self.more}
        code = main(list(words), World(environment, self.trial.root, out, err))
        return code, out.getvalue() + err.getvalue()

    def commits_it(self) -> None:
        """As the next merge finds it checked out."""
        self.trial.git("add", "--force", FILE)
        self.trial.git("commit", "-qm", "coverage")

    @property
    def kept(self) -> dict[str, int] | None:
        path = self.trial.root / FILE
        if not path.exists():
            return None
        return {name: one["covered"] for name, one in json.loads(path.read_bytes())["scopes"].items()}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_it_moves_up_says_so_and_never_down(shop: Shop) -> None:
    shop.ran(2)
    code, said = shop.call("ratchet")
    assert (code, shop.kept) == (0, {"total": 2, "component api": 2})
    assert "total: nothing -> 50 % (2 of 4)" in said
    shop.ran(3)
    assert "total: 50 % (2 of 4) -> 75 % (3 of 4)" in shop.call("ratchet")[1]
    shop.ran(1)
    code, said = shop.call("ratchet")
    assert (code, shop.kept) == (0, {"total": 3, "component api": 3})
    assert "nothing moved" in said


def test_what_was_moved_is_what_the_gate_holds_a_change_against(shop: Shop) -> None:
    shop.declare("  tools: {coverage: {total: 25}}\n")
    shop.ran(3)
    assert shop.call("ratchet")[0] == 0
    assert shop.call("gate", "coverage")[0] == 0
    shop.ran(2)
    code, said = shop.call("gate", "coverage")
    assert code == 1
    assert "wanted 75 %" in said


def test_a_plan_is_printed_and_nothing_is_written(shop: Shop) -> None:
    shop.ran(2)
    code, said = shop.call("ratchet", "--dry-run")
    assert (code, shop.kept) == (0, None)
    assert "total: nothing -> 50 % (2 of 4)" in said


def test_coverage_that_is_unknown_moves_nothing(shop: Shop) -> None:
    code, said = shop.call("ratchet")
    assert (code, shop.kept) == (3, None)
    assert "there is no report" in said


@pytest.mark.parametrize("more", ['{coverage: {ratchet: ""}}', "{coverage: {off: 'no tests yet'}}"])
def test_a_project_without_a_ratchet_is_told(shop: Shop, more: str) -> None:
    shop.declare(f"  tools: {more}\n")
    code, said = shop.call("ratchet")
    assert (code, shop.kept) == (2, None)
    assert "docs/gates/coverage.md#the-ratchet" in said


def on_github(url: str) -> dict[str, str]:
    """A job after a push to main."""
    token = "-".join(("of", "the", "job"))
    job = {"GITHUB_API_URL": url, "GITHUB_TOKEN": token, "GITHUB_REPOSITORY": "owner/name"}
    return job | {"GITHUB_REF_NAME": "main", "GITHUB_REF_TYPE": "branch"}


def test_what_moved_is_committed_to_the_branch_and_nothing_else_is(shop: Shop) -> None:
    with serving() as github:
        shop.more = on_github(github.url)
        shop.ran(2)
        code, said = shop.call("ratchet", "--keep")
        assert (code, github.commits) == (0, [("main", "coverage: hold what is covered now")])
        assert "kept on main" in said
        assert github.contents[FILE] == (shop.trial.root / FILE).read_bytes()
        shop.call("ratchet", "--keep")
        assert len(github.commits) == 1
        shop.commits_it()
        shop.ran(3)
        shop.call("ratchet", "--keep")
        assert len(github.commits) == 2
        assert github.contents[FILE] == (shop.trial.root / FILE).read_bytes()


def test_what_a_later_merge_has_raised_is_not_lowered_by_an_earlier_one(shop: Shop) -> None:
    """Two merges at once: the second one's job is done first."""
    with serving() as github:
        shop.more = on_github(github.url)
        shop.ran(2)
        github.contents[FILE] = b"what the later merge has raised"
        code, said = shop.call("ratchet", "--keep")
        assert (code, github.contents[FILE]) == (0, b"what the later merge has raised")
        assert f"{FILE} changed on main meanwhile; the next merge moves it" in said


def test_a_branch_that_changed_meanwhile_is_left_as_it_is(shop: Shop) -> None:
    with serving() as github:
        shop.more = on_github(github.url)
        github.refuses_changes = True
        shop.ran(2)
        code, said = shop.call("ratchet", "--keep")
        assert (code, github.commits) == (0, [])
        assert "the next merge moves it" in said


def test_a_dry_run_keeps_nothing_and_a_laptop_is_told(shop: Shop) -> None:
    shop.ran(2)
    assert shop.call("ratchet", "--keep", "--dry-run")[0] == 0
    code, said = shop.call("ratchet", "--keep")
    assert code == 2
    assert "commit the file yourself" in said
