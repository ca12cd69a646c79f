"""The lock files that jobs name, read from a commit: what `keys` takes as `locks`.

    refined([Job("tests", locks=("uv.lock",))], tree)
      -> {"uv.lock": {".": "5e…", "packages/a": "c0…"}}

A lock file of an unknown format, one that is not a plain file, or cannot be had, is left out: it then counts
whole, as every other file does. One that proves nothing has one importer, the root, with the whole file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Job
from greenlane.planner.globs import encoded
from greenlane.planner.locks.catalog import format_of
from greenlane.planner.locks.proof import Unproved, whole
from greenlane.planner.tree import FILES, Tree, find

SIZE_MAX_BYTES = 32 * 1024 * 1024
"""Of a lock file that is looked into; one that is larger counts whole."""


def refined(jobs: Iterable[Job], tree: Tree) -> dict[str, dict[str, str]]:
    """Lock file -> importer's folder -> digest. Never raises over a commit."""
    found = {}
    for path in sorted({path for job in jobs for path in job.locks}):
        text = _text(tree, path)
        if text is not None and format_of(posixpath.basename(path)):
            found[path] = importers(path, text)
    return found


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


def _text(tree: Tree, path: str) -> bytes | None:
    if tree.odd:
        return None
    try:
        entry = find(tree, encoded(path))
        return tree.read([entry.id.hex()])[0] if entry and entry.mode in FILES else None
    except OutsideError:
        return None
