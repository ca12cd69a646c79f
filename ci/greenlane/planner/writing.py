"""A plan as JSON, canonical: the same plan is the same bytes, one line with keys in order, in ASCII.

written.py reads it.
"""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING, Callable, Sequence
from greenlane.model.plan import Key, Part, Pass

if TYPE_CHECKING:
    from typing import Any

    from greenlane.model.plan import Plan

KIND = "greenlane-plan"
_WITH_PARTS = (Key, Pass)
_LEFT_OUT = '"parts":[[]]'
"""Where parts are to be laid in: nothing else of ours is a list of an empty list, and in a text it has other
quotes."""


def write(plan: Plan) -> bytes:
    """The plan as one line of JSON."""
    return f"{encoded({'kind': KIND, **vars(plan), 'past': dict(plan.past)})}\n".encode("ascii")


def encoded(value: Any) -> str:
    """JSON of plain values and of a plan's dataclasses. Raises ValueError over a number that JSON lacks.

    By json's own encoder in C, made as json makes it: to import json is 4 ms, for its `re`.
    What it does not know by itself are our dataclasses. Parts of keys, most of a plan, are laid in later:
    that takes a third of the time.
    """
    left_out: list[Sequence[Part]] = []

    def known(one: object) -> dict[str, Any]:
        if not isinstance(one, _WITH_PARTS) or not one.parts:
            return vars(one)
        left_out.append(one.parts)
        return {**vars(one), "parts": [[]]}

    text, quoted = _plainly(value, known)
    pieces = text.split(_LEFT_OUT)
    found = [pieces[0]]
    for parts, piece in zip(left_out, pieces[1:], strict=True):
        found += ('"parts":[', _listed(parts, quoted), "]", piece)
    return "".join(found)


def _plainly(value: Any, known: Callable[[object], object]) -> tuple[str, Callable[[str], str]]:
    """JSON, and what writes a text in it. known: what to write for one of our objects."""
    try:
        from _json import encode_basestring_ascii as quoted
        from _json import make_encoder

        encode = make_encoder(None, known, quoted, None, ":", ",", True, False, False)
    except (ImportError, TypeError):  # a Python that keeps it elsewhere, or otherwise
        from json import JSONEncoder

        words = {"sort_keys": True, "allow_nan": False, "check_circular": False}
        encoder = JSONEncoder(default=known, separators=(",", ":"), **words)
        return encoder.encode(value), encoder.encode
    return "".join(encode(value, 0)), quoted


def _listed(parts: Sequence[Part], quoted: Callable[[str], str]) -> str:
    """Parts as JSON, without the brackets around them."""
    whole = "".join(["".join(one) for one in parts])
    if len(quoted(whole)) == len(whole) + 2:  # nothing in it is written otherwise than it is
        rows = [f'"digest":"{digest}","kind":"{kind}","name":"{name}"' for kind, name, digest in parts]
    else:
        words = [map(quoted, one) for one in parts]
        rows = [f'"digest":{digest},"kind":{kind},"name":{name}' for kind, name, digest in words]
    return "{" + "},{".join(rows) + "}"
