"""GitHub's last answers in the ledger: kept with what was made of them, without what nobody reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.edges.github_answers import Fields
from greenlane.edges.github_parsing import run_of
from greenlane.minutes.answers import Answers, slimmed
from greenlane.minutes.ledger import SqliteLedger, open_ledger
from tests.standins import actions_shapes
from tests.standins.actions import World, work

URL = "https://api.example/repos/octo-org/app/actions/runs?per_page=100"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with open_ledger(tmp_path / "minutes.sqlite") as opened:
        yield opened


def test_an_answer_is_kept_when_it_is_saved_and_not_before(ledger: SqliteLedger) -> None:
    answers = Answers(ledger)
    answers.put(URL, 'W/"a"', b'{"total_count": 0}')
    assert Answers(ledger).get(URL) is None
    with ledger.writing() as writer:
        answers.save(writer)
    assert Answers(ledger).get(URL) == ('W/"a"', b'{"total_count":0}')


def test_what_is_no_json_is_not_kept(ledger: SqliteLedger) -> None:
    answers = Answers(ledger)
    answers.put(URL, 'W/"a"', b"<html>")
    assert answers.get(URL) is None


@pytest.mark.parametrize("broken", ["", "no line", 'W/"a"\nnot packed', 'W/"a"\n\x00'])
def test_a_broken_note_is_none(ledger: SqliteLedger, broken: str) -> None:
    with ledger.writing() as writer:
        writer.remember("", f"answer:{URL}", broken)
    assert Answers(ledger).get(URL) is None


def test_a_run_reads_the_same_from_what_was_kept() -> None:
    world = World()
    app = world.repository("octo-org/app")
    run = app.run("CI", work("unit"), begins=world.now)
    base = "https://api.example"
    whole = actions_shapes.run(base, app, actions_shapes.repository(base, app), run)
    slim = slimmed(whole)
    assert run_of(Fields.of(slim, "runs"), app.name) == run_of(Fields.of(whole, "runs"), app.name)
    assert len(json.dumps(slim)) < len(json.dumps(whole)) / 8


def test_nobodys_address_or_words_are_kept() -> None:
    kept = json.dumps(
        slimmed({"head_commit": {"message": "m", "author": {"email": "a@example.com"}}, "id": 1})
    )
    assert kept == '{"id": 1}'
