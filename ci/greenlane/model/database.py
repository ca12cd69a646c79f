"""What a database says when it refuses a statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """PostgreSQL's own words. position: of the mistake in the statement, in characters from 1."""

    sqlstate: str
    message: str
    position: int | None = None
    detail: str | None = None
    hint: str | None = None
    context: str | None = None
