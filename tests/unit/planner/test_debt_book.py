"""What is owed, written down: folded so that no plan takes away what it did not know of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.plan import Debt
from greenlane.planner.debt_book import MOST_BYTES, Book, NoBook, Told, folded, owed, read, write
from tests.unit.planner.kept_contract import debt
from tests.unit.planner.recorded import NOW, passed

DEBTS = st.lists(
    st.builds(debt, st.sampled_from(["a", "b", "c"]), st.sampled_from(["main", "x", ""])), unique=True
).map(tuple)
BOOKS = st.builds(Book, st.just(NOW), DEBTS, st.none() | DEBTS)


@given(BOOKS)
def test_what_is_read_is_what_was_written(book: Book) -> None:
    assert read(write(book)) == book
    assert write(read(write(book))) == write(book)


def test_a_paid_debt_comes_back_with_its_pass() -> None:
    book = Book(NOW, (debt(paid_by=passed()),), None)
    assert read(write(book)) == book


@given(DEBTS, BOOKS)
def test_nothing_is_forgotten_but_what_was_closed(known: tuple[Debt, ...], book: Book) -> None:
    after = set(folded(known, book))
    assert after == (set(known) - set(book.closed or ())) | set(book.owed)


@given(DEBTS, BOOKS, BOOKS)
def test_two_plans_at_once_come_to_the_same_in_any_order(
    known: tuple[Debt, ...], one: Book, other: Book
) -> None:
    """As far as neither closes what the other one owes anew."""
    if set(one.closed or ()) & set(other.owed) or set(other.closed or ()) & set(one.owed):
        return
    assert set(folded(folded(known, one), other)) == set(folded(folded(known, other), one))


@given(st.lists(st.tuples(BOOKS, st.sampled_from(["", "x"])), max_size=5))
def test_a_branch_changes_nothing_of_anothers(books: list[tuple[Book, str]]) -> None:
    told = [Told(at, book, branch) for at, (book, branch) in enumerate(books)]
    for_all = [one for one in told if not one.branch]
    others = {one for one in owed(told) if one.branch != "x"}
    assert others == {one for one in owed(for_all) if one.branch != "x"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "truncated or damaged: no JSON"),
        (b"\xff", "truncated or damaged: no JSON"),
        (b"[" * 100_000, "truncated or damaged: no JSON"),
        (b"[]", "it is no list of what is owed"),
        (b'{"kind":"greenlane-plan"}', "it is no list of what is owed"),
        (b" " * (MOST_BYTES + 1), f"more than {MOST_BYTES} bytes"),
    ],
    ids=range(6),
)
def test_what_is_no_book_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(NoBook, match=why):
        read(data)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"schema": 2}, "wrong schema: not 1"),
        ({"owed": [{"job": "a"}]}, r"owed\[0\]"),
        ({"owed": None}, "owed: expected a list"),
        ({"made_at": "now"}, "made_at: expected a whole number"),
        ({"more": 1}, "no such field"),
    ],
)
def test_a_book_with_a_mistake_is_refused_as_a_whole(change: dict[str, object], why: str) -> None:
    content = json.loads(write(Book(NOW, (debt(),), ())))
    with pytest.raises(NoBook, match=why):
        read(json.dumps(content | change).encode())
