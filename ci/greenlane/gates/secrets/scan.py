"""One text against all rules, in one pass each over its bytes: fixed texts first, then names.

Properties
- A rule's pattern is tried only where one of its anchors stands, so that a long text costs what searching a
  few dozen fixed texts costs.
- What the shape of a token claims is nobody else's: a token that its checksum refutes is not reported as a
  random value under a name.
- Nothing that a Hit shows tells more of a secret than the first four characters of a format's own prefix.
"""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from greenlane.gates.secrets.assignments import Assignment, assignments
from greenlane.gates.secrets.rule import NEAR_BYTES, Named, Rule, Token
from greenlane.gates.secrets.rules import rules

SHOWN = 4
_NO_SECRET = re.compile(
    rb"sha[_-]?(?:1|256|384|512)|md5|hash|digest|checksum|public|[_.-](?:id|url|uri|name|type)$",
    re.IGNORECASE,
)
"""Names of what stands beside a secret or is made of it."""
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True)
class Hit:
    """One secret in a text. line, column: from 1, None in a binary file. size: of the secret, in bytes.

    shown: its first characters where they are the format's, else "". trace: a few bits of its digest, too
    few to find it by. identity: tells it from any other while this process runs; never to be written down.
    """

    rule: Rule
    line: int | None
    column: int | None
    size: int
    shown: str
    trace: str
    identity: bytes = field(repr=False)


@dataclass(frozen=True)
class _Prepared:
    """A rule with its patterns compiled."""

    rule: Rule
    pattern: re.Pattern[bytes]
    given: re.Pattern[bytes] | None = None
    not_given: re.Pattern[bytes] | None = None
    near: re.Pattern[bytes] | None = None


def scan(data: bytes) -> list[Hit]:
    """Every secret of a text or binary, in the order of their places; the same one again at each place."""
    data, is_binary = readable(data)
    claimed: list[tuple[int, int]] = []
    found: list[tuple[int, int, Rule]] = []
    for start, end, rule in (*_tokens(data, is_binary), *_named(data, data.lower(), is_binary)):
        if _claim(claimed, start, end) and rule is not None:
            found.append((start, end, rule))
    hits: list[Hit] = []
    line, counted = 1, 0
    for start, end, rule in sorted(found, key=lambda one: one[:2]):
        line, counted = line + data.count(b"\n", counted, start), start
        column = start - data.rfind(b"\n", 0, start)
        hits.append(_hit(data[start:end], rule, None if is_binary else (line, column)))
    return hits


def _claim(claimed: list[tuple[int, int]], start: int, end: int) -> bool:
    """Note the span, unless another one, all of which are in order and apart, covers a part of it."""
    at = bisect.bisect_left(claimed, (start, end))
    if at < len(claimed) and claimed[at][0] < end:
        return False
    if at and claimed[at - 1][1] > start:
        return False
    claimed.insert(at, (start, end))
    return True


def readable(data: bytes) -> tuple[bytes, bool]:
    """The text as UTF-8 or whatever it was, and whether it is binary. UTF-16 with its mark is a text."""
    encoding = _UTF16.get(data[:2])
    if encoding:
        return data[2:].decode(encoding, errors="replace").encode("utf-8", errors="replace"), False
    return data, b"\0" in data[:8000]


def _tokens(data: bytes, is_binary: bool) -> Iterator[tuple[int, int, Rule | None]]:
    """Spans of values by rule; without a rule where a shape was right and the value no secret."""
    refuted = []
    for anchor, those in _by_anchor().items():
        position = data.find(anchor)
        while position >= 0:
            for prepared in those:
                rule = prepared.rule
                match = prepared.pattern.match(data, position)
                if match is None or (is_binary and isinstance(rule, Token) and rule.in_text):
                    continue
                if rule.holds(match["secret"]) and _is_near(prepared, data, match.start(), match.end()):
                    yield *match.span("secret"), rule
                else:
                    refuted.append((*match.span("secret"), None))
            position = data.find(anchor, position + 1)
    yield from refuted


def _named(data: bytes, low: bytes, is_binary: bool) -> Iterator[tuple[int, int, Rule | None]]:
    for one in assignments(data, low):
        if _NO_SECRET.search(one.name):
            continue
        end = one.start + len(one.value)
        for prepared in _names():
            if is_binary and isinstance(prepared.rule, Named) and prepared.rule.in_text:
                continue
            if (
                _is_given(prepared, one)
                and _is_near(prepared, data, one.start, end)
                and prepared.rule.holds(one.value)
            ):
                yield one.start, end, prepared.rule
                break


def _is_given(prepared: _Prepared, one: Assignment) -> bool:
    assert prepared.given
    return bool(
        prepared.given.search(one.name)
        and prepared.pattern.fullmatch(one.value)
        and not (prepared.not_given and prepared.not_given.search(one.name))
    )


def _is_near(prepared: _Prepared, data: bytes, start: int, end: int) -> bool:
    if prepared.near is None:
        return True
    return bool(prepared.near.search(data, max(0, start - NEAR_BYTES), end + NEAR_BYTES))


def _hit(value: bytes, rule: Rule, place: tuple[int, int] | None) -> Hit:
    digest = hashlib.sha256(rule.name.encode() + b"\0" + value).digest()
    return Hit(
        rule=rule,
        line=place[0] if place else None,
        column=place[1] if place else None,
        size=len(value),
        shown=value[:SHOWN].decode() if _has_prefix(rule, value) else "",
        trace=digest.hex()[: 2 if rule.chosen else 4],
        identity=digest,
    )


def _has_prefix(rule: Rule, value: bytes) -> bool:
    """Whether the first characters are the format's own, so that they tell nothing."""
    return isinstance(rule, Token) and any(
        len(anchor) >= SHOWN and value.startswith(anchor.encode()) for anchor in rule.anchors
    )


@cache
def _by_anchor() -> dict[bytes, list[_Prepared]]:
    found: dict[bytes, list[_Prepared]] = {}
    for rule in rules():
        if isinstance(rule, Token):
            prepared = _Prepared(rule, re.compile(rule.pattern.encode(), re.DOTALL), near=_near(rule))
            for anchor in rule.anchors:
                found.setdefault(anchor.encode(), []).append(prepared)
    return found


@cache
def _names() -> tuple[_Prepared, ...]:
    return tuple(
        _Prepared(
            rule,
            re.compile(rule.value.encode(), re.DOTALL),
            re.compile(rule.given.encode(), re.IGNORECASE),
            re.compile(rule.not_given.encode(), re.IGNORECASE) if rule.not_given else None,
            _near(rule),
        )
        for rule in rules()
        if isinstance(rule, Named)
    )


def _near(rule: Rule) -> re.Pattern[bytes] | None:
    return re.compile(rule.near.encode(), re.IGNORECASE) if rule.near else None
