"""What production reaches, and by which way.

Properties
- Breadth first from all entry points at once: the way to a file is a shortest one. Among equals the entry
  point declared first wins, then the import that stands first; the same project gives the same ways.
- Cycles end by themselves: a file is visited once.
- Imports under a condition of development (`if (kDebugMode)`) are followed last. What only they reach is
  `is_switched`; what a condition named in `development_only` guards is not followed at all.

Example: main.dart imports a.dart and b.dart, both import c.dart: the way to c.dart is main.dart, a.dart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from greenlane.gates.mocks.facts import Facts, Import, Resolved
from greenlane.gates.mocks.project import Project
from greenlane.gates.mocks.words import is_development


@dataclass(frozen=True)
class Edge:
    """An import of a reached file, and where it leads."""

    imported: Import
    resolved: Resolved


@dataclass(frozen=True)
class Reached:
    """One file that production reaches. importer, line: the last step of the way, None for an entry point."""

    path: str
    facts: Facts
    edges: tuple[Edge, ...]
    is_test: bool
    importer: str | None = None
    line: int = 0
    is_switched: bool = False


@dataclass(frozen=True)
class Reach:
    """All reached files, in the order of their discovery."""

    files: dict[str, Reached]

    def way(self, path: str) -> tuple[str, ...]:
        """The imports from an entry point to a file, one a step."""
        steps: list[str] = []
        one = self.files[path]
        while one.importer is not None:
            steps.append(f"{shown(one.importer)}:{one.line} imports {shown(one.path)}")
            one = self.files[one.importer]
        return tuple(reversed(steps))

    def entry(self, path: str) -> str:
        """The entry point that the way to a file starts at."""
        one = self.files[path]
        while one.importer is not None:
            one = self.files[one.importer]
        return one.path


def explore(project: Project, entries: tuple[str, ...], development_only: Collection[str]) -> Reach:
    """Follow every import from the entry points."""
    files: dict[str, Reached] = {}
    later: deque[tuple[str, str | None, int]] = deque()
    queue: deque[tuple[str, str | None, int]] = deque((path, None, 0) for path in entries)
    while queue or later:
        is_switched = not queue
        path, importer, line = (queue or later).popleft()
        if path in files:
            continue
        inherited = is_switched or (importer is not None and files[importer].is_switched)
        one = _visit(project, path, (importer, line), inherited, development_only)
        files[path] = one
        for target, at, is_guarded in _steps(one):
            (later if is_guarded else queue).append((target, path, at))
    return Reach(files)


def _visit(
    project: Project,
    path: str,
    step: tuple[str | None, int],
    is_switched: bool,
    development_only: Collection[str],
) -> Reached:
    facts = project.facts(path)
    followed = [
        one
        for one in facts.imports
        if is_run(facts, one.line, is_entry=step[0] is None) and not set(one.guards) & set(development_only)
    ]
    edges = tuple(Edge(one, project.resolve(path, one)) for one in followed)
    return Reached(path, facts, edges, project.is_test(path, facts), *step, is_switched=is_switched)


def _steps(one: Reached) -> Iterator[tuple[str, int, bool]]:
    """File, line and whether a condition of development guards the step, as the imports stand."""
    for edge in one.edges:
        guarded = any(is_development(guard) for guard in edge.imported.guards)
        for target in edge.resolved.files:
            yield target, edge.imported.line, guarded


def is_run(facts: Facts, line: int, *, is_entry: bool) -> bool:
    """Whether a line runs in production: the part for `__main__` does only where the program starts."""
    return is_entry or facts.main is None or not facts.main[0] <= line <= facts.main[1]


def shown(path: str) -> str:
    """A path on one line."""
    return path.replace("\n", "\\n").replace("\r", "\\r")
