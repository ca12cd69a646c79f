"""A written pass from a place whose writers are believed, a folder or a database: whether it counts."""

from __future__ import annotations

from greenlane.model.plan import Pass, Refusal
from greenlane.planner.origin import Trust, of_record, trust, why_not_write
from greenlane.planner.passes import Expected, decode, doubt


def judged(data: bytes, where: str, expected: Expected, kind: Trust, default_branch: str) -> Pass | Refusal:
    """The pass, or why it does not count. kind: what it is filed under. default_branch: "" when unknown."""
    one = decode(data, where)
    if isinstance(one, Refusal):
        return one
    why = doubt(one, expected) or why_not_write(of_record(one, default_branch))
    if not why and trust(one.event) is not kind:
        why = f"forged: of {one.event}, filed under {kind}"
    return Refusal(where, why) if why else one
