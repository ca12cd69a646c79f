"""Digests of what keys are made of: sha256 over fields behind their length, so none runs into the next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from greenlane.model.plan import Part
from greenlane.planner.globs import encoded
from greenlane.planner.tree import Entry

EXTRA = frozenset({"own", "file"})
"""Kinds of parts that explain a key and are covered by its other parts already."""


def packed(fields: Iterable[bytes]) -> bytes:
    """The fields one after another, each behind its length: `3:abc`."""
    return b"".join([b"%d:%b" % (len(field), field) for field in fields])


def of_fields(fields: Iterable[bytes]) -> str:
    """One digest of several fields."""
    return hashlib.sha256(packed(fields)).hexdigest()


def of_texts(lists: Iterable[Sequence[str]]) -> str:
    """One digest of several lists of texts; where one ends counts."""
    return of_fields(packed(encoded(text) for text in one) for one in lists)


def of_entries(entries: Iterable[Entry]) -> str:
    """One digest of entries of a tree: path, mode (which is the type too) and id."""
    return of_fields(field for entry in entries for field in entry)


def chunk(part: Part) -> bytes:
    """A part as it enters its key."""
    return packed((encoded(part.kind), encoded(part.name), encoded(part.digest)))


def of_parts(parts: Iterable[Part]) -> str:
    """The key's digest that these parts make, in this order."""
    return of_chunks(chunk(part) for part in parts if part.kind not in EXTRA)


def of_chunks(chunks: Iterable[bytes]) -> str:
    """The same, of parts that are packed already."""
    return hashlib.sha256(b"".join(chunks)).hexdigest()
