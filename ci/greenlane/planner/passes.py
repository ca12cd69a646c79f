"""A pass as it is written down, and which written ones are believed. Pure: bytes, values, a clock's reading.

    {"checksum":"<sha256 of what follows `record`>","record":{…}}

- What decodes is what was encoded: nothing is made up for a field that is missing, and none is ignored.
- The checksum finds what was cut or edited by hand. It proves no origin: who wrote it, the store finds out.
- `decode` looks at form only; `doubt` holds a well-formed record against what was asked for.
Example: a pass of attempt 2 decodes, and is then doubted: "attempt 2, and only a first one counts".
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from greenlane.model.plan import SCHEMA, Part, Pass, Refusal, Report
from greenlane.planner.record_fields import FIELDS, wrong

KIND = "greenlane pass"
NAMES = frozenset({"kind", "schema", "parts", "reports", *FIELDS})
HEAD, MIDDLE, END = b'{"checksum":"', b'","record":', b"}\n"
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
    data = _sealed(_spelled(one))
    return data if len(data) <= MOST_BYTES else _sealed(_spelled(replace(one, parts=())))


def decode(data: bytes, where: str) -> Pass | Refusal:
    """The pass of a record, or why it is none. where: it was found, for the report."""
    body = data[len(HEAD) + 64 + len(MIDDLE) : -len(END)]
    if len(data) > MOST_BYTES:
        return Refusal(where, f"too long: more than {MOST_BYTES} bytes")
    if data != _sealed(body):
        return Refusal(where, "truncated, damaged or edited: it is not what its checksum says")
    try:
        content = json.loads(body.decode("ascii"))
    except (ValueError, RecursionError):
        return Refusal(where, "forged: no JSON under a checksum that fits")
    mistake = _misshapen(content)
    return Refusal(where, mistake) if mistake else _pass(content)


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
    reports = [[report.path, report.digest] for report in one.reports]
    return {"kind": KIND, "schema": SCHEMA, **fields, "parts": parts, "reports": reports}


def _spelled(one: Pass) -> bytes:
    return json.dumps(_content(one), sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _sealed(body: bytes) -> bytes:
    """The record with its checksum."""
    return b"%b%b%b%b%b" % (HEAD, hashlib.sha256(body).hexdigest().encode(), MIDDLE, body, END)


def _misshapen(content: Any) -> str:
    """The first thing that is not as in a record; "" for nothing."""
    if not isinstance(content, dict) or content.get("kind") != KIND:
        return "no record of a pass"
    if content.get("schema") != SCHEMA or isinstance(content["schema"], bool):
        return f"wrong schema: not {SCHEMA}"
    if content.keys() != NAMES:
        odd = sorted(content.keys() ^ NAMES)[0]
        return f"{odd!r} is {'missing' if odd in NAMES else 'no field of a record'}"
    return wrong(content)


def _pass(content: dict[str, Any]) -> Pass:
    fields = {name: content[name] for name in FIELDS}
    parts = tuple([Part(*row) for row in content["parts"]])
    return Pass(**fields, parts=parts, reports=tuple([Report(*row) for row in content["reports"]]))
