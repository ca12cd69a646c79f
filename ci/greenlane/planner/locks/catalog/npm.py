"""package-lock.json and npm-shrinkwrap.json, versions 2 and 3: a place in node_modules for each package.

What a package needs is looked for as Node does: in node_modules beside it, then in each folder above. So what
counts is the very package that an importer gets, wherever npm put it. What is optional may be absent.
Version 2 says all of it twice, for npm 6; the second saying of a package counts with it.
Source: npm's documentation, "package-lock.json"; Node's, "Loading from node_modules folders".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from greenlane.planner.locks.entries import folder, no_other_needs, table, word
from greenlane.planner.locks.proof import ROOT, Importer, Unproved, closed

MODULES = "node_modules"
_NEEDED = ("dependencies", "devDependencies")
_PERHAPS = ("optionalDependencies", "peerDependencies", "peerDependenciesMeta")
_NO_NEEDS = ("bundleDependencies", "bundledDependencies", "dependenciesMeta")


def is_named(name: str) -> bool:
    """Whether a file of this name is one of these."""
    return name in ("package-lock.json", "npm-shrinkwrap.json")


def importers(text: bytes) -> Mapping[str, Importer]:
    """Each workspace and the root by its folder. Raises Unproved."""
    try:
        content = json.loads(text.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as err:
        raise Unproved(f"it cannot be read: {err}") from err
    content = table(content, "the file")
    if content.get("lockfileVersion") not in (2, 3):
        raise Unproved("its version is not known")
    lock = _Lock(content)
    header = {name: value for name, value in content.items() if name not in ("packages", "dependencies")}
    return closed(text, header, lock.importers(), lock.look)


class _Lock:
    def __init__(self, content: Mapping[str, object]) -> None:
        self._packages = table(content.get("packages"), "packages")
        self._twice = table(content.get("dependencies"), "dependencies")
        if "" not in self._packages:
            raise Unproved("it has no root")
        self._links = {
            entry["resolved"]: place
            for place, entry in self._packages.items()
            if isinstance(entry, Mapping) and entry.get("link") and isinstance(entry.get("resolved"), str)
        }

    def importers(self) -> dict[str, str]:
        """Places by folder: all that lie in no node_modules."""
        places = [place for place in self._packages if MODULES not in place.split("/")]
        found = {folder(place) if place else ROOT: place for place in places}
        if len(found) != len(places):
            raise Unproved("two packages lie in one folder")
        return found

    def look(self, place: str) -> tuple[object, Iterable[str]]:
        """Raises Unproved."""
        entry = table(self._packages[place], place)
        no_other_needs(entry, (*_NEEDED, *_PERHAPS, *_NO_NEEDS))
        second = self._second(place)
        content = [place, entry, second]
        if entry.get("link"):
            target = word(entry.get("resolved"), "a link's target")
            if target not in self._packages:
                raise Unproved(f"{target} is linked and not in the file")
            return content, [target]
        return content, self._needs(place, entry, second)

    def _needs(self, place: str, entry: Mapping[str, object], second: Mapping[str, object]) -> list[str]:
        kinds = _NEEDED if MODULES not in place.split("/") else _NEEDED[:1]
        needed = {name for kind in kinds for name in table(entry.get(kind), kind)}
        perhaps = {name for kind in _PERHAPS for name in table(entry.get(kind), kind)}
        needed |= table(second.get("requires"), "requires").keys() - perhaps
        found = []
        above = _above(place)
        for name in needed | perhaps:
            for modules in above:
                if modules + name in self._packages:
                    found.append(modules + name)
                    break
            else:
                if name not in perhaps:
                    raise Unproved(f"{name} is needed by {place or 'the root'} and not in the file")
        return found

    def _second(self, place: str) -> dict[str, object]:
        """What the file says of this package for npm 6, without those inside it. Raises Unproved."""
        inner, entry = self._twice, None
        for name in self._names(place) if inner else ():
            if name not in inner:
                raise Unproved(f"{place} is said once, and others twice")
            entry = table(inner[name], name)
            inner = table(entry.get("dependencies"), name)
        return {name: value for name, value in (entry or {}).items() if name != "dependencies"}

    def _names(self, place: str) -> list[str]:
        """The packages on the way to a place: node_modules/@a/b/node_modules/c -> @a/b, c."""
        home, *names = f"/{place}".split(f"/{MODULES}/")
        if not home.strip("/"):
            return names
        link = self._links.get(home[1:])
        if link is None:
            raise Unproved(f"nothing links to {home[1:]}")
        return [*self._names(link), *names]


def _above(place: str) -> list[str]:
    """Each node_modules/ in which Node looks, the nearest first."""
    parts = place.split("/") if place else []
    counts = [count for count in range(len(parts), -1, -1) if not count or parts[count - 1] != MODULES]
    return ["/".join([*parts[:count], MODULES, ""]) for count in counts]


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
