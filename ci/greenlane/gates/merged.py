"""Reports of several jobs, read by the gates as one run: which are of coverage, which of tests.

A report counts as what it holds; one that cannot be read, as what its name says, so that half a report is
told and not passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from greenlane.gates import catalog
from greenlane.gates.coverage.reading import read
from greenlane.gates.coverage.stamps import SUFFIX
from greenlane.gates.globs import matcher
from greenlane.gates.readers.junit_totals import ran
from greenlane.model.gates import DeclaredTool, Gates, Unreadable

Kind = Literal["coverage", "junit"]
"""The tool that reads it."""
KINDS: tuple[Kind, ...] = ("junit", "coverage")
LONGEST_S = 400 * 86_400.0
"""How old a report of tests may be: that a pass may still be reused, the planner has looked at."""
_COVERAGE = re.compile(r"(?:^|.*[/._-])(?:coverage|cobertura|lcov)[^/]*\.(?:json|xml|info)|.*\.info")
_JUNIT = re.compile(r"(?:^|.*[/._-])junit[^/]*\.xml|(?:^|.*/)TEST-[^/]*\.xml", re.IGNORECASE)


def kind(path: str, data: bytes) -> Kind | None:
    """Whose report it is; None for any other file, a stamp among them."""
    if path.endswith(SUFFIX):
        return None
    if path.endswith(".xml") and _is_junit(data):
        return "junit"
    if _is_coverage(data) or _COVERAGE.fullmatch(path):
        return "coverage"
    return "junit" if _JUNIT.fullmatch(path) else None


def is_wanted(gates: Gates, tool: Kind, path: str) -> bool:
    """Whether the gate reads a report of that path: all, where greenlane.yaml does not name its reports."""
    globs = _globs(gates, tool)
    return tool not in gates.off and (not globs or matcher(globs)(path))


def lost(gates: Gates, tool: Kind, paths: Sequence[str]) -> tuple[str, ...]:
    """Reports that greenlane.yaml names for the gate, and that no job has left."""
    return tuple(glob for glob in _globs(gates, tool) if not any(map(matcher((glob,)), paths)))


def reading(gates: Gates, reports: Mapping[Kind, Sequence[str]]) -> Gates:
    """The declaration with exactly these reports, by their paths from the project's folder."""
    kept = [one for one in gates.tools if one.name not in reports]
    for tool, paths in reports.items():
        options = _options(gates, tool) or catalog.tool(tool).OPTIONS()
        more = {"max_age": LONGEST_S} if tool == "junit" else {}
        kept.append(DeclaredTool(tool, replace(options, reports=tuple(paths), **more)))
    return replace(gates, tools=tuple(kept))


def _options(gates: Gates, tool: Kind) -> Any:
    return next((one.options for one in gates.tools if one.name == tool), None)


def _globs(gates: Gates, tool: Kind) -> tuple[str, ...]:
    options = _options(gates, tool)
    return tuple(options.reports) if options is not None else ()


def _is_junit(data: bytes) -> bool:
    try:
        ran(data)
    except Unreadable:
        return False
    return True


def _is_coverage(data: bytes) -> bool:
    try:
        read(data)
    except Unreadable:
        return False
    return True
