"""Whether a report is of this commit, of these files and of these days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from greenlane.edges.git import Repository
from greenlane.gates.coverage.languages import LANGUAGES, sorter
from greenlane.gates.coverage.proof import older
from greenlane.gates.coverage.stamps import Stamp, contradiction, state_without
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Context

_SHORTEST = 7
"""Digits of a hash below which it names no commit."""


def moment(text: str) -> float | None:
    """Unix seconds of an ISO 8601 time, UTC when it names no zone; None for anything else."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def too_old(context: Context, path: str, made_at: float | None) -> list[str]:
    """A line when it was made longer before today than `max_age`. None: the file's own time counts."""
    if made_at is None:
        made_at = (context.root / path).stat().st_mtime
    today = datetime.combine(context.today, time(), UTC).timestamp()
    if made_at >= today - context.options.max_age:
        return []
    made = datetime.fromtimestamp(made_at, UTC)
    return [f"it is of {made:%Y-%m-%d %H:%M} UTC, older than max_age allows"]


def changed_since(context: Context, path: str) -> list[str]:
    """A line when a file of the program or of its tests was changed after the report was written.

    Generated files and dependencies do not count: what makes them may come later.
    """
    rule = sorter(exclude=(), include=())
    files = context.tree.files(*(glob for globs in LANGUAGES.values() for glob in globs))
    written = (one for one in files if rule(one) not in ("generated", "dependencies"))
    changed = older(context.root / path, written, context.root)
    return [f"it is older than {changed}: run again what writes it"] if changed else []


def against_stamp(context: Context, stamp: Stamp, path: str, content: bytes) -> list[str]:
    """A line when a report is not of these files, as its stamp has it. A stamp that holds proves the rest."""
    repository = Repository.find(context.root, context.environment)
    if repository is None:
        return ["it has a stamp, and there is no commit here to compare with"]
    state = state_without(repository, [context.root / path])
    why = contradiction(stamp, content, state)
    return [why] if why else []


def of_another_commit(context: Context, commits: Iterable[str]) -> list[str]:
    """A line for each commit that a report says it is of, and that is not HEAD."""
    said = sorted(set(commits))
    if not said:
        return []
    head = _head(context)
    if head is None:
        return ["it says which commit it is of, and there is no commit here to compare with"]
    return [f"it is of commit {one[:12]}, HEAD is {head[:12]}" for one in said if not _same(one, head)]


def _same(said: str, head: str) -> bool:
    return len(said) >= _SHORTEST and head.startswith(said.lower())


def _head(context: Context) -> str | None:
    try:
        repository = Repository.find(context.root, context.environment)
        return repository.commit() if repository else None
    except OutsideError:
        return None
