"""A pass as it is written down, and which written ones are believed. Pure: bytes, values, a clock's reading.

- A record is one JSON object in one spelling: what decodes is, byte for byte, what `encode` writes.
- Its checksum finds what was cut or edited by hand. It proves no origin: who wrote it, the store finds out.
- `decode` looks at form only; `doubt` holds a well-formed record against what was asked for.
Example: a pass of attempt 2 decodes, and is then doubted: "attempt 2, and only a first one counts".
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from greenlane.model.plan import SCHEMA, Pass, Refusal
from greenlane.planner.record_fields import FIELDS, parts_of, wrong

KIND = "greenlane pass"
MOST_BYTES = 1 << 20
"""Of one record: some thousands of parts."""
SKEW_S = 300
"""By so much the clocks of two machines may differ."""


@dataclass(frozen=True)
class Expected:
    """What a record has to be to count. job, digest: "" for any. valid_s: how old it may be."""

    repository: str
    now: int
    job: str = ""
    digest: str = ""
    valid_s: float = 14 * 86400.0


def encode(one: Pass) -> bytes:
    """The record. Its origin is left out: whoever reads it finds that out.

    Parts only explain; where they make it too long, they are left out as well.
    """
    data = _sealed(_content(one))
    return data if len(data) <= MOST_BYTES else _sealed(_content(replace(one, parts=())))


def decode(data: bytes, where: str) -> Pass | Refusal:
    """The pass of a record, or why it is none. where: it was found, for the report."""
    content = _parsed(data)
    if isinstance(content, str):
        return Refusal(where, content)
    mistake = _misshapen(content)
    if mistake:
        return Refusal(where, mistake)
    one = _pass(content)
    if _sealed(_content(one)) != data:
        return Refusal(where, "forged or damaged: it is not what its own checksum says, in the one spelling")
    return one


def doubt(one: Pass, expected: Expected) -> str:
    """Why a well-formed record does not count; "" when it does."""
    age = expected.now - one.passed_at
    if one.repository.lower() != expected.repository.lower():
        return f"foreign: of {one.repository}, not of {expected.repository}"
    if expected.job and one.job != expected.job:
        return f"foreign: of job {one.job}, filed under {expected.job}"
    if expected.digest and one.digest != expected.digest:
        return f"foreign: of content {one.digest[:12]}, filed under {expected.digest[:12]}"
    if one.attempt != 1:
        return f"attempt {one.attempt}, and only a first one counts"
    if one.tests == 0:
        return "zero tests ran"
    if age < -SKEW_S:
        return f"future-dated: it passes {-age} s from now"
    if age > expected.valid_s:
        return f"stale: {age / 86400:.1f} days old, {expected.valid_s / 86400:.1f} are allowed"
    return ""


def _content(one: Pass) -> dict[str, Any]:
    fields = {name: getattr(one, name) for name in FIELDS}
    parts = [[part.kind, part.name, part.digest] for part in one.parts]
    return {"kind": KIND, "schema": SCHEMA, **fields, "parts": parts}


def _sealed(content: dict[str, Any]) -> bytes:
    """The one spelling, with its checksum."""
    checksum = hashlib.sha256(_spelled(content)).hexdigest()
    return _spelled({**content, "checksum": checksum}) + b"\n"


def _spelled(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _parsed(data: bytes) -> dict[str, Any] | str:
    """The object in it, or what is wrong."""
    if len(data) > MOST_BYTES:
        return f"too long: more than {MOST_BYTES} bytes"
    try:
        content = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError):
        return "truncated or damaged: no JSON"
    return content if isinstance(content, dict) else "no record: no JSON object"


def _misshapen(content: dict[str, Any]) -> str:
    """The first thing that is not as in a record; "" for nothing."""
    if content.get("kind") != KIND:
        return "no record of a pass"
    if content.get("schema") != SCHEMA or isinstance(content["schema"], bool):
        return f"wrong schema: not {SCHEMA}"
    names = {"kind", "schema", "parts", "checksum", *FIELDS}
    if content.keys() != names:
        odd = sorted(content.keys() ^ names)[0]
        return f"{odd!r} is {'missing' if odd in names else 'no field of a record'}"
    return wrong(content)


def _pass(content: dict[str, Any]) -> Pass:
    fields = {name: content[name] for name in FIELDS}
    return Pass(**fields, parts=parts_of(content["parts"]))
