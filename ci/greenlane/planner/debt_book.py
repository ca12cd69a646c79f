"""What is owed, as it is written down beside the passes: `debts.json`. Pure.

- A book says what stands, and what was closed by the plan that wrote it. Another book is folded in by taking
  out what was closed and adding what stands: so two plans at once lose nothing of each other.
- A plan that could not read what is owed closes nothing, so what it did not see stays.
Example: main owes a; plan 1 closes a, plan 2 meanwhile owes b: whichever comes last, b is owed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from greenlane.model.frozen import frozen
from greenlane.model.plan import SCHEMA, Debt, Plan
from greenlane.planner.writing import encoded

FILE = "debts.json"
KIND = "greenlane-debts"
MOST_BYTES = 4 << 20


class NoBook(Exception):
    """What was read says nothing of what is owed; its text says why."""


@frozen
class Book:
    """made_at: when its plan was made. closed: as in model.plan.Plan."""

    made_at: int
    owed: tuple[Debt, ...] = ()
    closed: tuple[Debt, ...] | None = None
    schema: int = SCHEMA


def of_plan(plan: Plan) -> Book:
    """What a plan leaves."""
    return Book(plan.made_at, plan.debts, plan.closed)


def folded(known: Iterable[Debt], book: Book) -> tuple[Debt, ...]:
    """What is owed after a book, when `known` was owed before."""
    closed = set(book.closed or ())
    return tuple(dict.fromkeys([*(debt for debt in known if debt not in closed), *book.owed]))


def write(book: Book) -> bytes:
    """One line of JSON; the same book the same bytes."""
    return f"{encoded({'kind': KIND, **vars(book)})}\n".encode("ascii")


def read(data: bytes) -> Book:
    """The book of `write`. Raises NoBook."""
    from greenlane.planner.reading import Reader

    if len(data) > MOST_BYTES:
        raise NoBook(f"more than {MOST_BYTES} bytes")
    try:
        content = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError) as err:
        raise NoBook("truncated or damaged: no JSON") from err
    if not isinstance(content, dict) or content.pop("kind", None) != KIND:
        raise NoBook("it is no list of what is owed")
    if content.get("schema") != SCHEMA:
        raise NoBook(f"wrong schema: not {SCHEMA}")
    reader = Reader()
    book = reader.read(Book, content)
    if not isinstance(book, Book):
        raise NoBook("; ".join(str(one) for one in reader.mistakes[:3]))
    return book


@frozen
class Told:
    """A book with what is known of the run that wrote it. branch: the only one it speaks for, "" for all."""

    at: int
    book: Book
    branch: str = ""

    def speaks_for(self, debt: Debt) -> bool:
        return not self.branch or debt.branch == self.branch


def owed(books: Iterable[Told]) -> tuple[Debt, ...]:
    """What is owed after all of these, the oldest folded first; each as far as it may speak."""
    known: tuple[Debt, ...] = ()
    for told in sorted(books, key=lambda one: one.at):
        closed = tuple(debt for debt in told.book.closed or () if told.speaks_for(debt))
        left = tuple(debt for debt in told.book.owed if told.speaks_for(debt))
        known = folded(known, Book(told.at, left, closed))
    return known
