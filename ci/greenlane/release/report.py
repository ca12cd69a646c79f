"""What a release came to -> Document: the verdict, what stands in the way, steps, evidence, files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from greenlane.model.document import Document, Lines, Section, Table
from greenlane.model.verdict import Outcome
from greenlane.release.evidence import Claim
from greenlane.release.plan import Asset
from greenlane.release.steps import Step


@dataclass(frozen=True)
class Told:
    """All that is shown. verdict: one line. obstacles: why not; steps: what is done, or would be.

    claims: None when nobody asked for evidence.
    """

    version: str
    commit: str
    outcome: Outcome
    verdict: str
    obstacles: Sequence[str] = ()
    steps: Sequence[Step] = ()
    claims: Sequence[Claim] | None = None
    assets: Sequence[Asset] = ()
    notes: str = ""
    url: str = ""


def report(told: Told) -> Document:
    """The page."""
    return Document(
        title=f"Release v{told.version}",
        outcome=told.outcome,
        verdict=told.verdict,
        actions=tuple(told.obstacles),
        subject=tuple(_subject(told)),
        sections=tuple(_sections(told)),
    )


def _subject(told: Told) -> Iterator[tuple[str, str]]:
    yield "commit", told.commit or "unknown"
    if told.url:
        yield "release", told.url


def _sections(told: Told) -> Iterator[Section]:
    if told.steps:
        rows = tuple((str(one.kind), one.said) for one in told.steps)
        yield Section("Steps", (Table(("step", "what"), rows, "ll"),))
    if told.claims is not None:
        yield _evidence(told.claims)
    if told.assets:
        files = tuple(f"{one.sha256}  {one.size_bytes:>9} bytes  {one.name}" for one in told.assets)
        yield Section("Files", (Lines(files),))
    if told.notes:
        yield Section("Notes", (Lines(tuple(told.notes.splitlines())),))


def _evidence(claims: Sequence[Claim]) -> Section:
    """What does not speak for it comes first."""
    shown = sorted(claims, key=lambda one: one.outcome is Outcome.PASS)
    rows = tuple((one.name, one.kind, one.reason) for one in shown)
    table = Table(
        ("what", "kind", "says"),
        rows,
        "lll",
        tuple(one.outcome for one in shown),
        tuple(one.url for one in shown),
    )
    return Section("Evidence", (table,))
