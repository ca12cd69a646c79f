"""mocks: mock, fake and placeholder implementations that production reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from greenlane.gates.mocks.graph import Reach, explore, shown
from greenlane.gates.mocks.kept import KeptFacts
from greenlane.gates.mocks.languages import BY_SUFFIX
from greenlane.gates.mocks.places import is_development
from greenlane.gates.mocks.project import Project
from greenlane.gates.mocks.rules import Rules, library_of
from greenlane.model.gates import Context, Program, Tree
from greenlane.model.verdict import Answer

TITLE = "mocks in production (Python, TypeScript, Dart)"
GATE = "mocks"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
TYPICAL_S = 4.0
RULES = "1"
"""Goes up with every change of what is found, so that no older answer is taken for this one's."""
_PARSERS = ("tree-sitter", "tree-sitter-typescript", "tree-sitter-dart")
_MOST_LINES = 20


@dataclass(frozen=True)
class Options:
    """Where production starts, and what is no part of it."""

    entry_points: tuple[str, ...] = ()
    """Files, `file.py:object` or globs, from the root. A language with none here goes by convention."""

    exclude: tuple[str, ...] = ()
    """Globs of source that is not production. What production imports of it is followed all the same."""

    external: tuple[str, ...] = ()
    """Packages from outside that no manifest names, such as those a bundler provides."""

    development_only: tuple[str, ...] = ()
    """Conditions that are false in what ships, as the code has them: `kDebugMode`, `not kReleaseMode`."""


OPTIONS = Options


def version(_context: Context) -> str:
    """Our rules and the parsers: any of them changes answers."""
    parts = [f"rules {RULES}"]
    for name in _PARSERS:
        try:
            parts.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            parts.append(f"{name} missing")
    return ", ".join(parts)


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    found = tree.files(*(f"*{end}" for ends in BY_SUFFIX.values() for end in ends))
    return found if options.entry_points or not all(map(is_development, found)) else ()


def configuration(_options: Options, tree: Tree) -> tuple[str, ...]:
    manifests = (
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
        "requirements.txt",
        "package.json",
        "pubspec.yaml",
    )
    return tree.files(*manifests, "tsconfig*.json", "jsconfig*.json", "wrangler.*", "*.html")


def examine(context: Context, _files: Sequence[str]) -> Answer:
    options: Options = context.options
    kept = KeptFacts(context.kept / "facts.json" if context.kept else None)
    project = Project(
        context.tree,
        entry_points=options.entry_points,
        exclude=options.exclude,
        external=options.external,
        kept=kept,
    )
    starts = project.starts()
    reach = explore(project, starts.files, options.development_only)
    kept.save()
    read = [one for one in reach.files.values() if not one.facts.unread]
    return Answer(
        findings=Rules(reach, options.development_only).findings(),
        looked_at=len(read),
        unknown=(*starts.unknown, *_missing(reach)),
        facts=_facts(project, reach, starts.files),
    )


def _missing(reach: Reach) -> tuple[str, ...]:
    """Imports that lead nowhere: what stands there could be anything."""
    found = [
        f"{shown(one.path)}:{edge.imported.line} imports {shown(edge.resolved.missing)}"
        for one in reach.files.values()
        for edge in one.edges
        if edge.resolved.missing and not library_of(one.path, edge)
    ]
    more = len(found) - _MOST_LINES
    return (*found[:_MOST_LINES], f"and {more} imports more that lead nowhere") if more > 0 else tuple(found)


def _facts(project: Project, reach: Reach, entries: Sequence[str]) -> dict[str, str]:
    sources = set(project.sources())
    edges = [edge for one in reach.files.values() for edge in one.edges]
    imports = [edge for edge in edges if edge.imported.names != ("__init__",)]
    shortened = [*entries[:5], *([f"… {len(entries) - 5} more"] if len(entries) > 5 else [])]
    return {
        "entry points": ", ".join(map(shown, shortened)),
        "reached": f"{len(sources & set(reach.files))} of {len(sources)} source files",
        "imports": f"{len(imports)}, {len(_missing(reach))} of them unresolved",
    }
