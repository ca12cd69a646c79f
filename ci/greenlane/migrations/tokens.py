"""The lexical grain of PostgreSQL's SQL: where quotes, comments and words begin and end.

Properties: the tokens joined are the text, none is empty, and a quote or a comment is always one
token (a plain quote with a doubled quote inside is two that touch). Example: `select 'a;b'; --x`
gives word, space, quoted, semicolon, space, comment. It does not parse: `selec` is a word too.
standard_conforming_strings is taken to be on, as it is by default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Grain(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    QUOTED = "quoted"
    WORD = "word"
    SEMICOLON = "semicolon"
    OPEN = "open"
    CLOSE = "close"
    OTHER = "other"


class Token(NamedTuple):
    """A piece of the text, from `start` up to but not including `end`."""

    grain: Grain
    start: int
    end: int


class UnreadableError(Exception):
    """The text cannot be divided: what is wrong, at which offset, and what to do about it."""

    def __init__(self, what: str, offset: int, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.offset = offset
        self.fix = fix


# An escape string goes on after a line break, still as an escape string.
_ESCAPED_BODY = r"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'"
_ESCAPED = rf"[eE]{_ESCAPED_BODY}(?:[ \t\f\v]*+[\n\r][ \t\n\r\f\v]*+{_ESCAPED_BODY})*+"
_WORD = r"[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*+"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\n\r\f\v]++)
    | (?P<comment>--[^\n\r]*+)
    | (?P<block>/\*)
    | (?P<escaped>{_ESCAPED})
    | (?P<broken>[eE]')
    | (?P<word>{_WORD})
    | (?P<quoted>'[^']*+'|"[^"]*+")
    | (?P<dollar>\$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*+)?\$)
    | (?P<unclosed>['"])
    | (?P<backslash>\\)
    | (?P<semicolon>;)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<other>[0-9.,=<>+*%^&|!?~\#@:\[\]{{}}`]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_GRAINS = {
    "space": Grain.SPACE,
    "comment": Grain.COMMENT,
    "escaped": Grain.QUOTED,
    "quoted": Grain.QUOTED,
    "word": Grain.WORD,
    "semicolon": Grain.SEMICOLON,
    "open": Grain.OPEN,
    "close": Grain.CLOSE,
    "other": Grain.OTHER,
}


def tokens(text: str) -> Iterator[Token]:
    """Divide the text. Raises UnreadableError where a quote, a comment or psql's own syntax stops it."""
    at = 0
    while match := _TOKEN.match(text, at):
        kind = str(match.lastgroup)
        if kind == "block":
            yield Token(Grain.COMMENT, at, end := _block_end(text, at))
        elif kind == "dollar":
            yield Token(Grain.QUOTED, at, end := _dollar_end(text, at, match[0]))
        elif kind in _GRAINS:
            yield Token(_GRAINS[kind], at, end := match.end())
        else:
            raise _stopped(text, at, kind)
        at = end


def _block_end(text: str, start: int) -> int:
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    raise UnreadableError("the comment that begins here never ends", start, "close it with */")


def _dollar_end(text: str, start: int, tag: str) -> int:
    end = text.find(tag, start + len(tag))
    if end < 0:
        raise UnreadableError(f"the text quoted with {tag} never ends", start, f"close it with {tag}")
    return end + len(tag)


def _stopped(text: str, at: int, kind: str) -> UnreadableError:
    if kind != "backslash":
        quote = text[at + 1] if kind == "broken" else text[at]
        return UnreadableError(f"the quote {quote} that begins here never ends", at, f"close it with {quote}")
    command = text[at : at + 20].split(None, 1)[0]
    if command in {r"\restrict", r"\unrestrict"}:
        fix = r"delete pg_dump's lines \restrict and \unrestrict; they only mean something to psql"
    else:
        fix = "take it out, or write it as SQL; psql itself runs the file with `greenlane psql -- -f FILE`"
    return UnreadableError(f"{command} is a command of psql, not SQL", at, fix)
