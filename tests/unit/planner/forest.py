"""A commit in memory: folders and files by path, in git's own formats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from greenlane.model.errors import OutsideError

Found = bytes | tuple[str, bytes]
"""A file's content, or its mode and content; of a submodule, mode 160000 and the id that it is pinned to."""


@dataclass
class Forest:
    """objects: content by id. asked: ids that were read."""

    id: str = ""
    commit: str = "c" * 40
    odd: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def read(self, ids: Sequence[str]) -> list[bytes]:
        """As the edge does."""
        self.asked.extend(ids)
        for one in ids:
            if one not in self.objects:
                raise OutsideError(f"the repository here does not hold {one}")
        return [self.objects[one] for one in ids]

    def put(self, kind: str, content: bytes) -> bytes:
        """An object of the store; its raw id."""
        name = hashlib.sha1(b"%s %d\0" % (kind.encode(), len(content)) + content, usedforsecurity=False)
        self.objects[name.hexdigest()] = content
        return name.digest()


def forest(files: Mapping[str, Found | str]) -> Forest:
    """A commit of these files."""
    found = Forest()
    named = {path.encode("utf-8", "surrogateescape"): _kind(one) for path, one in files.items()}
    found.id = _tree(found, named).hex()
    return found


def _kind(found: Found | str) -> tuple[bytes, bytes]:
    if isinstance(found, tuple):
        return found[0].encode(), found[1]
    return b"100644", found.encode() if isinstance(found, str) else found


def _tree(store: Forest, files: Mapping[bytes, tuple[bytes, bytes]]) -> bytes:
    here: dict[bytes, tuple[bytes, bytes]] = {}
    inner: dict[bytes, dict[bytes, tuple[bytes, bytes]]] = {}
    for path, (mode, content) in files.items():
        name, slash, below = path.partition(b"/")
        if slash:
            inner.setdefault(name, {})[below] = (mode, content)
        else:
            is_pinned = mode == b"160000"
            here[name] = (mode, bytes.fromhex(content.decode()) if is_pinned else store.put("blob", content))
    for name, below_it in inner.items():
        here[name] = (b"40000", _tree(store, below_it))
    order = sorted(here, key=lambda name: name + b"/" if here[name][0] == b"40000" else name)
    return store.put("tree", b"".join(b"%b %b\0%b" % (here[name][0], name, here[name][1]) for name in order))
