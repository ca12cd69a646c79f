"""Requirements files in which every package has a version and hashes, as pip-compile and uv write them.

They do not say who needs what: a comment `# via` is no proof. So all of it concerns all; comments, the order
of packages and of hashes do not. Anything but pinned packages and plain options counts whole.
Source: pip's documentation, "Requirements File Format" and "Secure installs".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from greenlane.planner.locks.proof import Importer, Unproved, flat

_PINNED = re.compile(r"[A-Za-z0-9][\w.-]* ?(?:\[[\w,. -]*\] ?)?== ?[\w.!+-]+(?: ?;[^\\]*)?", re.ASCII)
_HASH = re.compile(r"--hash=\w+:[0-9a-f]+", re.ASCII)
_OPTIONS = ("--require-hashes", "--index-url", "--extra-index-url", "-i", "--no-binary", "--only-binary")
_COMMENT = re.compile(r"(?:\A|\s)#")


def is_named(name: str) -> bool:
    """Whether a file of this name may be one of these: they have many names."""
    return name.endswith(".txt")


def importers(text: bytes) -> Mapping[str, Importer]:
    """One importer, the root. Raises Unproved."""
    try:
        lines = list(_lines(text.decode()))
    except ValueError as err:
        raise Unproved("it is no text") from err
    if b"${" in text:
        raise Unproved("a variable stands in it")
    options = [line for line in lines if line.startswith("-")]
    for line in options:
        if re.split(r"[ =]", line)[0] not in _OPTIONS:
            raise Unproved(f"{line!r} is not known")
    return flat([options, sorted(_pinned(line) for line in lines if not line.startswith("-"))])


def _lines(text: str) -> Iterator[str]:
    """Each statement on one line, without comments. Raises Unproved for a comment inside of a statement."""
    parts: list[str] = []
    for line in text.splitlines():
        comment = _COMMENT.search(line)
        plain = line[: comment.start()] if comment else line
        if comment and (line.endswith("\\") if plain.strip() else parts):
            raise Unproved("a comment stands inside of a statement")
        parts.append(plain.removesuffix("\\").strip())
        if not plain.endswith("\\"):
            statement = " ".join(parts).strip()
            parts = []
            if statement:
                yield statement
    if parts:
        raise Unproved("its last statement does not end")


def _pinned(statement: str) -> list[str]:
    """The package with its version, then its hashes in order. Raises Unproved."""
    package, *hashes = statement.split(" --")
    found = sorted(f"--{one}" for one in hashes)
    if not found or not _PINNED.fullmatch(package) or not all(_HASH.fullmatch(one) for one in found):
        raise Unproved(f"{package!r} has no version or no hash")
    return [package, *found]
