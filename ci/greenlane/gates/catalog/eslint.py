"""Reads ESLint's own JSON (`eslint --format json`): every file that was linted, also those without a finding.

Severities: what the project's own configuration calls an error is high, and so is a file that ESLint could
not parse; what it calls a warning is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from greenlane.gates.globs import matcher
from greenlane.gates.readers import files as reports
from greenlane.gates.readers import strict
from greenlane.gates.readers.age import changed_since, too_old
from greenlane.gates.readers.merge import Part, merged
from greenlane.gates.readers.options import ReportOptions
from greenlane.gates.readers.places import Places
from greenlane.gates.reading import number, text
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree, Unreadable
from greenlane.model.verdict import Answer

TITLE = "ESLint (reports)"
GATE = "lint"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
FRESH_S = 0.0

_COUNTS = ("errorCount", "warningCount", "fatalErrorCount")


@dataclass(frozen=True)
class Options(ReportOptions):
    """Which reports of ESLint are read."""

    sources: tuple[str, ...] = ()
    """Globs of files that ESLint must have looked at; one that is in no report is unknown."""


OPTIONS = Options


def version(_context: Context) -> str:
    return "1"


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return reports.found(options.reports, tree.root)


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    linted: set[str] = set()
    parts, unknown = reports.each(context, files, lambda path, content: _read(context, path, content, linted))
    wanted = context.tree.files(*context.options.sources) if context.options.sources else ()
    left_out = [path for path in wanted if path not in linted]
    if left_out:
        shown = ", ".join(ascii(path)[1:-1] for path in left_out[:3])
        unknown.append(f"{len(left_out)} files were not looked at ({shown}{', …' if left_out[3:] else ''})")
    for glob in context.options.sources:
        if not any(map(matcher((glob,)), wanted)):
            unknown.append(f"no file of the project matches {glob}")
    return merged(parts, unknown)


def _read(context: Context, path: str, content: bytes, linted: set[str]) -> Part:
    entries = strict.tables(strict.loads(content), "the report")
    if not entries:
        raise Unreadable("it names no file: nothing was linted")
    places = Places(context)
    findings: list[Finding] = []
    unknown: list[str] = []
    for entry in entries:
        name = text(entry.get("filePath"))
        messages = strict.tables(entry.get("messages"), f"`messages` of {name!r}")
        unknown += _disagreements(name, entry, messages)
        here = places.path(name)
        if any(_is_left_out(message) for message in messages):
            unknown.append(f"{name} was not looked at: {text(messages[0].get('message'))[:200]}")
        elif here:
            linted.add(here)
        findings += [_finding(message, name, here) for message in messages if not _is_left_out(message)]
    unknown += places.unknown()
    unknown += too_old(context, path, None)
    unknown += changed_since(context, path)
    return Part(tuple(findings), len(entries), tuple(unknown), {"suppressed": _suppressed(entries)})


def _is_left_out(message: dict[str, Any]) -> bool:
    """ESLint's warning, without a rule or a place, that a file it was given is ignored or matches nothing."""
    return message.get("ruleId") is None and not message.get("fatal") and message.get("line") is None


def _disagreements(name: str, entry: dict[str, Any], messages: list[dict[str, Any]]) -> Iterator[str]:
    levels = [message.get("severity") for message in messages]
    held = (levels.count(2), levels.count(1), sum(1 for one in messages if one.get("fatal") is True))
    for key, count in zip(_COUNTS, held, strict=True):
        said = entry.get(key, count if key == "fatalErrorCount" else None)
        if said != count or isinstance(said, bool):
            yield f"{name}: `{key}` is {said}, and the messages are {count}"
    if set(levels) - {1, 2}:
        yield f"{name}: a message has another severity than 1 and 2"


def _finding(message: dict[str, Any], name: str, path: str | None) -> Finding:
    fatal = message.get("fatal") is True
    line = number(message.get("line"))
    suggested = message.get("suggestions")
    first = suggested[0] if isinstance(suggested, list) and suggested else {}
    where = "" if path else f" [in {name}:{line}]"
    return Finding(
        tool="eslint",
        rule=text(message.get("ruleId")) or ("fatal" if fatal else "directive"),
        severity=Severity.WARNING if message.get("severity") == 1 and not fatal else Severity.HIGH,
        message=text(message.get("message")) + where,
        path=path,
        line=line if path else None,
        column=number(message.get("column")) if path else None,
        end_line=number(message.get("endLine")) if path else None,
        fix=text(first.get("desc")) if isinstance(first, dict) else "",
    )


def _suppressed(entries: list[dict[str, Any]]) -> int:
    found = [entry.get("suppressedMessages") for entry in entries]
    return sum(len(one) for one in found if isinstance(one, list))
