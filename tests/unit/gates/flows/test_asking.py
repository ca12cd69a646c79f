from __future__ import annotations

from collections.abc import Sequence

import pytest

from greenlane.gates.flows.asking import ask
from greenlane.model.errors import OutsideError
from greenlane.model.gates import ToolMissing, Unreadable

asked: list[list[str]] = []


def question(names: Sequence[str]) -> list[str]:
    """Refuses whatever holds a bad file."""
    asked.append(list(names))
    if any(name.startswith("bad") for name in names):
        raise Unreadable("it said nothing")
    return [f"about {name}" for name in names]


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    asked.clear()


def test_good_files_are_asked_about_once_and_together() -> None:
    assert ask(["a", "b"], question) == (["about a", "about b"], [])
    assert asked == [["a", "b"]]


def test_one_bad_file_does_not_hide_what_is_said_of_the_others() -> None:
    items, unknown = ask(["a", "bad", "c"], question, lambda name: name.upper())
    assert (items, unknown) == (["about a", "about c"], ["BAD: it said nothing"])


@pytest.mark.parametrize("names", [["bad"], ["bad1", "bad2"]])
def test_nothing_said_of_any_is_no_answer(names: list[str]) -> None:
    with pytest.raises(Unreadable):
        ask(names, question)


@pytest.mark.parametrize("error", [ToolMissing("no"), OutsideError("it took too long")])
def test_a_missing_or_hanging_tool_is_not_asked_again(error: OutsideError) -> None:
    calls: list[int] = []

    def never(names: Sequence[str]) -> list[str]:
        calls.append(len(names))
        raise error

    with pytest.raises(OutsideError):
        ask(["a", "b"], never)
    assert calls == [2]
