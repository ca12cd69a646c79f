"""`greenlane comment`: one comment below a pull request, renewed by each run, never by an older one."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.render import render
from tests.standins.actions import Repo, broken, serving
from tests.standins.actions import World as Hub
from tests.unit.gates.trial import ENVIRONMENT
from tests.unit.render.sample import DOCUMENT

REPOSITORY = "octo-org/shop"


class Desk:
    """A page, an event of pull request 12, and a GitHub that has it."""

    def __init__(self, folder: Path, hub: Hub, url: str) -> None:
        self.folder, self.hub = folder, hub
        self.repo: Repo = hub.repository(REPOSITORY)
        self.repo.comments["12"] = []
        self.event = {"pull_request": {"number": 12}}
        self.variables = {"GITHUB_API_URL": url, "GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": REPOSITORY}
        self.page("all is well")

    def page(self, verdict: str) -> None:
        made = render(replace(DOCUMENT, verdict=verdict), "json")
        (self.folder / "report.json").write_text(made)

    def call(self, *words: str, run: int = 8) -> tuple[int, str]:
        """The exit code, and what was said."""
        place = self.folder / "event.json"
        place.write_text(json.dumps(self.event))
        at = {"GITHUB_EVENT_PATH": str(place), "GITHUB_RUN_ID": str(run), "GITHUB_RUN_ATTEMPT": "1"}
        out, err = io.StringIO(), io.StringIO()
        world = World({**ENVIRONMENT, **self.variables, **at}, self.folder, out, err)
        return main(["comment", "--page", "report.json", *words], world), out.getvalue() + err.getvalue()

    @property
    def bodies(self) -> list[str]:
        return [str(one["body"]) for one in self.repo.comments["12"]]

    def writes(self) -> list[str]:
        return [one.method for one in self.hub.requests if one.method != "GET"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    hub = Hub()
    with serving(hub) as url:
        yield Desk(tmp_path, hub, url)


def test_the_first_run_lays_it_and_the_next_one_renews_it(desk: Desk) -> None:
    assert desk.call() == (0, "a comment was laid below #12\n")
    desk.page("it broke")
    assert desk.call(run=9) == (0, "the comment below #12 was renewed\n")
    [body] = desk.bodies
    assert body.startswith("<!-- greenlane-page run=9 attempt=1 -->\n## ")
    assert "it broke" in body
    assert desk.writes() == ["POST", "PATCH"]


def test_the_same_page_of_the_same_run_writes_nothing(desk: Desk) -> None:
    desk.call()
    desk.repo.comments["12"][0]["body"] = desk.bodies[0].replace("\n", "\r\n")
    assert desk.call() == (0, "the comment below #12 is left as it is: it says that already\n")
    assert desk.writes() == ["POST"]


def test_an_older_run_that_ends_later_leaves_the_newer_page(desk: Desk) -> None:
    desk.call(run=9)
    code, said = desk.call(run=8)
    assert (code, said) == (0, "the comment below #12 is left as it is: run 9 is newer and has spoken\n")
    assert "run=9" in desk.bodies[0]


def test_what_others_wrote_is_left_alone_though_they_copy_the_mark(desk: Desk) -> None:
    stranger = {"user": {"login": "mallory", "type": "User"}, "author_association": "NONE"}
    mark = "<!-- greenlane-page run=99999 attempt=1 -->\nlook here"
    desk.repo.comments["12"] = [{"id": 1, "body": "a question"}, {"id": 2, "body": mark, **stranger}]
    assert desk.call()[0] == 0
    assert desk.bodies[:2] == ["a question", mark]
    assert len(desk.bodies) == 3


def test_it_is_found_among_many(desk: Desk) -> None:
    desk.call()
    ours = desk.repo.comments["12"].pop()
    desk.repo.comments["12"] = [{"id": number, "body": "hm"} for number in range(1, 151)] + [ours]
    desk.page("it broke")
    assert desk.call(run=9) == (0, "the comment below #12 was renewed\n")
    assert len(desk.bodies) == 151


def test_a_page_that_is_too_long_is_cut_and_says_so(desk: Desk) -> None:
    section = DOCUMENT.sections[0]
    made = replace(DOCUMENT, sections=(section,) * 400)
    (desk.folder / "report.json").write_text(render(made, "json"))
    assert desk.call()[0] == 0
    assert len(desk.bodies[0]) <= 65_536
    assert "left out" in desk.bodies[0]


def test_a_dry_run_prints_it_and_asks_nobody(desk: Desk) -> None:
    code, said = desk.call("--dry-run")
    assert code == 0
    assert said.startswith("## ")
    assert desk.hub.requests == []


def test_a_run_about_no_pull_request_is_told_what_to_do(desk: Desk) -> None:
    desk.event = {"pull_request": {}}
    code, said = desk.call()
    assert code == 2
    assert "if: github.event_name == 'pull_request'" in said
    assert desk.call("--pull-request", "12")[0] == 0


def test_a_token_that_may_not_write_is_red_and_says_so(desk: Desk) -> None:
    desk.hub.faults.append(broken("/comments", status=403, times=-1))
    code, said = desk.call()
    assert code == 3
    assert "403" in said


@pytest.mark.parametrize("text", ["", "{", '{"schema": 99}'])
def test_a_page_that_is_none_is_refused(desk: Desk, text: str) -> None:
    (desk.folder / "report.json").write_text(text)
    assert desk.call()[0] == 2
    (desk.folder / "report.json").unlink()
    code, said = desk.call()
    assert code == 2
    assert "the page cannot be read" in said
