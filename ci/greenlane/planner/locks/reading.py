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
from greenlane.planner.locks.proof import Unproved, whole
from greenlane.planner.tree import FILES, Tree, find

SIZE_MAX_BYTES = 32 * 1024 * 1024
"""Of a lock file that is looked into; one that is larger counts whole."""


Kept = MutableMapping[str, Mapping[str, str]]
"""A lock file's id and path -> its importers: what was found once need not be looked for again."""


def refined(jobs: Iterable[Job], tree: Tree, kept: Kept | None = None) -> dict[str, Mapping[str, str]]:
    """Lock file -> importer's folder -> digest. Never raises over a commit."""
    paths = sorted({path for job in jobs for path in job.locks})
    if tree.odd:
        return {}
    found = {path: _importers(tree, path, {} if kept is None else kept) for path in paths}
    return {path: one for path, one in found.items() if one is not None}


def importers(path: str, text: bytes) -> dict[str, str]:
    """Of one lock file: importer's folder from the repository's root -> digest. What is odd counts whole."""
    known = format_of(posixpath.basename(path))
    if known is None or len(text) > SIZE_MAX_BYTES:
        return whole(text)
    try:
        return _from_root(posixpath.dirname(path), known.importers(text))
    except Unproved:
        return whole(text)


def _from_root(folder: str, found: Mapping[str, str]) -> dict[str, str]:
    """Raises Unproved for an importer outside of the repository."""
    moved = {posixpath.normpath(posixpath.join(folder, one)): digest for one, digest in found.items()}
    if any(one == ".." or one.startswith("../") for one in moved):
        raise Unproved("it has importers outside of the repository")
    return moved


def _importers(tree: Tree, path: str, kept: Kept) -> Mapping[str, str] | None:
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
