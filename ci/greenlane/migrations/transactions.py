"""A file's own BEGIN and COMMIT, in a file that we run in one transaction anyway.

A pair around the whole file says the same as we do and is left out. Anything else would commit half
a file, or undo it unseen, and is refused before the first statement runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.migrations.statements import Piece
from greenlane.migrations.tokens import UnreadableError

_PLAIN_BEGIN = {("BEGIN",), ("BEGIN", "WORK"), ("BEGIN", "TRANSACTION"), ("START", "TRANSACTION")}
_PLAIN_END = {(verb, *noun) for verb in ("COMMIT", "END") for noun in ((), ("WORK",), ("TRANSACTION",))}


def inner(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The statements to run inside our transaction. Raises UnreadableError."""
    statements = tuple(piece for piece in pieces if piece.first is not None)
    if len(statements) >= 2 and statements[0].words in _PLAIN_BEGIN and statements[-1].words in _PLAIN_END:
        statements = statements[1:-1]
    for piece in statements:
        if piece.first is not None and _controls(piece.words):
            raise UnreadableError(
                f"{piece.words[0]} in a file that is applied in one transaction",
                piece.first,
                "take it out (a failure undoes the whole file anyway), or begin the file with the comment "
                "`-- greenlane: no-transaction`",
            )
    return statements


def _controls(words: Sequence[str]) -> bool:
    match tuple(words[:2]):
        case ("BEGIN" | "COMMIT" | "END" | "ABORT", *_):
            return True
        case ("START" | "PREPARE", "TRANSACTION"):
            return True
        case ("ROLLBACK", *_):
            return "TO" not in words
        case _:
            return False
