"""Values made harmless: nothing in them acts on a terminal, a page, or the direction of the text."""

from __future__ import annotations

import re

ACTING = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, the escape that begins a terminal sequence among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text
    "\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # unseen spaces, other line ends
    "\ud800-\udfff\ufffe\uffff"  # no characters: halves of a pair, bytes that were not UTF-8
    "]"
)


def visible(text: str) -> str:
    """The text with every character that acts instead of showing written out: `\\x1b`, `\\u202e`.

    Line feeds and tabs stay; CR LF is a line feed. Joiners stay: emoji and some scripts are made with them.
    """
    return ACTING.sub(_written_out, text.replace("\r\n", "\n"))


def name(text: str) -> str:
    """A path, a rule, a tool, a line of a log: on one line, and two different ones still look different."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def flat(text: str) -> str:
    """Running text on one line: line feeds and runs of spaces are one space."""
    return " ".join(visible(text).split())


def clipped(text: str, characters: int) -> str:
    """At most so many characters, and how many were left out."""
    if len(text) <= characters:
        return text
    return f"{text[:characters].rstrip()}… ({len(text) - characters:,} more characters)"


def is_address(text: str) -> bool:
    """Whether this may become a link: http or https, and nothing in it that could end one."""
    return re.fullmatch(r"https?://[\w.~:/?#@!$&'*+,;=%-]+", text, re.ASCII) is not None


def _written_out(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
