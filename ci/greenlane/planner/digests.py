"""Digests of what keys are made of: sha256 over fields behind their length, so none runs into the next."""

from __future__ import annotations

from greenlane.model.light import Iterable, NamedTuple, Sequence
from greenlane.model.plan import Part
from greenlane.model.sha import sha256
from greenlane.planner.globs import encoded
from greenlane.planner.tree import FOLDER, Entry

EXTRA = frozenset({"own", "file"})
"""Kinds of parts that explain a key and are covered by its other parts already."""
SHA1_BYTES = 20


def packed(texts: Iterable[str]) -> str:
    """The texts one after another, each behind its length: `3:abc`."""
    return "".join([f"{len(text)}:{text}" for text in texts])


def of_texts(lists: Iterable[Iterable[str]]) -> str:
    """One digest of several lists of texts; where one ends counts."""
    whole = packed([packed(one) for one in lists])
    return sha256(encoded(whole)).hexdigest()


def packed_entries(entries: Sequence[Entry]) -> bytes:
    """Path, mode (which is the type too) and id of each, packed."""
    if len(entries) == 1:  # most components are a folder
        path, mode, name = entries[0]
        return b"%d:%b%d:%b%d:%b" % (len(path), path, len(mode), mode, len(name), name)
    return b"".join([packed_entries((one,)) for one in entries])


def of_entries(entries: Sequence[Entry]) -> str:
    """One digest of entries of a tree."""
    return sha256(packed_entries(entries)).hexdigest()


class Sealed(NamedTuple):
    """Parts of a key, and how they enter its digest. Those of several keys are made once."""

    parts: tuple[Part, ...]
    bytes: bytes


def sealed(*parts: Part) -> Sealed:
    """Each part's kind, name and digest, packed, unless it only explains others."""
    chunks = [
        f"{len(one.kind)}:{one.kind}{len(one.name)}:{one.name}{len(one.digest)}:{one.digest}"
        for one in parts
        if one.kind not in EXTRA
    ]
    return Sealed(parts, encoded("".join(chunks)))


def of_component(name: str, entries: Sequence[Entry], inner: bytes) -> str:
    """A component's digest. inner: how those that it needs enter it (`entering`), one after another."""
    own = packed_entries(entries)
    return sha256(b"%b%d:%b%b" % (_head(name), len(own), own, inner)).hexdigest()


def folder_start(name: str, path: bytes) -> bytes:
    """What `of_component` hashes first of a component that is one folder: its id and `inner` come next."""
    own = packed_entries([Entry(path, FOLDER, bytes(SHA1_BYTES))])[:-SHA1_BYTES]
    return b"%b%d:%b" % (_head(name), len(own) + SHA1_BYTES, own)


def entering(name: str, digest: str) -> bytes:
    """How a component's part enters a digest: what `sealed` makes of it, in a third of the time."""
    return encoded(f"9:component{len(name)}:{name}64:{digest}")


def _head(name: str) -> bytes:
    """How the part of a component begins."""
    return encoded(packed(("component", name)))


def of_sealed(found: Sequence[Sealed]) -> str:
    """The key's digest."""
    return sha256(b"".join([one.bytes for one in found])).hexdigest()


def of_parts(parts: Iterable[Part]) -> str:
    """The key's digest that these parts make, in this order: to see whether a key is one."""
    return of_sealed([sealed(*parts)])
