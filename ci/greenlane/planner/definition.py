"""Which files define a job: those that its `definition` names, and all workflows and actions that these use.

    .github/workflows/ci.yml -> uses: ./.github/workflows/build.yml -> uses: $/actions/setup

What is told of a job, or that nothing can be: a file that cannot be read, a use that leads nowhere, a command
that reads workflows, a workflow that others call while no caller is named. Then all of them count. Scripts
and other files that a step runs are no part of this; they stay in the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from greenlane.model.errors import GreenlaneError
from greenlane.model.plan import Component, Job
from greenlane.planner.globs import decoded, encoded, matches
from greenlane.planner.ownership import Owned, ground, owned
from greenlane.planner.rest import DEFINING
from greenlane.planner.tree import FILES, Entry, Tree, find
from greenlane.planner.uses import Unproved, Uses, uses

_WORKFLOWS = DEFINING[:2]
_READERS = r"\b(?:actionlint|zizmor)\b"
_READING = re.compile(
    rf"\.github(?:/(?:workflows|actions)\b|/?(?=[\s\"';|&)*]|\Z))|\baction\.ya?ml\b|{_READERS}"
)
"""A command that takes workflows or actions for data."""


@dataclass(frozen=True)
class Definitions:
    """used: job -> every file that defines it. unproved: other jobs with a definition, and why."""

    used: Mapping[str, Collection[str]] = field(default_factory=dict)
    unproved: Mapping[str, str] = field(default_factory=dict)


def defined(jobs: Iterable[Job], tree: Tree) -> Definitions:
    """What defines each job that has a `definition`. Never raises over a commit."""
    asked = [job for job in jobs if job.definition]
    if not asked:
        return Definitions()
    try:
        if tree.odd:
            raise Unproved(tree.odd)
        files = _Files(asked, tree)
    except (Unproved, GreenlaneError) as err:
        return Definitions(unproved={job.name: _why(err) for job in asked})
    used, unproved = {}, {}
    for job in asked:
        try:
            used[job.name] = files.closure(job)
        except (Unproved, GreenlaneError) as err:
            unproved[job.name] = _why(err)
    return Definitions(used, unproved)


class _Files:
    """The workflows and actions of one commit, each read once."""

    def __init__(self, jobs: Iterable[Job], tree: Tree) -> None:
        """Raises OutsideError."""
        self._tree = tree
        named = [Component(job.name, job.definition) for job in jobs]
        self._owned: Owned = owned(ground(named, DEFINING), tree)
        entries = [*self._owned.rest, *(entry for own in self._owned.own.values() for entry in own)]
        self._entries = {entry.path: entry for entry in entries if _is_defining(entry)}
        tree.read([entry.id.hex() for entry in self._entries.values() if entry.mode in FILES])
        self._uses: dict[bytes, Uses] = {}

    def closure(self, job: Job) -> frozenset[str]:
        """All files that define a job. Raises Unproved, OutsideError."""
        if job.name in self._owned.wrong:
            raise Unproved(self._owned.wrong[job.name].removeprefix(f"component {job.name}: "))
        named = [entry.path for entry in self._owned.own[job.name] if _is_defining(entry)]
        if not any(matches(_WORKFLOWS, path) for path in named):
            raise Unproved("its definition names no workflow")
        found, used = self._followed(named)
        for path in named:
            if self._read(path).is_called and path not in used:
                raise Unproved(f"{decoded(path)} is called by others, and its definition names none of them")
        self._check_readers(job, found)
        return frozenset(decoded(path) for path in (*found, *(one.path for one in self._owned.own[job.name])))

    def _check_readers(self, job: Job, found: Iterable[bytes]) -> None:
        """Whoever takes workflows for data depends on all of them. Raises Unproved."""
        said = [self._read(path) for path in sorted(found)]
        commands = [*job.run, *(run for uses in said for run in uses.commands)]
        lines = [line.strip() for one in commands for line in one.splitlines() if _READING.search(line)]
        lines += [one for uses in said for one in uses.remote if re.search(_READERS, one)]
        if lines:
            raise Unproved(f"a command of it reads workflows: {lines[0]}")

    def _followed(self, start: Iterable[bytes]) -> tuple[set[bytes], set[bytes]]:
        """Those and all that they use; and what is used by any of these."""
        found: set[bytes] = set()
        used: set[bytes] = set()
        left = list(start)
        while left:
            path = left.pop()
            if path not in found:
                found.add(path)
                inner = [at for one in self._read(path).local for at in self._meant(path, one)]
                used.update(inner)
                left.extend(inner)
        return found, used

    def _meant(self, by: bytes, path: str) -> list[bytes]:
        """The file of a workflow, or those of an action's folder."""
        at = encoded(path)
        if path.endswith((".yml", ".yaml")):
            found = [at]
        else:
            folder = b"" if path == "." else at + b"/"
            found = [folder + name for name in (b"action.yml", b"action.yaml")]
        there = [one for one in found if self._entry(one)]
        if not there:
            raise Unproved(f"{decoded(by)} uses {path}, which is not in this commit")
        return there

    def _read(self, path: bytes) -> Uses:
        if path not in self._uses:
            entry = self._entry(path)
            if entry is None or entry.mode not in FILES:
                raise Unproved(f"{decoded(path)} is no plain file")
            try:
                self._uses[path] = uses(self._tree.read([entry.id.hex()])[0])
            except Unproved as err:
                raise Unproved(f"{decoded(path)}: {err}") from err
        return self._uses[path]

    def _entry(self, path: bytes) -> Entry | None:
        if path not in self._entries:
            entry = find(self._tree, path)
            if entry is None:
                return None
            self._entries[path] = entry
        return self._entries[path]


def _is_defining(entry: Entry) -> bool:
    return matches(DEFINING, entry.path)


def _why(err: Exception) -> str:
    return err.what if isinstance(err, GreenlaneError) else str(err)
