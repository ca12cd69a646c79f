"""Where a text gives a value to a name.

`NAME=value`, `name: "value"`, `"name": "value"`, `get("NAME", "value")`, `--name value`,
`<name>value</name>`, `Header: Bearer value`.

Only names with one of WORDS in them are looked at. A value without quotes counts where it ends the way
data does, not the way code does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

WORDS = re.compile(rb"secret|token|passw?|pwd|key|credential|auth|dsn")
_NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_NAME_BYTES = 64
_REST = re.compile(
    rb"""[\w.-]{0,40}+
    (?P<close>\\?["'`]?[)\]]?)
    (?:\s{0,4}:\s{0,4}[\w\[\]., |?]{1,30}(?==))?
    (?P<sep>[ \t]{0,8}(?::=|=>|={1,3}|!==?|:|,|\|\||\?\?|<-|>|\ )[ \t]{0,8}\n?[ \t]{0,40})
    (?:\\?(?:[bfru]{1,2})?(?P<quote>["'`]))?
    (?P<scheme>(?:Bearer|Basic|Token|token|bearer)[ ]+)?
    (?P<value>(?(quote)[^\s"'`<>\\]{6,400}|[^\s"'`<>\\=]{6,400}={0,2}))
    (?P<after>.?)""",
    re.VERBOSE | re.DOTALL,
)
_BARE = re.compile(rb"[A-Za-z0-9_+/=.~!@#%^*:?-]+")


@dataclass(frozen=True)
class Assignment:
    """A name, the value given to it, and where in the text the value starts."""

    name: bytes
    value: bytes = field(repr=False)
    start: int


def assignments(data: bytes, low: bytes) -> Iterator[Assignment]:
    """All of a text, in order, each value once. low: the text in small letters."""
    done = -1
    for word in WORDS.finditer(low):
        if word.start() < done:
            continue
        rest = _REST.match(data, word.end())
        if rest is None or rest.start("value") <= done:
            continue
        head = data[max(0, word.start() - _NAME_BYTES) : word.start()]
        name = head[len(head.rstrip(_NAME)) :] + data[word.start() : rest.start("close")]
        value = _value(name, rest)
        if value:
            yield Assignment(name, value, rest.start("value"))
            done = rest.start("value")


def _value(name: bytes, rest: re.Match[bytes]) -> bytes:
    """What is given, without what only ends it; b"" when nothing is, or when it is code."""
    value, after, separator = rest["value"], rest["after"], rest["sep"].strip()
    if rest["quote"]:
        return value if after in (rest["quote"], b"\\") else b""
    match separator:
        case b"":
            return value.rstrip(b"\"'") if name.startswith(b"--") else b""
        case b">":
            return value if after == b"<" else b""
        case b"=" | b":":
            return _bare(value, after)
        case _:
            return b""


def _bare(value: bytes, after: bytes) -> bytes:
    """A value without quotes: data when a space, a line's end or the quote of a whole argument ends it."""
    clean = value.partition(b"&")[0].rstrip(b",;")
    if len(clean) != len(value) and value[len(clean) :][:1] != b"&":
        return b""
    return (
        clean
        if _BARE.fullmatch(clean) and after in (b"", b"\n", b"\r", b" ", b"\t", b'"', b"'", b"\\")
        else b""
    )
