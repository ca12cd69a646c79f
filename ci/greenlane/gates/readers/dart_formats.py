"""What the Dart analyzer says, in each of the forms in which it leaves it.

- JSON (`dart analyze --format=json`): one object with `version` and `diagnostics`, also when there are none.
- machine (`dart analyze --format=machine`): SEVERITY|TYPE|CODE|FILE|LINE|COLUMN|LENGTH|MESSAGE a line, with
  | and backslash escaped by a backslash and line ends as backslash n. Nothing is printed for nothing found,
  and no end is marked; a last line `exit N` (the program's code, added by whoever called it) stands in.
- text (`flutter analyze`, `dart analyze`): severity, place, message and code between bullets, then how many.

Sources: dartdev's analyze command and flutter_tools' analysis of 2024 and 2026. `flutter analyze --machine`
speaks of suggestions for a project, not of diagnostics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from greenlane.gates.readers import strict
from greenlane.gates.reading import number, text
from greenlane.model.gates import Unreadable

Severity = str
"""error, warning or info."""

SEVERITIES = frozenset({"error", "warning", "info"})

NO_END = "it has no end by which to tell that it is whole; `dart analyze --format=json` has one"
NO_COUNT = "it does not end with how many issues were found"

_COUNT = re.compile(r"(?:(No) issues|([0-9]+) issues?) found[.!]?(?: \(ran in [0-9.]+s\))?")
_EXIT = re.compile(r"exit ([0-9]{1,3})")
_TEXT = re.compile(r"\s*(error|warning|info) (•|-) (.*)")
_PLACE = re.compile(r"(.+):([0-9]+):([0-9]+)")
_TROUBLE = re.compile(r"Server error\(s\) occurred|analysis server (?:exited|shut down)|Nothing to analyze")
_JSON_LINE = re.compile(r"^[ \t]*\{", re.MULTILINE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_FIELD = re.compile(r"((?:[^\\|]++|\\.)*+)(?:\||\Z)", re.DOTALL)


@dataclass(frozen=True)
class Diagnostic:
    """One issue. severity: error, warning or info; code: in small letters."""

    severity: Severity
    code: str
    path: str
    line: int | None
    column: int | None
    message: str
    fix: str = ""
    docs: str = ""


@dataclass(frozen=True)
class Analysis:
    """A whole report. unknown: why it may not be all."""

    diagnostics: tuple[Diagnostic, ...]
    unknown: tuple[str, ...] = ()


def parse(content: bytes) -> Analysis:
    """A report in any of the forms. Raises Unreadable when it is in none."""
    try:
        said = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as err:
        raise Unreadable("it is no text in UTF-8 or UTF-16") from err
    if "\0" in said:
        raise Unreadable("it is no text")
    start = _JSON_LINE.search(said)
    if start and '"diagnostics"' in said:
        return _json(said[start.start() :])
    lines = said.splitlines()
    if any(_is_machine(line) for line in lines):
        return _machine(lines)
    return _text(lines)


def _json(said: str) -> Analysis:
    body = strict.table(strict.loads(said.encode()), "the report")
    if body.get("version") != 1:
        raise Unreadable(f"it is of version {text(body.get('version'))[:20]!r}; this reader knows version 1")
    return Analysis(tuple(_of_json(item) for item in strict.tables(body.get("diagnostics"), "`diagnostics`")))


def _of_json(item: dict[str, object]) -> Diagnostic:
    location = strict.table(item.get("location"), "a diagnostic's location")
    start = strict.table(strict.table(location.get("range"), "a range").get("start"), "a range's start")
    return Diagnostic(
        severity=_severity(text(item.get("severity"))),
        code=text(item.get("code")).lower(),
        path=text(location.get("file")),
        line=number(start.get("line")),
        column=number(start.get("column")),
        message=text(item.get("problemMessage")),
        fix=text(item.get("correctionMessage")),
        docs=text(item.get("documentation")),
    )


def _is_machine(line: str) -> bool:
    return line.partition("|")[0].lower() in SEVERITIES and "|" in line


def _machine(lines: list[str]) -> Analysis:
    found: list[Diagnostic] = []
    ends: list[str] = []
    for count, line in enumerate(lines, 1):
        if _is_machine(line):
            found.append(_of_machine(line, count))
        elif line.strip():
            ends.append(line.strip())
    return Analysis(tuple(found), tuple(_doubts(found, ends, NO_END)))


def _of_machine(line: str, count: int) -> Diagnostic:
    fields = [found[1] for found in _FIELD.finditer(line)][:8]
    if len(fields) < 8 or not all(one.isascii() and one.isdigit() for one in fields[4:7]):
        raise Unreadable(f"line {count} is cut off, or of another format")
    severity, _, code, path, row, column, _, message = fields
    return Diagnostic(
        severity=_severity(severity),
        code=code.lower(),
        path=_plain(path),
        line=int(row[:9]) or None,
        column=int(column[:9]) or None,
        message=_plain(message),
    )


def _plain(field: str) -> str:
    return _ESCAPE.sub(lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), field)


def _text(lines: list[str]) -> Analysis:
    found: list[Diagnostic] = []
    rest: list[str] = []
    for line in lines:
        said = _TEXT.fullmatch(line)
        one = _of_text(said) if said else None
        if one:
            found.append(one)
        elif line.strip():
            rest.append(line.strip())
    return Analysis(tuple(found), tuple(_doubts(found, rest, NO_COUNT)))


def _of_text(said: re.Match[str]) -> Diagnostic | None:
    """flutter: message, place, code. dart: place, message, code."""
    parts = said[3].split(f" {said[2]} ")
    if len(parts) < 3:
        return None
    first, last = _PLACE.fullmatch(parts[0]), _PLACE.fullmatch(parts[-2])
    place, message = (first, parts[1:-1]) if first else (last, parts[:-2])
    if place is None:
        return None
    words = f" {said[2]} ".join(message)
    return Diagnostic(said[1], parts[-1].strip().lower(), place[1], int(place[2]), int(place[3]), words)


def _doubts(found: list[Diagnostic], rest: list[str], no_end: str) -> Iterator[str]:
    """Why the diagnostics may not be all: trouble, no end, or another number than the end says."""
    yield from (f"it says: {line[:200]}" for line in rest if _TROUBLE.search(line))
    counts = [one for line in rest if (one := _COUNT.fullmatch(line))]
    exits = [int(one[1]) for line in rest if (one := _EXIT.fullmatch(line))]
    if not counts and not exits:
        yield no_end
    for one in counts:
        said = 0 if one[1] else int(one[2])
        if said != len(found):
            yield f"it says {said} issues, and holds {len(found)}"
    for code in exits:
        errors = any(one.severity == "error" for one in found)
        if code > 3 or (code == 3) != errors or (code in (1, 2) and not found):
            yield f"the analyzer ended with code {code}, and the report holds {len(found)} issues"


def _severity(word: str) -> Severity:
    if word.lower() not in SEVERITIES:
        raise Unreadable(f"{word[:40]!r} is no severity of the analyzer")
    return word.lower()
