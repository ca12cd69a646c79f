"""JUnit XML -> suites and cases. No document type is accepted, so no entity is ever expanded or fetched.

The parser is the standard library's expat, fed in one go: it counts lines for messages, and a document type
declaration (which billion laughs and external entities need) ends it before anything is declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat  # nosec B407: every document type is refused below

from greenlane.model.gates import Unreadable

FAILED = frozenset({"failure", "error"})
SKIPPED = frozenset({"skipped", "ignored", "disabled"})
FLAKY = frozenset({"flakyFailure", "flakyError"})
RERUN = frozenset({"rerunFailure", "rerunError"})
MARKS = FAILED | SKIPPED | FLAKY | RERUN

DEEPEST = 100
"""Suites within suites; more is an attack."""

TEXT_CHARS = 20_000
"""How much of one failure's text is kept."""


@dataclass
class Mark:
    """An element that says how a test ended: failure, error, skipped, flakyFailure …"""

    kind: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Case:
    """One testcase element."""

    attributes: dict[str, str]
    marks: list[Mark] = field(default_factory=list)

    def has(self, kinds: frozenset[str]) -> list[Mark]:
        """The marks of these kinds."""
        return [mark for mark in self.marks if mark.kind in kinds]


@dataclass
class Suite:
    """One testsuite (or testsuites) element. marks: failures of the suite itself. line: in the report."""

    attributes: dict[str, str]
    line: int
    suites: list[Suite] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")

    def walk(self) -> Iterator[Suite]:
        """This one and all within."""
        yield self
        for suite in self.suites:
            yield from suite.walk()


class _Builder:
    """expat's events -> one root suite."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self.root: Suite | None = None
        self._suites: list[Suite] = []
        self._case: Case | None = None
        self._mark: Mark | None = None
        self._inside = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._mark is not None:
            self._inside += 1
        elif name in ("testsuite", "testsuites"):
            self._open(Suite(attributes, self._parser.CurrentLineNumber))
        elif not self._suites:
            raise Unreadable(f"it is no JUnit XML: it begins with <{name[:40]}>")
        elif name == "testcase":
            self._begin(Case(attributes))
        elif name in MARKS:
            self._mark = Mark(name, attributes)
            (self._case or self._suites[-1]).marks.append(self._mark)
        elif name == "property":
            self._suites[-1].properties[attributes.get("name", "")] = attributes.get("value", "")

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if self._inside:
            self._inside -= 1
        elif self._mark is not None:
            self._mark = None
        elif name == "testcase":
            self._case = None
        elif name in ("testsuite", "testsuites"):
            self._suites.pop()

    def data(self, text: str) -> None:
        if self._mark is not None and len(self._mark.text) < TEXT_CHARS:
            self._mark.text += text[:TEXT_CHARS]

    def _open(self, suite: Suite) -> None:
        if self._case is not None or len(self._suites) >= DEEPEST:
            raise Unreadable(f"line {suite.line}: a suite stands where none belongs")
        if self._suites:
            self._suites[-1].suites.append(suite)
        else:
            self.root = suite
        self._suites.append(suite)

    def _begin(self, case: Case) -> None:
        if self._case is not None:
            raise Unreadable(f"line {self._parser.CurrentLineNumber}: a test stands within a test")
        self._case = case
        self._suites[-1].cases.append(case)


def parse(content: bytes) -> Suite:
    """The root suite. Raises Unreadable."""
    parser = expat.ParserCreate()
    builder = _Builder(parser)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as err:
        raise Unreadable(f"it is no XML, or half of it ({str(err)[:120]})") from err
    if builder.root is None:
        raise Unreadable("it holds no suite")
    return builder.root


def _refuse(*_: object) -> None:
    raise Unreadable("it declares a document type; entities are not read from reports")
