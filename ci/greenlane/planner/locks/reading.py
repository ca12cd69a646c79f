"""The lock files that jobs name, read from a commit: what `keys` takes as `locks`.

    refined([Job("tests", locks=("uv.lock",))], tree)
      -> {"uv.lock": {".": "5e…", "packages/a": "c0…"}}

A lock file of an unknown format, one that is not a plain file, or cannot be had, is left out: it then counts
whole, as every other file does. One that proves nothing has one importer, the root, with the whole file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, MutableMapping

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Job
from greenlane.planner.globs import encoded
from greenlane.planner.locks.catalog import format_of
from greenlane.planner.locks.proof import Importer, Unproved, whole
from greenlane.planner.tree import FILES, Tree, find

SIZE_MAX_BYTES = 32 * 1024 * 1024
"""Of a lock file that is looked into; one that is larger counts whole."""


Kept = MutableMapping[str, Mapping[str, Importer]]
"""A lock file's id and path -> its importers: what was found once need not be looked for again."""


def refined(jobs: Iterable[Job], tree: Tree, kept: Kept | None = None) -> dict[str, Mapping[str, str]]:
    """Lock file -> importer's folder -> digest. Never raises over a commit."""
    return {
        path: {folder: one.digest for folder, one in found.items()}
        for path, found in _named(jobs, tree, kept).items()
    }


def leads(jobs: Iterable[Job], tree: Tree, kept: Kept | None = None) -> dict[str, frozenset[str]]:
    """Importer's folder -> folders of other importers that it needs: packages of this repository.

    As far as the lock files that jobs name are understood. Never raises over a commit.
    """
    found: dict[str, frozenset[str]] = {}
    for importers in _named(jobs, tree, kept).values():
        for folder, one in importers.items():
            found[folder] = found.get(folder, frozenset()) | frozenset(one.leads)
    return {folder: to for folder, to in found.items() if to}


def importers(path: str, text: bytes) -> dict[str, Importer]:
    """Of one lock file: importers by their folder from the repository's root. What is odd counts whole."""
    known = format_of(posixpath.basename(path))
    if known is None or len(text) > SIZE_MAX_BYTES:
        return whole(text)
    try:
        return _from_root(posixpath.dirname(path), known.importers(text))
    except Unproved:
        return whole(text)


def _from_root(folder: str, found: Mapping[str, Importer]) -> dict[str, Importer]:
    """Raises Unproved for an importer outside of the repository."""
    moved = {one: posixpath.normpath(posixpath.join(folder, one)) for one in found}
    if any(one == ".." or one.startswith("../") for one in moved.values()):
        raise Unproved("it has importers outside of the repository")
    return {
        moved[at]: Importer(one.digest, tuple(sorted(moved[to] for to in one.leads)))
        for at, one in found.items()
    }


def _named(jobs: Iterable[Job], tree: Tree, kept: Kept | None) -> dict[str, Mapping[str, Importer]]:
    if tree.odd:
        return {}
    paths = sorted({path for job in jobs for path in job.locks})
    found = {path: _importers(tree, path, {} if kept is None else kept) for path in paths}
    return {path: one for path, one in found.items() if one is not None}


def _importers(tree: Tree, path: str, kept: Kept) -> Mapping[str, Importer] | None:
    if format_of(posixpath.basename(path)) is None:
        return None
    try:
        entry = find(tree, encoded(path))
        if entry is None or entry.mode not in FILES:
            return None
        key = f"{entry.id.hex()} {path}"
        if key not in kept:
            kept[key] = importers(path, tree.read([entry.id.hex()])[0])
        return kept[key]
    except OutsideError:
        return None
