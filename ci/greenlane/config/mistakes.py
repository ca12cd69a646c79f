"""Collecting mistakes, and the words in which they are told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from greenlane.config.tree import Items, Node, Place, Scalar, Table
from greenlane.model.errors import Problem

PAGE = "docs/configuration.md"
MAX_NAMES = 20
MAX_KNOWN = 200
MAX_WORD = 60

_SECRET = re.compile(
    r"secret|token|passw|passphrase|pwd|credential|private|signature|dsn|(^|[_-])(api|access|jwt|auth|pat)"
    r"([_-]|$)|keys?$",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"://[^/\s@]*:[^/\s@]+@")


class Mistakes:
    """What is wrong with a declaration so far.

    incomplete: part of a file could not be read, so "it is missing" is not known of anything.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int, str], Problem] = {}
        self.incomplete = False

    def add(
        self, place: Place, key: str, *, expected: str, got: str, hint: str = "", docs: str = PAGE
    ) -> None:
        """Note a mistake once, however many environments meet it."""
        inside = place.layer if place.layer.startswith("environments.") else ""
        full = ".".join(part for part in (inside, key) if part) or "(the file)"
        problem = Problem(place.file, place.line, place.column, full, expected, got, hint, docs)
        self._found.setdefault((place.file, place.line, place.column, full), problem)

    def take(self, others: Mistakes) -> None:
        """Note all that another collection holds."""
        self._found = {**others._found, **self._found}
        self.incomplete = self.incomplete or others.incomplete

    @property
    def found(self) -> tuple[Problem, ...]:
        return tuple(self._found.values())


def near(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or "": same but for case, transposed, or close."""
    words = sorted(known)
    if len(words) > MAX_KNOWN or len(word) > MAX_WORD:
        return ""
    for same in (str.casefold, sorted):
        for candidate in words:
            if candidate != word and same(candidate) == same(word):
                return candidate
    found = difflib.get_close_matches(word, [w for w in words if w != word], n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean 17?`, or nothing when no known word is close."""
    found = near(word, known)
    return f"Did you mean {found}?" if found else ""


def one_of(words: Iterable[str]) -> str:
    """`one of 15, 16, 17`; a single word stands alone."""
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"one of {names(listed)}"


def names(words: Sequence[str]) -> str:
    """`db, redis, s3`; the first MAX_NAMES of many."""
    more = ", …" if len(words) > MAX_NAMES else ""
    return ", ".join(words[:MAX_NAMES]) + more


def looks_secret(name: str) -> bool:
    """Whether a variable or an option of this name is likely to hold a secret."""
    return bool(_SECRET.search(name))


def holds_secret(text: str) -> bool:
    """Whether a text carries a password in a URL."""
    return bool(_USERINFO.search(text))


def may_be_secret(name: str, text: str) -> bool:
    """Whether the text of an option of this name is better not repeated."""
    return looks_secret(name) or holds_secret(text)


def shown(node: Node, key: str = "") -> str:
    """A value as a message may print it: short, on one line, and never one that may be secret."""
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Items):
        return "a list"
    if not isinstance(node, Scalar):
        return "something unreadable"
    if node.variables:
        return f"the value of {' and '.join(node.variables)} (not shown)"
    if node.value is None:
        return "nothing"
    if may_be_secret(key.rpartition(".")[2], node.text):
        return "a value that may be secret (not shown)"
    quoted = isinstance(node.value, str) and not node.plain
    return word(node.text, quoted=quoted)


def word(text: str, *, quoted: bool = False) -> str:
    """A text cut to 40 characters, with quotes and escapes where it needs them."""
    cut = text if len(text) <= 40 else text[:37] + "..."
    bare = cut.isprintable() and cut.strip() == cut and cut != "" and not quoted
    return cut if bare else '"' + repr(cut)[1:-1] + '"'
