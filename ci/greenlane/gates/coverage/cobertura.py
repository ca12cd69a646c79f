"""Cobertura's XML, read piece by piece and without entities: none is declared, none is fetched.

A file is where one of the <source> folders says, or, without any, where its name says. Of branches the
format only tells how many of a line's were taken: they are named 1, 2 … and the first so many are taken,
so two shards together count the larger of both numbers, never more than the truth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from greenlane.gates.coverage.report import Branch, Record, Report, whole, written_line
from greenlane.model.gates import Unreadable

CONDITIONS = re.compile(r"\s*\d+(?:\.\d+)?%\s*\((\d+)/(\d+)\)\s*")
DEPTH_MAX = 64


@dataclass
class _File:
    lines: dict[int, int] = field(default_factory=dict)
    branches: dict[Branch, int] = field(default_factory=dict)


@dataclass
class _Reader:
    """What expat's calls have built up so far."""

    sources: list[str] = field(default_factory=list)
    files: dict[str, _File] = field(default_factory=dict)
    root: Mapping[str, str] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    current: _File | None = None
    text: list[str] | None = None
    seen: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.path:
            if name != "coverage":
                raise Unreadable(f"it is XML, but <{name[:40]}> is not Cobertura's")
            self.root = attributes
        self.path.append(name)
        if len(self.path) > DEPTH_MAX:
            raise Unreadable(f"its elements are nested more than {DEPTH_MAX} deep")
        if name == "source":
            self.text = []
        elif name == "class":
            self.current = self._file(attributes)
        elif name == "line" and self.current is not None and "methods" not in self.path:
            self._line(self.current, attributes)

    def _file(self, attributes: Mapping[str, str]) -> _File:
        name = attributes.get("filename", "")
        if not name:
            raise Unreadable("a class without the name of its file")
        return self.files.setdefault(name, _File())

    def _line(self, current: _File, attributes: Mapping[str, str]) -> None:
        """A line of two classes in one file is the same line: the larger number of hits is its own."""
        line = written_line(attributes.get("number", ""))
        hits = whole(attributes.get("hits", ""), "how often a line ran")
        self.seen += 1
        current.lines[line] = max(hits, current.lines.get(line, 0))
        found = CONDITIONS.fullmatch(attributes.get("condition-coverage", ""))
        if not found:
            return
        taken, total = int(found[1]), int(found[2])
        if taken > total or total > 100_000:
            raise Unreadable(f"line {line}: {taken} of {total} branches were taken")
        for index in range(1, total + 1):
            key = (line, str(index))
            current.branches[key] = max(int(index <= taken), current.branches.get(key, 0))

    def end(self, name: str) -> None:
        self.path.pop()
        if name == "source" and self.text is not None:
            self.sources.append("".join(self.text).strip())
            self.text = None
        elif name == "class":
            self.current = None

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)


def _refused(*_: object) -> int:
    raise Unreadable("it declares or uses an entity; a report needs none, so it is not read")


def parse(data: bytes) -> Report:
    """The report. Raises Unreadable when it is cut off, declares entities, or has lost lines."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.EntityDeclHandler = _refused
    parser.UnparsedEntityDeclHandler = _refused
    parser.ExternalEntityRefHandler = _refused
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError) as err:
        raise Unreadable(f"it is no whole XML text: {str(err)[:120]}") from err
    _complete(reader)
    sources = tuple(source for source in reader.sources if source)
    records = tuple(
        Record(_names(name, sources), one.lines, one.branches) for name, one in reader.files.items()
    )
    measured = any(one.branches for one in reader.files.values())
    return Report(f"Cobertura {reader.root.get('version', '')[:20]}".strip(), records, measured)


def _names(name: str, sources: tuple[str, ...]) -> tuple[str, ...]:
    if name.startswith("/") or not sources:
        return (name,)
    return tuple(dict.fromkeys(name if one == "." else f"{one.rstrip('/')}/{name}" for one in sources))


def _complete(reader: _Reader) -> None:
    """What the root says is there must be there; some count a line once a class. Raises Unreadable."""
    said = reader.root.get("lines-valid", "")
    if said:
        there = max(reader.seen, sum(len(one.lines) for one in reader.files.values()))
        if whole(said, "a count of lines") > there:
            raise Unreadable(f"lines-valid is {said}, and there are {there}")
