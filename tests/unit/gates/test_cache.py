"""Kept answers: equal only for equal questions, and never older than they may be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.gates.cache import Cache, key, room
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Answer

ANSWER = Answer(
    (Finding("ruff", "F401", Severity.WARNING, "m\n<b>", path="a b.py", line=3, trace=("x", "y")),),
    looked_at=7,
    unit="files",
    facts={"tests": "3"},
)


def test_an_answer_comes_back_whole(tmp_path: Path) -> None:
    Cache(tmp_path / "deep" / "c.json").store({"k": (5.0, ANSWER)})
    assert Cache(tmp_path / "deep" / "c.json").get("k", now=6.0, fresh_s=None) == (5.0, ANSWER)


@pytest.mark.parametrize(("now", "is_there"), [(100.0, True), (159.9, True), (160.0, False), (99.0, False)])
def test_an_answer_is_used_while_it_is_fresh_and_never_from_the_future(
    tmp_path: Path, now: float, is_there: bool
) -> None:
    Cache(tmp_path / "c.json").store({"k": (100.0, ANSWER)})
    assert bool(Cache(tmp_path / "c.json").get("k", now=now, fresh_s=60.0)) is is_there


@pytest.mark.parametrize(
    "text", ["", "[]", '{"k": 1}', '{"k": {"at": 1, "answer": {"findings": 3}}}', "\x00", "[" * 9999]
)
def test_a_damaged_file_is_as_if_there_were_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "c.json").write_text(text)
    assert Cache(tmp_path / "c.json").get("k", now=1.0, fresh_s=None) is None


def test_what_is_not_kept_again_is_forgotten(tmp_path: Path) -> None:
    Cache(tmp_path / "c.json").store({"old": (1.0, ANSWER)})
    Cache(tmp_path / "c.json").store({"new": (2.0, ANSWER)})
    assert Cache(tmp_path / "c.json").get("old", now=3.0, fresh_s=None) is None


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Cache(tmp_path / "file" / "c.json").store({"k": (1.0, ANSWER)})


def test_a_room_of_another_time_is_removed(tmp_path: Path) -> None:
    old = room(tmp_path / "deep", "old")
    assert old
    (old / "file").write_text("")
    assert room(tmp_path / "deep", "old") == old
    assert (old / "file").exists()
    room(tmp_path / "deep", "new")
    assert not old.exists()


def test_a_room_that_cannot_be_made_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert room(tmp_path / "file", "new") is None


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_two_lists_have_one_key_only_when_they_are_equal(one: list[str], other: list[str]) -> None:
    assert (key(one) == key(other)) == (one == other)
