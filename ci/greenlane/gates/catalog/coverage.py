"""Coverage: how much of the program the tests ran, over all languages and shards, held against limits.

Severities: a limit that is missed is high (it must not be merged); changed lines that no test ran are a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from greenlane import __version__
from greenlane.edges.git import Repository
from greenlane.gates.coverage import limits, ratchet
from greenlane.gates.coverage.languages import LANGUAGES, sorter
from greenlane.gates.coverage.locate import located
from greenlane.gates.coverage.places import Places
from greenlane.gates.coverage.survey import Survey, Surveyor, several, unmeasured
from greenlane.gates.globs import matcher
from greenlane.model.coverage import Count, Coverage, FileCoverage
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Context, Program, Tree
from greenlane.model.verdict import Answer

TITLE = "coverage (coverage.py, lcov, Cobertura)"
GATE = "coverage"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
FRESH_S = 0.0
"""Never kept: git ignores reports, so no list of the project's files tells when they change."""


@dataclass(frozen=True)
class Options:
    """Where the reports are, what counts, and how much of it tests must run."""

    reports: tuple[str, ...] = ()
    """Reports, or globs of them, from the root. Without any, what is there of these: what the sessions of
    greenlane.nox left, else coverage.json or coverage.xml; and coverage/lcov.info or lcov.info."""
    total: float | None = 80
    """Percent of all lines and branches; 0 for no limit."""
    patch: float | None = None
    """Percent of the changed lines that can run, where there is a base to compare with."""
    components: Mapping[str, float] = field(default_factory=dict)
    """Percent by component; the components stand in gates.components."""
    ratchet: str = ratchet.FILE
    """The file that holds what was covered before, from the root; "" for no ratchet."""
    tolerance: float = 0
    """How many percentage points coverage may stay below the ratchet."""
    source: tuple[str, ...] = ()
    """Globs of the files that count. Without any: every Python, Dart, JavaScript and TypeScript file, and
    whatever else a report holds."""
    exclude: tuple[str, ...] = ()
    """Globs of files that do not count, beside the rules for generated files, migrations and tests."""
    include: tuple[str, ...] = ()
    """Globs of files that count although a rule would leave them out."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """A folder in a report -> where it is here, from the root: {/home/runner/app: .}."""
    branches: tuple[Literal["Python", "Dart", "JavaScript"], ...] = ()
    """Languages whose branches must have been measured."""


OPTIONS = Options


def version(_context: Context) -> str:
    """This gate has no program of its own."""
    return __version__


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    """The files that count, and the reports: without a report the answer is unknown, not "not run"."""
    return tuple(sorted({*_sources(options, tree), *located(tree.root, options.reports)[0]}))


def configuration(options: Options, tree: Tree) -> tuple[str, ...]:
    return tuple(path for path in tree.files() if path == options.ratchet)


def examine(context: Context, _files: Sequence[str]) -> Answer:
    options: Options = context.options
    reports, absent = located(context.root, options.reports)
    found = _survey(context, options, reports)
    found.unknown[:0] = absent
    patch = _patch(context, found.files)
    scopes = limits.scopes(found.files, context.components)
    if not scopes["total"].total:
        found.unknown.append("there is no line whose coverage could be counted")
    found.unknown += unmeasured(found.branched, options.branches)
    found.unknown += _unknown_scopes(options, context, scopes)
    kept = _kept(context, options, found)
    held = limits.thresholds(
        scopes, None if patch is None else limits.patch_count(patch), _limits(options, scopes, kept)
    )
    if not held:
        found.unknown.append("no limit applies: neither total nor components, no ratchet, no base for patch")
    coverage = Coverage(found.files, held, patch)
    findings = [*limits.missed(coverage, context.components), *limits.notes(patch or {})]
    return Answer(
        findings=tuple(findings),
        looked_at=len(found.files),
        unknown=tuple(found.unknown),
        facts=_facts(found, scopes, coverage),
        coverage=coverage,
    )


def _sources(options: Options, tree: Tree) -> tuple[str, ...]:
    globs = options.source or tuple(glob for globs in LANGUAGES.values() for glob in globs)
    rule = sorter(options.exclude, options.include)
    return tuple(path for path in tree.files(*globs) if rule(path) is None)


def _survey(context: Context, options: Options, reports: Sequence[str]) -> Survey:
    rule = sorter(options.exclude, options.include)
    within = matcher(options.source) if options.source else lambda _path: True
    surveyor = Surveyor(
        root=context.root,
        places=Places(context.root, frozenset(context.tree.files()), rule, options.prefixes),
        sources=_sources(options, context.tree),
        counts=within,
        read=context.tree.read,
        repository=Repository.find(context.root, context.environment),
    )
    found = surveyor.survey(reports)
    for glob in options.source:
        if not context.tree.files(glob):
            found.unknown.append(f"source: {glob} matches no file")
    return found


def _patch(context: Context, files: Sequence[FileCoverage]) -> dict[str, dict[int, int]] | None:
    """Changed lines that could run, by path; None when there is no base."""
    if context.change is None:
        return None
    changed = context.change.lines
    found = {
        one.path: {line: hits for line, hits in sorted(one.lines.items()) if line in changed[one.path]}
        for one in files
        if one.path in changed
    }
    return {path: lines for path, lines in found.items() if lines}


def _limits(options: Options, scopes: Mapping[str, Count], kept: Mapping[str, Count]) -> limits.Limits:
    def percent(limit: float | None, name: str) -> Fraction | None:
        return None if limit is None else limits.exact(limit, name)

    return limits.Limits(
        total=percent(options.total, "total"),
        patch=percent(options.patch, "patch"),
        components={
            name: limits.exact(limit, f"components.{name}")
            for name, limit in options.components.items()
            if f"component {name}" in scopes
        },
        kept=kept,
        tolerance=limits.exact(options.tolerance, "tolerance"),
    )


def _unknown_scopes(options: Options, context: Context, scopes: Mapping[str, Count]) -> Iterator[str]:
    for name in options.components:
        if name not in context.components:
            yield f"components: {name} has a limit, and gates.components does not declare it"
        elif not scopes[f"component {name}"].total:
            yield f"components: {name} has a limit, and holds no line that could run"


def _kept(context: Context, options: Options, found: Survey) -> dict[str, Count]:
    """What the ratchet asks for: of the work tree and, with a base, of the base, whichever is more."""
    if not options.ratchet:
        return {}
    kept: dict[str, Count] = {}
    place = context.root / options.ratchet
    try:
        if place.exists():
            kept = ratchet.parse(place.read_bytes())
        kept = ratchet.higher(kept, _kept_by_base(context, options.ratchet))
    except (OutsideError, OSError) as err:
        why = err.what if isinstance(err, OutsideError) else str(err.strerror)
        found.unknown.append(f"{options.ratchet}: {why}")
    for scope in kept:
        name = scope.removeprefix("component ")
        if scope != "total" and name not in context.components:
            found.unknown.append(
                f"{options.ratchet}: it holds {scope}, which gates.components does not declare; "
                f"declare it, or take it out"
            )
    return kept


def _kept_by_base(context: Context, path: str) -> dict[str, Count]:
    """The ratchet of the commit that this change is compared with; nothing when it had none."""
    repository = Repository.find(context.root, context.environment)
    if context.change is None or repository is None:
        return {}
    data = repository.content(context.change.base, path)
    return ratchet.parse(data) if data is not None else {}


def _facts(found: Survey, scopes: Mapping[str, Count], coverage: Coverage) -> dict[str, str]:
    """Figures worth a line."""
    facts = {scope: str(count) for scope, count in scopes.items()}
    facts["patch"] = "no base to compare with"
    if coverage.patch is not None:
        facts["patch"] = str(limits.patch_count(coverage.patch))
    facts["reports"] = several([f"{at} ({kind})" for at, kind in found.kinds.items()]) or "none"
    facts["proved by a stamp"] = f"{found.stamped} of {len(found.kinds)} reports"
    out = ", ".join(f"{count} {rule}" for rule, count in sorted(found.left_out.items()) if count)
    facts["files left out of reports"] = out or "none"
    if found.unreported:
        facts["files that no report holds"] = f"{len(found.unreported)}: {several(found.unreported)}"
    if found.excluded_lines:
        facts["lines left out by comments"] = str(found.excluded_lines)
    if found.differing:
        facts["files with different lines by report"] = several(found.differing)
    for held in coverage.thresholds:
        facts[f"limit: {held.name}"] = str(held)
    return facts
