"""All of it together: a repository's files in, what to write, what to leave and what to tell out. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from greenlane.workflows.init import (
    compose,
    database,
    declare,
    existing,
    flutter,
    make,
    node,
    noxfile,
    python,
    workflow,
)
from greenlane.workflows.init.jobs import Seen, checks, typed
from greenlane.workflows.init.names import Names
from greenlane.workflows.init.seen import File, Left, Part, Row
from greenlane.workflows.init.tree import Tree, at
from greenlane.workflows.init.yaml_text import scalar, section

DECLARATION = "greenlane.yaml"


@dataclass(frozen=True)
class Proposal:
    """rows: what was found. files: to write. left: what is there and stays. hints: what would give more."""

    rows: tuple[Row, ...]
    files: tuple[File, ...]
    left: tuple[Left, ...]
    hints: tuple[str, ...]


def look(tree: Tree) -> Seen | None:
    """What the repository is made of; None when there is nothing that anybody could check."""
    is_foreign = tree.has(noxfile.NAME) and not noxfile.is_ours(tree.read(noxfile.NAME))
    composed = compose.look(tree)
    services = database.joined(composed.services, database.supabase(tree))
    parts = _parts(tree, has_services=bool(services), may_have_sessions=not is_foreign)
    if not parts and not services:
        return None
    may_call = any(part.sessions for part in parts)
    found = database.migrations(tree, [part.folder for part in parts], may_call=may_call)
    services = database.migrated(services, found.options)
    rows = (*map(_row, parts), *composed.rows, *database.rows(services, found))
    return Seen(tuple(parts), services, rows, is_foreign, found)


def propose(tree: Tree, seen: Seen, pin: workflow.Pin | None, branch: str, hidden: str = "") -> Proposal:
    """What to write there. pin: None when nobody knows it; then no workflow is proposed.

    hidden: why it cannot be told what production reaches; "" when it can.
    """
    sections = declared(tree, seen, hidden)
    real = () if seen.is_foreign else seen.real
    texts = {
        DECLARATION: "\n".join([_head(tree), *sections.values()]),
        noxfile.NAME: noxfile.text(seen.sessions, real, declare.line_length(tree)),
    }
    if pin and not workflow.calling(tree):
        texts[workflow.NAME] = workflow.text(pin, branch)
    left = []
    if tree.has(DECLARATION):
        left.append(existing.declaration_left(DECLARATION, tree.read(DECLARATION), sections))
    if tree.has(noxfile.NAME):
        given = (tree.read(noxfile.NAME), seen.sessions, seen.real)
        left.append(existing.noxfile_left(*given, is_foreign=seen.is_foreign))
    if found := existing.workflow_left(tree, pin):
        left.append(found)
    files = tuple(File(path, text) for path, text in texts.items() if not tree.has(path))
    return Proposal((*seen.rows, *_others(tree)), files, tuple(left), tuple(_hints(tree, seen, hidden)))


def declared(tree: Tree, seen: Seen, hidden: str) -> dict[str, str]:
    """The sections of greenlane.yaml by name, as text."""
    owned = declare.components(tree, seen.parts, has_supabase=seen.is_supabase)
    is_measured = bool(seen.sessions and "coverage" in seen.sessions.names)
    written: dict[str, dict[str, object]] = {
        "services": declare.services(seen.services),
        "components": {name: {"paths": paths} for name, paths in owned.items()},
        "jobs": dict(declare.jobs(checks(seen, owned), owned)),
        "gates": declare.gates(
            tree, is_measured=is_measured, is_hidden=bool(hidden), mypy=typed(seen.sessions)
        ),
    }
    return {name: section(name, one, declare.notes(one)) for name, one in written.items() if one}


def _parts(tree: Tree, *, has_services: bool, may_have_sessions: bool) -> list[Part]:
    """Every project of the repository. A Makefile counts where there is nothing else."""
    names = Names()
    found: list[Part] = []
    for home in tree.homes(*python.MANIFESTS):
        sessions = may_have_sessions and home == "."
        part = python.look(tree, home, names, has_services=has_services, may_have_sessions=sessions)
        found += [part] if part else []
    members: set[str] = set()
    for home in tree.homes(*node.MANIFESTS):
        if home not in members and not node.is_covered(tree, home):
            found += node.look(tree, home, names, has_services=has_services)
            manifest = tree.json(at(home, "package.json"))
            members.update(node.workspace(tree, home, manifest), node.passed_over(tree, home, manifest))
    found += [flutter.look(tree, home, names) for home in tree.homes(*flutter.MANIFESTS)]
    made = make.look(tree) if not found else None
    return [made] if made else found


def _row(part: Part) -> Row:
    named = [check.name for check in part.checks] + (["integration"] if part.real else [])
    jobs = f"job{'s' if len(named) > 1 else ''} {', '.join(named)}" if named else "no job: it has no tests"
    return Row(part.found, jobs)


def _others(tree: Tree) -> list[Row]:
    """Workflows that are none of ours."""
    apart = (workflow.NAME, *workflow.calling(tree))
    return [Row(path, "left as it is") for path in workflow.workflows(tree) if path not in apart]


def _hints(tree: Tree, seen: Seen, hidden: str) -> list[str]:
    found = [hint for part in seen.parts for hint in part.hints]
    if hidden and not tree.has(DECLARATION):
        found.append(f"the gate mocks is off until it can tell what production reaches: {hidden}")
    if seen.migrations.hint and seen.services:
        found.append(seen.migrations.hint)
    if seen.services and not seen.real:
        found.append(
            "no test uses the services yet: put it in tests/integration, or name it, Suite(commands=…)"
        )
    again = [row.found for row in _others(tree) if workflow.is_on_pull_requests(tree, row.found)]
    if again:
        said = "runs" if len(again) == 1 else "run"
        found.append(
            f"{', '.join(again)} {said} on pull requests too; what greenlane checks need not run twice"
        )
    return found


def _head(tree: Tree) -> str:
    schema = "# What this project needs and how it is checked: `greenlane config check` finds every mistake."
    return f"{schema}\nversion: 1\nproject: {scalar(tree.name[:80])}\n"
