"""From what production reaches to findings. Pure: everything was read before.

Severities
- high: a mocking library, a test's file or a mock in the code that ships; a function that answers with
  made-up data. Whoever ships it serves something false, and no test will tell.
- medium: what may be meant so (a switch for mocks, an in-memory store, mock data, a function that only
  raises) and what ships only behind a condition of development.
- warning: an import whose name is made at run time; the way behind it cannot be seen.
- unknown: a file that cannot be parsed; what it holds was not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from greenlane.gates.mocks.facts import Definition, Placeholder, Use
from greenlane.gates.mocks.graph import Edge, Reach, Reached, is_run, shown
from greenlane.gates.mocks.languages import name_of
from greenlane.gates.mocks.libraries import DART, PYTHON, TYPESCRIPT, library
from greenlane.gates.mocks.places import is_generated
from greenlane.gates.mocks.words import is_development, is_mock_module, weight
from greenlane.model.finding import Finding, Severity

DOCS = "docs/gates/mocks.md"
_LIBRARIES = {"python": (PYTHON, "."), "typescript": (TYPESCRIPT, "/"), "dart": (DART, "/")}
_BASES = ("Base", "Abstract")
_BASE_ENDS = ("Base", "Interface", "Mixin", "Platform", "Protocol", "Contract")


class Rules:
    """All rules over one reach. development_only: conditions declared to be false in production."""

    def __init__(self, reach: Reach, development_only: Collection[str]) -> None:
        self._reach = reach
        self._never = frozenset(development_only)
        self._definitions: dict[str, tuple[str, Definition]] = {}
        self._bases: set[str] = set()
        self._plain: set[str] = set()
        self._defaults: set[str] = set()
        for path, one in reach.files.items():
            self._bases |= one.facts.bases
            for definition in () if is_generated(path) else one.facts.definitions:
                self._definitions.setdefault(definition.name, (path, definition))
            for edge in one.edges:
                (self._defaults if edge.imported.is_default else self._plain).update(edge.resolved.files)
        self._defaults -= self._plain
        self._used = {name for one in reach.files.values() for name in self._names_used(one)}

    def findings(self) -> tuple[Finding, ...]:
        """Everything, in the order of discovery."""
        return tuple(found for one in self._reach.files.values() for found in self._of(one))

    def _of(self, one: Reached) -> Iterator[Finding]:
        yield from self._unread(one)
        if one.is_test:
            return
        for edge in one.edges:
            yield from self._edge(one, edge)
        yield from self._computed(one)
        if is_mock_module(one.path) and one.importer is not None and one.path not in self._defaults:
            return
        yield from self._globals(one)
        yield from self._uses(one)
        yield from self._switches(one)
        yield from self._registered(one)
        yield from (found for stub in one.facts.placeholders for found in self._placeholder(one, stub))

    def _finding(
        self, one: Reached, rule: str, severity: Severity, line: int, message: str, fix: str, last: str = ""
    ) -> Finding:
        """One finding, with the way to it; behind a switch it is at most medium."""
        way = self._reach.way(one.path)
        if one.is_switched and severity is Severity.HIGH:
            severity, message = Severity.MEDIUM, f"{message}, behind a condition of development"
        entry = shown(self._reach.entry(one.path))
        return Finding(
            tool="mocks",
            rule=rule,
            severity=severity,
            message=f"{message}; production starts at {entry}",
            path=one.path,
            line=line,
            fix=fix,
            docs=f"{DOCS}#{rule}",
            trace=(*way, f"{shown(one.path)}:{line} {last}") if last else way,
        )

    def _unread(self, one: Reached) -> Iterator[Finding]:
        for line, why in one.facts.unread:
            message = f"{shown(one.path)} cannot be read: {why}"
            yield self._finding(
                one, "unparsed", Severity.UNKNOWN, line, message, "repair it, or ignore it with a reason"
            )

    def _edge(self, one: Reached, edge: Edge) -> Iterator[Finding]:
        found = self._library(one, edge) or self._test_file(one, edge) or self._mock_module(one, edge)
        if found:
            is_guarded = any(is_development(guard) for guard in edge.imported.guards)
            is_softer = is_guarded and found.severity is Severity.HIGH
            yield replace(found, severity=Severity.MEDIUM, rule="mock-switch") if is_softer else found

    def _library(self, one: Reached, edge: Edge) -> Finding | None:
        name = library_of(one.path, edge)
        if not name or is_mock_module(one.path):
            return None
        message = f"{name} is a library for tests, and production imports it"
        fix = "move it into the tests, or behind an interface with a real implementation"
        return self._finding(
            one, "test-library", Severity.HIGH, edge.imported.line, message, fix, f"imports {name}"
        )

    def _test_file(self, one: Reached, edge: Edge) -> Finding | None:
        for path in edge.resolved.files:
            if self._reach.files[path].is_test:
                message = f"{shown(path)} belongs to the tests, and production imports it"
                return self._finding(
                    one,
                    "test-file",
                    Severity.HIGH,
                    edge.imported.line,
                    message,
                    "move what production needs out of the tests",
                    f"imports {shown(path)}",
                )
        return None

    def _mock_module(self, one: Reached, edge: Edge) -> Finding | None:
        """Told only where no use of what the module defines is told already."""
        for path in edge.resolved.files:
            names = {definition.name for definition in self._reach.files[path].facts.definitions}
            is_quiet = path in self._defaults or is_mock_module(one.path) or names & self._used
            if is_mock_module(path) and not is_quiet:
                message = f"{shown(path)} is a mock by its name, and production imports it"
                return self._finding(
                    one,
                    "mock-module",
                    Severity.HIGH,
                    edge.imported.line,
                    message,
                    "import the real implementation",
                    f"imports {shown(path)}",
                )
        return None

    def _computed(self, one: Reached) -> Iterator[Finding]:
        followed = {
            edge.imported.line for edge in one.edges if edge.imported.is_pattern and edge.resolved.files
        }
        for use in one.facts.computed:
            if use.line not in followed:
                message = (
                    f"{use.name} imports a module whose name is made at run time; what it brings is not seen"
                )
                fix = "name the module, or declare what it can load as entry_points"
                yield self._finding(one, "computed-import", Severity.WARNING, use.line, message, fix)

    def _globals(self, one: Reached) -> Iterator[Finding]:
        for use in one.facts.globals[:1]:
            message = f"{use.name} is a global of tests, and production uses it"
            yield self._finding(
                one,
                "test-library",
                Severity.HIGH,
                use.line,
                message,
                "move it into the tests",
                f"uses {use.name}",
            )

    def _names_used(self, one: Reached) -> Iterator[str]:
        if one.is_test or is_mock_module(one.path):
            return
        yield from (use.name for use in self._production_uses(one))

    def _production_uses(self, one: Reached) -> Iterator[Use]:
        for use in one.facts.uses:
            is_live = is_run(one.facts, use.line, is_entry=one.importer is None)
            if use.name in self._definitions and is_live and not set(use.guards) & self._never:
                yield use

    def _uses(self, one: Reached) -> Iterator[Finding]:
        """One finding for each mock that a file uses, at its first use that no switch guards."""
        seen: set[str] = set()
        for use in self._production_uses(one):
            if use.name in seen or any(is_development(guard) for guard in use.guards):
                continue
            seen.add(use.name)
            path, definition = self._definitions[use.name]
            severity, what = _judged(definition)
            message = f"{use.name} ({shown(path)}) is {what}, and production uses it"
            yield self._finding(
                one,
                "mock-data" if definition.kind == "data" else "mock-used",
                severity,
                use.line,
                message,
                "use the real implementation; keep this one with the tests",
                f"uses {use.name}, defined at {shown(path)}:{definition.line}",
            )

    def _switches(self, one: Reached) -> Iterator[Finding]:
        """One finding a file: its flags for mocks, and mocks that stand under a condition of development."""
        guarded = [
            (use.line, guard)
            for use in self._production_uses(one)
            for guard in use.guards
            if is_development(guard)
        ]
        asked = [(use.line, use.name) for use in one.facts.switches if not self._is_never(use.name)]
        found = sorted({*guarded, *asked})
        if found:
            conditions = ", ".join(f"`{text}`" for text in dict.fromkeys(text for _, text in found))
            message = f"whether mocks are used is decided when production runs, by {conditions}"
            fix = "choose at build or test time; or declare the condition in development_only"
            yield self._finding(one, "mock-switch", Severity.MEDIUM, found[0][0], message, fix)

    def _is_never(self, condition: str) -> bool:
        return condition in self._never or any(part in self._never for part in condition.split(" && "))

    def _registered(self, one: Reached) -> Iterator[Finding]:
        for definition in one.facts.definitions:
            if (
                definition.registered
                and definition.name not in self._used
                and weight(definition.name) == "mock"
            ):
                message = f"{definition.name} is a mock, and its annotation registers it for production"
                yield self._finding(
                    one,
                    "mock-used",
                    Severity.HIGH,
                    definition.line,
                    message,
                    "register the real implementation",
                    f"registers {definition.name}",
                )

    def _placeholder(self, one: Reached, stub: Placeholder) -> Iterator[Finding]:
        name = f"{stub.owner}.{stub.name}" if stub.owner else stub.name
        if stub.kind == "unimplemented":
            if one.path in self._defaults or self._is_a_base(one, stub.owner):
                return
            message = f"{name} only raises that it is not implemented"
            yield self._finding(
                one, "not-implemented", Severity.MEDIUM, stub.line, message, "implement it, or remove it"
            )
            return
        is_made_up = stub.kind == "canned" and stub.is_solid
        message = f"{name} always answers the same: {stub.evidence}"
        severity = Severity.HIGH if is_made_up else Severity.MEDIUM
        yield self._finding(one, "canned-answer", severity, stub.line, message, "ask the real service")

    def _is_a_base(self, one: Reached, owner: str) -> bool:
        """A class that is there to be built on may leave its methods to others."""
        named = owner.lstrip("_").startswith(_BASES) or owner.endswith(_BASE_ENDS)
        return bool(owner) and (named or owner in self._bases or owner in one.facts.abstract)


def library_of(path: str, edge: Edge) -> str:
    """The mocking library that an import means, "" for none."""
    known, separator = _LIBRARIES[name_of(path) or "python"]
    package = edge.resolved.package
    return library(package, edge.imported.names, known, separator) if package else ""


def _judged(definition: Definition) -> tuple[Severity, str]:
    if definition.kind == "data":
        return Severity.MEDIUM, "made-up data"
    if weight(definition.name) == "weak":
        return Severity.MEDIUM, "a stand-in that forgets or does nothing"
    return Severity.HIGH, "a mock"
