"""Whether it is plain to see, without asking git, that no object of a repository is replaced.

Plain is an ordinary clone: a folder .git with files for its references, none of them below refs/replace.
Everything else is for git to say: a bare repository, a work tree beside another one, a submodule, whatever
has `extensions` in its configuration (another storage of references is one).
"""

from __future__ import annotations

import os
import posixpath
import stat

_REPLACED = b" refs/replace/"


def is_plain(folder: str) -> bool:
    """Whether nothing can be replaced for who calls git in this folder. False: ask git."""
    here = posixpath.realpath(folder)
    while not posixpath.lexists(f"{here}/.git"):
        above = posixpath.dirname(here)
        if above == here or posixpath.lexists(f"{here}/HEAD"):
            return False
        here = above
    git = f"{here}/.git"
    try:
        if not stat.S_ISDIR(os.lstat(git).st_mode) or not _is_ordinary(git):
            return False
        return _REPLACED not in _content(f"{git}/packed-refs")
    except OSError:
        return False


def _is_ordinary(git: str) -> bool:
    """Whether it is what git takes for a repository, with its references in files of its own."""
    if any(posixpath.lexists(f"{git}/{name}") for name in ("commondir", "refs/replace")):
        return False
    if not all(posixpath.isdir(f"{git}/{name}") for name in ("objects", "refs")):
        return False
    return posixpath.isfile(f"{git}/HEAD") and b"extensions" not in _content(f"{git}/config").lower()


def _content(path: str) -> bytes:
    """Of a file; nothing where there is none. Raises OSError when it cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    with os.fdopen(descriptor, "rb") as handle:
        return handle.read()
