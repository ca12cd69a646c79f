"""What a rule of the secret scanner is: a row of a vendor's table.

Two kinds. A Token has a shape of its own and is recognised wherever it stands. A Named secret looks like any
other random text: only the name that it is given, or what stands near, tells what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from greenlane.model.finding import Severity

NEAR_BYTES = 400
"""How far `near` looks before and after a value."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row. name: the rule's id; what: the kind of secret, as a message says it.

    revoke: where one makes it worthless, which comes before anything else. source: where its format is
    written down, or from what it was inferred. holds: whether a value of that shape is a secret at all
    (checksum, content, randomness). near: a pattern, ignoring case, of which something must stand close by.
    chosen: a person chose the value, so that it may be guessed.
    """

    name: str
    vendor: str
    what: str
    severity: Severity
    revoke: str
    source: str
    holds: Callable[[bytes], bool]
    near: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Token(Rule):
    """anchors: fixed texts with one of which, exactly so, every match of `pattern` begins.

    pattern: matched where an anchor stands; its group `secret` is the value. Lookbehind works.
    in_text: not looked for in binary files.
    """

    anchors: tuple[str, ...]
    pattern: str
    in_text: bool = False


@dataclass(frozen=True, kw_only=True)
class Named(Rule):
    """given: a pattern, ignoring case, searched in the name that the value is given to.

    value: a pattern that the whole value matches. not_given: names that it is not meant for.
    """

    given: str
    value: str
    not_given: str = ""
    in_text: bool = False
