"""The stamp beside a report: of which commit and which files it tells.

`coverage.json.greenlane.json` holds the digest of the report and the state of the work tree when the tests
ran. Reports and stamps themselves are left out of that state, for they are made after it is taken.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.edges.git import Repository
from greenlane.model.evidence import WorkTree
from greenlane.model.gates import Unreadable

SUFFIX = ".greenlane.json"
FIELDS = {"schema", "commit", "changes", "sha256"}


@dataclass(frozen=True)
class Stamp:
    """commit, changes: of the work tree, as model.evidence.WorkTree has them. sha256: of the report."""

    commit: str | None
    changes: str
    sha256: str


def beside(report: Path) -> Path:
    """Where the stamp of a report lies."""
    return report.with_name(f"{report.name}{SUFFIX}")


def state_without(repository: Repository, reports: Sequence[Path]) -> WorkTree:
    """The state of the work tree without these reports, all others that have a stamp, and the stamps.

    So reports of two kinds that are stamped one after the other do not contradict each other.
    """
    stamped = [one.with_name(one.name.removesuffix(SUFFIX)) for one in _untracked(repository)]
    without = [place for one in (*reports, *stamped) for place in (one, beside(one))]
    return repository.state(without=without)


def _untracked(repository: Repository) -> Iterator[Path]:
    """Stamps that git neither holds nor ignores."""
    pathspec = f":(top,glob)**/*{SUFFIX}"
    out = repository.run("ls-files", "--others", "--exclude-standard", "-z", "--", pathspec)
    for name in out.split(b"\0"):
        if name:
            yield repository.root / os.fsdecode(name)


def stamp(report: Path, state: WorkTree) -> Path:
    """Write the stamp of a report that was just made; returns where.

    state: of state_without, taken before the tests ran, so that a file changed meanwhile is noticed.
    """
    found = {
        "schema": 1,
        "commit": state.commit,
        "changes": state.changes,
        "sha256": hashlib.sha256(report.read_bytes()).hexdigest(),
    }
    place = beside(report)
    write_aside(place, json.dumps(found, indent=2) + "\n", flush=False)
    return place


def read(report: Path) -> Stamp | None:
    """The stamp of a report; None when there is none. Raises Unreadable."""
    place = beside(report)
    try:
        given = json.loads(place.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as err:
        raise Unreadable(f"its stamp {place.name} cannot be read") from err
    if not isinstance(given, dict) or given.keys() != FIELDS or given["schema"] != 1:
        raise Unreadable(f"its stamp {place.name} is not one that greenlane writes")
    commit, changes, sha256 = given["commit"], given["changes"], given["sha256"]
    if not (commit is None or isinstance(commit, str)) or not isinstance(changes, str):
        raise Unreadable(f"its stamp {place.name} names no commit")
    return Stamp(commit, changes, str(sha256))


def contradiction(stamp: Stamp, data: bytes, state: WorkTree) -> str | None:
    """What speaks against the report being of these files; None when the stamp proves it."""
    if stamp.sha256 != hashlib.sha256(data).hexdigest():
        return "it is not the report that was stamped"
    if stamp.commit != state.commit:
        return f"it is of commit {(stamp.commit or 'none')[:12]}, and this is {(state.commit or 'none')[:12]}"
    if stamp.changes != state.changes:
        return "the work tree is not the one that the tests ran on (git status shows what differs)"
    return None
