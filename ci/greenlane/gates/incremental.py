"""mypy's own cache between two runs, given to it only where it cannot make the answer an old one.

mypy (2.4) takes a file for unchanged when its size and its time in whole seconds are what they were: an edit
within the second, or files whose times somebody sets, would be missed. So we write down which content had
which size and time in every run that used the cache.

Properties
- A file that has a size and a time that another content of its path once had: the cache is emptied.
- A file that changed while mypy ran, a run that broke off, or a record that cannot be read: emptied as well.
- Two runs at once: the second gets no cache. Another set of libraries (`surroundings`): an empty one.

Example: a.py is written twice at 12:00:00, 40 bytes each, and mypy ran in between. mypy would say of the
second what it said of the first; here it starts anew.
It does not see files that git ignores and mypy reads all the same: of those mypy judges by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from greenlane.edges.files import locked, write_aside
from greenlane.gates.cache import key
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Context

NONE = os.devnull
"""A cache folder that mypy takes for none."""
_MOST = 200_000

Seen = dict[str, dict[str, str]]
"""path -> "seconds size" -> digest of the content that had them."""


@contextlib.contextmanager
def cache_folder(context: Context, surroundings: str) -> Iterator[str]:
    """The folder for mypy's cache while it runs; NONE where nothing may be kept."""
    with contextlib.ExitStack() as held:
        folder, before = _own(context, held), _seen(context)
        if folder is None or not context.tree.is_settled(before):
            yield NONE
            return
        record, cache = folder / "seen.json", folder / key([surroundings])[:16]
        known = _read(record)
        if not cache.is_dir() or known is None or not _agree(known, before):
            _empty(folder)
            known = {}
        record.unlink(missing_ok=True)
        yield str(cache)
        if context.tree.is_settled(before):
            whole = {
                path: known.get(path, {}) | before.get(path, {}) for path in known.keys() | before.keys()
            }
            with contextlib.suppress(OSError):
                write_aside(record, json.dumps(whole), mode=0o600, flush=False)


def _own(context: Context, held: contextlib.ExitStack) -> Path | None:
    """The folder, ours alone until `held` is left; None when somebody else has it."""
    if context.kept is None:
        return None
    try:
        held.enter_context(locked(context.kept / "lock", timeout_s=0))
        folder = context.kept / "mypy"
        folder.mkdir(exist_ok=True, mode=0o700)
    except (OutsideError, OSError):
        return None
    return folder


def _seen(context: Context) -> Seen:
    """Every Python file as it is now."""
    found: Seen = {}
    for path in context.tree.files("*.py", "*.pyi"):
        digest = context.tree.digest(path)
        with contextlib.suppress(OSError):
            stat = (context.root / path).stat()
            found[path] = {f"{int(stat.st_mtime)} {stat.st_size}": digest}
    return found


def _agree(known: Seen, now: Seen) -> bool:
    """Whether whatever looks the same to mypy is the same."""
    return all(
        known.get(path, {}).get(sign, digest) == digest
        for path, one in now.items()
        for sign, digest in one.items()
    )


def _empty(folder: Path) -> None:
    for one in folder.iterdir():
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)


def _read(record: Path) -> Seen | None:
    """What was seen; None when that is not known, or is more than is worth reading."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(record.read_bytes())
        if isinstance(found, dict) and all(isinstance(one, dict) for one in found.values()):
            return found if sum(map(len, found.values())) <= _MOST else None
    return None
