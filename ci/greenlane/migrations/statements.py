"""Divide an SQL file into its statements, and read what a file says about itself.

Properties: the pieces joined are the text; no piece ends inside a quote, a comment, parentheses or
the body of a function written BEGIN ATOMIC … END; every piece but the last ends in a semicolon.
Example: `create rule r as on insert to t do (a; b); select ';'` gives two pieces.
What psql alone understands (its backslash commands, rows after COPY … FROM stdin) is refused by line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from greenlane.migrations.tokens import Grain, UnreadableError, tokens

DIRECTIVES = ("no-transaction",)
_DIRECTIVE = re.compile(r"--\s*greenlane:\s*(\S*)\s*$", re.IGNORECASE)
_OTHER_TOOL = re.compile(r"--\s*(migrate:down|\+goose\s+down|\+migrate\s+down)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """One statement with the space and the comments before it and its semicolon.

    start: offset of the text in the file; first: offset of its first word in the file, None when
    there is no statement in it (only space, comments or a semicolon); words: its first words, upper case.
    """

    text: str
    start: int
    first: int | None
    words: tuple[str, ...]


@dataclass
class _Open:
    """The statement being read."""

    start: int
    first: int | None = None
    words: list[str] = field(default_factory=list)
    previous: str = ""
    parentheses: int = 0
    blocks: int = 0

    def take(self, grain: Grain, start: int, end: int, text: str) -> None:
        """The next token; space and comments are not for here."""
        if self.first is None and grain is not Grain.SEMICOLON:
            self.first = start
        if grain is Grain.WORD:
            self._word(text[start:end].upper(), start)
            return
        if grain is Grain.OPEN:
            self.parentheses += 1
        elif grain is Grain.CLOSE:
            self.parentheses = max(0, self.parentheses - 1)
        self.previous = text[start:end] if grain is Grain.OTHER else text[end - 1]

    def _word(self, word: str, start: int) -> None:
        if len(self.words) < 8:
            self.words.append(word)
        previous, self.previous = self.previous, word
        if self.words[0] == "COPY" and self.parentheses == 0:
            _refuse_copy(previous, word, start)
        # After a dot or AS these words are names.
        elif self.words[0] == "CREATE" and previous not in (".", "AS") and _is_routine(self.words):
            if (word == "ATOMIC" and previous == "BEGIN") or (self.blocks and word == "CASE"):
                self.blocks += 1
            elif self.blocks and word == "END":
                self.blocks -= 1

    def piece(self, text: str, end: int) -> Piece:
        return Piece(text[self.start : end], self.start, self.first, tuple(self.words))


def split(text: str) -> tuple[Piece, ...]:
    """The pieces of the text, in order. Raises UnreadableError."""
    pieces: list[Piece] = []
    current = _Open(0)
    for grain, start, end in tokens(text):
        if grain is Grain.SPACE or grain is Grain.COMMENT:
            continue
        current.take(grain, start, end, text)
        if grain is Grain.SEMICOLON and not current.parentheses and not current.blocks:
            pieces.append(current.piece(text, end))
            current = _Open(end)
    if current.start < len(text):
        pieces.append(current.piece(text, len(text)))
    return tuple(pieces)


def without_transaction(text: str) -> bool:
    """Whether the file asks, before its first statement, to be run without a transaction.

    Raises UnreadableError for a directive that is unknown or comes too late, and for a file in
    another tool's notation whose lower half would undo the upper one.
    """
    asked = False
    for comment, offset, leading in _line_comments(text):
        if other := _OTHER_TOOL.match(comment):
            raise UnreadableError(
                f"`{other[1]}` belongs to another migration tool, and running the file would also undo it",
                offset,
                "run that tool (migrations: {command: […]}), or keep only the upward half in this file",
            )
        if directive := _DIRECTIVE.match(comment):
            _check_directive(directive[1], offset, leading=leading)
            asked = True
    return asked


def _line_comments(text: str) -> Iterator[tuple[str, int, bool]]:
    leading = True
    for token in tokens(text):
        if token.grain is Grain.COMMENT:
            yield text[token.start : token.end], token.start, leading
        elif token.grain is not Grain.SPACE:
            leading = False


def _check_directive(name: str, offset: int, *, leading: bool) -> None:
    if name not in DIRECTIVES:
        near = difflib.get_close_matches(name, DIRECTIVES, n=1)
        raise UnreadableError(
            f"`greenlane: {name}` is not known; expected one of {', '.join(DIRECTIVES)}",
            offset,
            f"did you mean {near[0]}?" if near else "take the comment out",
        )
    if not leading:
        raise UnreadableError(
            f"`greenlane: {name}` stands after the first statement",
            offset,
            "move it to the top of the file; it holds for the whole file",
        )


def _refuse_copy(previous: str, word: str, offset: int) -> None:
    if (previous, word) == ("FROM", "STDIN"):
        raise UnreadableError(
            "COPY … FROM stdin wants its rows from psql, and a migration has nowhere to read them from",
            offset,
            "write the rows as INSERT; `pg_dump --inserts` does",
        )
    if (previous, word) == ("TO", "STDOUT"):
        raise UnreadableError(
            "COPY … TO stdout has nowhere to write to", offset, "take the statement out of the file"
        )


def _is_routine(words: list[str]) -> bool:
    if words[:3] == ["CREATE", "OR", "REPLACE"]:
        return words[3:4] in (["FUNCTION"], ["PROCEDURE"])
    return words[:1] == ["CREATE"] and words[1:2] in (["FUNCTION"], ["PROCEDURE"])
