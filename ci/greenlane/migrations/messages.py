"""Where in a file something went wrong, and how that is told."""

from __future__ import annotations

from greenlane.migrations.statements import Piece
from greenlane.migrations.tokens import UnreadableError
from greenlane.model.database import Refusal
from greenlane.model.migration import DOCS, Script, StatementError

_WIDTH = 100
_AROUND = 2
_FIXES = {
    "25001": "it cannot run inside a transaction: begin the file with `-- greenlane: no-transaction`, "
    "and keep it alone in the file",
    "55P04": "a new enum value can only be used after it was committed: move its use to the next migration",
    "55P03": "another session held a lock on it for longer than lock_timeout: end it, or raise the limit",
    "57014": "it took longer than statement_timeout: raise the limit, or do less in one statement",
    "42501": "the role lacks a right or a policy refuses the row: correct the grant, the policy or the row",
}


def unreadable(script: Script, error: UnreadableError) -> StatementError:
    """The file cannot be divided into statements, so nothing of it was run."""
    return StatementError(
        error.what,
        where=located(script, error.offset),
        fix=error.fix,
        docs=f"{DOCS}#unreadable",
        detail=(*excerpt(script.text, error.offset, error.offset), "Nothing of this file was run."),
    )


def refused(script: Script, piece: Piece | None, refusal: Refusal, aftermath: str) -> StatementError:
    """The database refused a statement of the file; piece is None for the end of its transaction."""
    if piece is None:
        where, shown = f"{script.file}: at its end", []
    else:
        first = piece.start if piece.first is None else piece.first
        offset = first if refusal.position is None else piece.start + refusal.position - 1
        where, shown = located(script, offset), excerpt(script.text, first, offset)
    said = {"detail": refusal.detail, "hint": refusal.hint, "context": refusal.context}
    lines = [f"{name}: {line}" for name, text in said.items() if text for line in text.splitlines()]
    return StatementError(
        f"{refusal.message} (SQLSTATE {refusal.sqlstate})",
        where=where,
        fix=_FIXES.get(refusal.sqlstate, "correct it and run this again"),
        docs=f"{DOCS}#refused",
        detail=(*shown, *lines, aftermath),
        sqlstate=refusal.sqlstate,
    )


def located(script: Script, offset: int) -> str:
    """file:line:column, both from 1."""
    line, column = _place(script.text, offset)
    return f"{script.file}:{line}:{column}"


def excerpt(text: str, first: int, offset: int) -> list[str]:
    """The statement that begins at `first`, its line numbers, and a caret below `offset`; at most 8 lines."""
    start, _ = _place(text, first)
    line, column = _place(text, offset)
    lines = text.split("\n")
    from_line = max(start, line - _AROUND)
    shown = []
    if from_line > start:
        shown.append(_numbered(start, lines[start - 1], 1)[0])
        if from_line > start + 1:
            shown.append("     | …")
    for number in range(from_line, line + 1):
        shown.append(_numbered(number, lines[number - 1], column if number == line else 1)[0])
    shift = _numbered(line, lines[line - 1], column)[1]
    return [*shown, "     | " + " " * (shift - 1) + "^"]


def _numbered(number: int, line: str, column: int) -> tuple[str, int]:
    """The line, bounded to what fits around the column, and where the column is in that."""
    cut = max(0, column - _WIDTH + 20) if len(line) > _WIDTH else 0
    part = line[cut : cut + _WIDTH]
    clean = "".join(char if char.isprintable() else " " for char in part)
    before, after = "…" if cut else "", "…" if cut + _WIDTH < len(line) else ""
    return f"{number:>4} | {before}{clean}{after}".rstrip(), column - cut + len(before)


def _place(text: str, offset: int) -> tuple[int, int]:
    begin = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - begin + 1
