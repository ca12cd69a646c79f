"""What in a folder of a commit points out of that folder: links, and paths in manifests of packages.

    web/package.json with "file:../shared"    ->  Sighting(b"package.json", b"../shared", False)
    web/src/logo.svg -> ../../brand/logo.svg  ->  Sighting(b"src/logo.svg", b"../../brand/logo.svg", True)

A folder is known by its id alone, so what was seen once need not be looked for again, in any commit.
Manifests are read as text: whatever in them looks like a path is one. That finds more than there is (a path
in a comment), never less. What stays inside the folder is left out.
"""

from __future__ import annotations

from greenlane.model.light import Iterable, Iterator, MutableMapping, NamedTuple, Sequence
from greenlane.planner.tree import FILES, FOLDER, LINK, Tree, entries

MANIFESTS = frozenset(
    {
        *(b"package.json", b"pyproject.toml", b"pubspec.yaml", b"pubspec_overrides.yaml"),
        *(b"requirements.txt", b"tsconfig.json", b"go.mod", b"Cargo.toml"),
    }
)
_HINTS = (b"000 ", b".json\0", b".toml\0", b".yaml\0", b"go.mod\0", b"requirements.txt\0")
"""What a folder with a folder, a link or a manifest in it holds; most have none, and are not taken apart."""
_WORTH = rb"\.\.|\./|file:|link:|portal:|workspace:|path|\\|\x00"
"""Without any of these a manifest names no path."""
_WORD = rb"""[^\s"'`=:(),;\[\]{}<>|&]+"""
_FLAG = rb"\A-[A-Za-z]+(?=\.)"
_NAMED = rb"""(?:\b(?:file|link|portal|workspace):|\bpath["']?\s*[=:]\s*["']?)([^\s"'`=:(),;\[\]{}<>|&]+)"""
RULES = b"\0".join((b"1", *sorted(MANIFESTS), _WORD, _FLAG, _NAMED))
"""What is looked for: another one sees other things. The number stands for the code below."""


class Sighting(NamedTuple):
    """at: of the link or manifest, from the folder. target: as it stands there. is_link: else a manifest."""

    at: bytes
    target: bytes
    is_link: bool


Seen = MutableMapping[str, tuple[Sighting, ...]]
"""Folder's id -> all that leaves it."""


class _Spot(NamedTuple):
    """A link or manifest in a folder that is looked at. top: the folder's id."""

    top: str
    path: bytes
    id: str
    is_link: bool


def look(tree: Tree, folders: Iterable[str], seen: Seen) -> None:
    """See to it that each of these folders is in `seen`. Raises OutsideError when a part cannot be read."""
    tops = [one for one in dict.fromkeys(folders) if one not in seen]
    spots: list[_Spot] = []
    level = [(top, b"", top) for top in tops]
    while level:
        raws = tree.read([one for _, _, one in level])
        deeper: list[tuple[str, bytes, str]] = []
        for (top, prefix, _), raw in zip(level, raws, strict=True):
            if any(map(raw.__contains__, _HINTS)):
                deeper.extend(_inner(top, prefix, raw, len(top) // 2, spots))
        level = deeper
    found: dict[str, list[Sighting]] = {top: [] for top in tops}
    for spot, text in zip(spots, tree.read([spot.id for spot in spots]), strict=True):
        found[spot.top].extend(sighted(spot.path, text, is_link=spot.is_link))
    seen.update({top: tuple(sorted(set(one))) for top, one in found.items()})


def _inner(
    top: str, prefix: bytes, raw: bytes, width: int, spots: list[_Spot]
) -> Iterator[tuple[str, bytes, str]]:
    """The folders in a folder; its links and manifests go to `spots`."""
    for mode, name, found in entries(raw, width):
        if mode == FOLDER:
            yield top, prefix + name + b"/", found.hex()
        elif mode == LINK or (mode in FILES and name in MANIFESTS):
            spots.append(_Spot(top, prefix + name, found.hex(), mode == LINK))


def sighted(at: bytes, text: bytes, *, is_link: bool) -> Iterator[Sighting]:
    """What a link of this content, or a manifest, names outside the folder that `at` starts from."""
    for target in named(text, is_link=is_link):
        if _may_leave(at.count(b"/"), target):
            yield Sighting(at, target, is_link)


def _may_leave(depth: int, target: bytes) -> bool:
    """Whether a path named this deep in a folder may lead out of it. `..` behind a name may follow a link."""
    if target.startswith(b"/"):
        return True
    parts = [part for part in target.split(b"/") if part not in (b"", b".")]
    upwards = parts.count(b"..")
    return upwards > depth or any(part == b".." for part in parts[upwards:])


def named(text: bytes, *, is_link: bool) -> Sequence[bytes]:
    """Every path that a link or a manifest names, each once; those that begin with / are absolute."""
    if is_link:
        return [text]
    import re  # 2.5 ms, where something is new

    if not re.search(_WORTH, text):
        return []
    plain = text.replace(b"\0", b"").replace(b"\\/", b"/").replace(b"\\\\", b"/").replace(b"\\", b"/")
    words = [re.sub(_FLAG, b"", word) for word in re.findall(_WORD, plain)]
    found = [word for word in words if word.startswith((b"../", b"./")) or b"/.." in word or word == b".."]
    found.extend(re.findall(_NAMED, plain))
    return [path for path in dict.fromkeys(_fixed(one) for one in found) if path not in (b"", b".")]


def _fixed(path: bytes) -> bytes:
    """The part of a path before a wildcard or a variable: the folder in which it may be anything."""
    parts = path.split(b"/")
    odd = next((index for index, part in enumerate(parts) if b"*" in part or b"$" in part), len(parts))
    kept = b"/".join(parts[:odd])
    return b"" if kept.startswith(b"//") else kept
