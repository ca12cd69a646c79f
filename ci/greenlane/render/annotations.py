"""GitHub workflow commands: what is written into a log and shown on the lines of a change.

A step may make ten errors, ten warnings and ten notices; what comes after is dropped without a word. So the
worst are named, and the last of a kind says how many were left out.
Source: actions/runner, ActionCommand.cs (how a line is read) and ExecutionContext.cs (4,096 characters).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from greenlane.model.document import Document, Section
from greenlane.model.finding import Finding, Severity
from greenlane.model.frozen import frozen
from greenlane.model.verdict import Outcome
from greenlane.render import words
from greenlane.render.text import clipped, flat, name, visible

Level = Literal["error", "warning", "notice"]

PER_LEVEL = 10
MESSAGE_CHARACTERS = 3_000
TITLE_CHARACTERS = 200
LEVELS: dict[Severity, Level] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.UNKNOWN: "warning",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


@frozen
class Annotation:
    """One command. properties: in the order they are written, "" left out."""

    level: Level
    message: str
    properties: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        pairs = ",".join(f"{key}={escaped_property(value)}" for key, value in self.properties if value)
        return f"::{self.level}{' ' if pairs else ''}{pairs}::{escaped(self.message)}"


def github(document: Document, *, folder: str = "") -> str:
    """One line an annotation; nothing at all when all is well.

    folder: of the project from the root of the repository, where it is not the root itself.
    """
    found = [*_outcomes(document), *(_finding(one, folder) for one in _worst_first(document.findings()))]
    lines = [
        str(one)
        for level in ("error", "warning", "notice")
        for one in _limited([one for one in found if one.level == level])
    ]
    return "".join(f"{line}\n" for line in lines)


def escaped(data: str) -> str:
    """A message as the runner reads it back: only per cent and line ends mean something in it."""
    return visible(data).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(value: str) -> str:
    """A property as the runner reads it back: colon and comma end it."""
    return escaped(value).replace(":", "%3A").replace(",", "%2C")


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: one.order)


def _outcomes(document: Document) -> Iterator[Annotation]:
    """The verdict when it is not green, and what could not be seen: no finding says that."""
    if document.outcome is not Outcome.PASS:
        title = _title(f"{document.title}: {document.outcome.value}")
        yield Annotation("error", _body(document.verdict) or title, (("title", title),))
    for section in document.sections:
        if section.outcome is Outcome.UNKNOWN:
            yield Annotation("warning", _why(section), (("title", _title(f"{section.title}: unknown")),))


def _why(section: Section) -> str:
    """The first thing that a section says of itself."""
    said = (getattr(block, "text", "") for block in section.blocks)
    return next((_body(text) for text in said if text.strip()), "it could not be looked at")


def _finding(finding: Finding, folder: str) -> Annotation:
    """One finding at its line. A column goes along only where the line does; GitHub drops it otherwise."""
    title = _title(f"{words.source(finding)} ({finding.severity.value})")
    where: list[tuple[str, str]] = []
    if finding.path:
        where.append(("file", name(f"{folder.strip('/')}/{finding.path}" if folder else finding.path)))
    if finding.path and finding.line:
        where += [
            ("line", str(finding.line)),
            ("endLine", str(finding.end_line or "")),
            ("col", "" if finding.end_line not in (None, finding.line) else str(finding.column or "")),
        ]
    return Annotation(LEVELS[finding.severity], _message(finding) or title, (*where, ("title", title)))


def _message(finding: Finding) -> str:
    parts = (
        _body(finding.message),
        f"fix: {_title(finding.fix)}" if finding.fix else "",
        f"way: {_title(' → '.join(finding.trace))}" if finding.trace else "",
    )
    return "\n".join(part for part in parts if part.strip())


def _body(text: str) -> str:
    return clipped(visible(text), MESSAGE_CHARACTERS).strip("\n")


def _title(text: str) -> str:
    return clipped(flat(text), TITLE_CHARACTERS)


def _limited(annotations: Sequence[Annotation]) -> Sequence[Annotation]:
    """At most ten; the last one says what the others were."""
    if len(annotations) <= PER_LEVEL:
        return annotations
    kept, left_out = annotations[: PER_LEVEL - 1], annotations[PER_LEVEL - 1 :]
    level = left_out[0].level
    more = f"{words.plural(len(left_out), level)} more, no worse than these"
    return [*kept, Annotation(level, f"{more}: see the job summary or the report.", (("title", more),))]
