"""Is a text random, or did a person write it? Entropy, sequences, repetition, the usual placeholders.

Properties
- A text drawn at random from hexadecimal digits (32 or more) or base 62 (20 or more) is random, but for
  about one in a million.
- Words, counting, repetition and what documentation writes for "put yours here" are not.
It does not know dictionaries: an unusual run of words and digits may pass for random.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

_WORD = re.compile(rb"[A-Z]?[a-z]{3,}")
_SEPARATOR = re.compile(rb"[_.:-]")
_HEX = re.compile(rb"[0-9a-fA-F-]+")
_WORDS = re.compile(
    rb"xxxxx|example|placeholder|change_?-?me|changeit|replace|dummy|sample|redacted|insert|foobar|"
    rb"not-?_?a-?_?secret|012345|123456|abcdef(?!\d)|deadbeef|qwerty|your[_-]|aaaaa|00000"
)
"""At least five letters each, so that chance does not write them into a long token."""
_SIGNS = re.compile(rb"\*\*|\.\.\.|\xe2\x80\xa6|[<>{}$%]|process\.|environ|getenv")
"""How a value stands for another: masked, cut short, or taken from somewhere."""
_SHORT_WORDS = rb"your|fake|todo|mask|secret|password|passwd|default|null|none|undefined|test|demo|local"
_SHORT = re.compile(rb"(?:^|[^a-z0-9])(?:%b)|(?:%b)(?:$|[^a-z0-9])" % (_SHORT_WORDS, _SHORT_WORDS))
"""What placeholders are made of; so short that it counts only where a word begins or ends."""
PUBLIC = re.compile(
    rb"eyJ|sb_publishable_|pk_(?:live|test)_|rk_test_|https?://|sha(?:256|384|512)-|arn:|data:|ssh-|\$2[aby]\$|"
    rb"\$argon2|/|\./|urn:|projects/|@|#|"
    rb"pub[0-9a-f]{32}$|[A-Z]{2}[0-9a-f]{32}$"
)
"""Beginnings of values that are no secret, or that another rule judges."""


def entropy(value: bytes) -> float:
    """Shannon's, in bits a byte."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0


def is_spread(value: bytes) -> bool:
    """Whether its bytes are as mixed as chance would mix them, given length and alphabet."""
    alphabet = 10 if value.isdigit() else 16 if _HEX.fullmatch(value) else 64
    share = 0.65 if len(value) < 24 else 0.75
    return entropy(value) >= share * math.log2(max(2, min(len(value), alphabet)))


def is_counted(value: bytes) -> bool:
    """Whether it mostly counts up or down, or stays: 0123…, abcd…, zzzz…."""
    steps = [abs(one - other) <= 1 for one, other in pairwise(value)]
    return sum(steps) * 2 > len(steps)


def is_repeated(value: bytes) -> bool:
    """Whether it is a shorter text over and over, at least twice."""
    return any(value[size:] == value[:-size] for size in range(1, len(value) // 2 + 1))


def is_drawn(value: bytes) -> bool:
    """For a value whose shape already says what it is: was it drawn at random, or made up?"""
    if _WORDS.search(value.lower()) or is_counted(value) or is_repeated(value):
        return False
    return is_spread(value)


def is_placeholder(value: bytes) -> bool:
    """For a value that a person may have chosen: does it stand for another?"""
    low = value.lower()
    return (
        bool(_WORDS.search(low) or _SIGNS.search(low) or _SHORT.search(low))
        or is_counted(value)
        or is_repeated(value)
    )


def is_secret_like(value: bytes) -> bool:
    """For a value without any shape: long, random, and no identifier, path or address."""
    if len(value) < 16 or PUBLIC.match(value) or is_placeholder(value) or not is_spread(value):
        return False
    if _HEX.fullmatch(value):
        return True
    return changes(value) >= 0.25 and any(48 <= byte <= 57 for byte in value) and not is_wordy(value)


def is_wordy(value: bytes) -> bool:
    """Whether it reads as an identifier: camelCase of long words, or mostly words between _, - and dots.

    Of random texts in base 62 one in a hundred does with 16 characters, one in a thousand with 32.
    """
    parts = _SEPARATOR.split(value)
    words = sum(part.isalpha() and (part.isupper() or part[1:].islower()) for part in parts)
    return sum(map(len, _WORD.findall(value))) >= 0.65 * len(value) or (
        len(parts) >= 3 and words >= 0.6 * len(parts)
    )


def is_strong_password(value: bytes) -> bool:
    """Eight characters or more of at least three kinds, nothing that stands for another value."""
    kinds = [any(test(chr(byte)) for byte in value) for test in (str.islower, str.isupper, str.isdigit)]
    special = any(chr(byte) in "!@#%^&*-_=+?;:,~|" for byte in value)
    varied = sum(kinds) + special >= 3 and len(set(value)) * 2 > len(value)
    return (
        8 <= len(value) <= 64
        and varied
        and value.isascii()
        and b" " not in value
        and not is_placeholder(value)
    )


def changes(value: bytes) -> float:
    """How often small letters, capitals, digits and the rest take turns, a byte: 0 to 1."""
    kinds = [
        "a" if chr(b).islower() else "A" if chr(b).isupper() else "0" if 48 <= b <= 57 else "-" for b in value
    ]
    turns = sum(one != other for one, other in pairwise(kinds))
    return turns / max(1, len(value) - 1)
