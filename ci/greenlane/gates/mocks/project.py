"""A project as the gate sees it: which files start production, what each file says, where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from greenlane.gates.globs import matcher, pattern
from greenlane.gates.mocks.facts import Facts, Import, Resolved, Resolver, Setting
from greenlane.gates.mocks.kept import KeptFacts
from greenlane.gates.mocks.languages import BY_SUFFIX, language, name_of
from greenlane.gates.mocks.places import is_below, is_certain_test, is_likely_test, test_folders
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Tree

LARGEST_BYTES = 4_000_000
"""No one writes a larger source file by hand; reading one costs minutes."""


@dataclass(frozen=True)
class Starts:
    """Where production starts, and what could not be found out about it, a line each."""

    files: tuple[str, ...]
    unknown: tuple[str, ...]


class Project:
    """Everything is read on demand: only files that production reaches are parsed."""

    def __init__(
        self,
        tree: Tree,
        *,
        entry_points: Sequence[str],
        exclude: Sequence[str],
        external: Sequence[str],
        kept: KeptFacts | None = None,
    ) -> None:
        self._tree = tree
        self._kept = kept or KeptFacts(None)
        self._declared = tuple(entry_points)
        self._excluded = matcher(tuple(exclude))
        self._setting = Setting(frozenset(tree.files()), tuple(external))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The languages that have files, in a fixed order."""
        ends = tuple(self._setting.files)
        return tuple(name for name, found in BY_SUFFIX.items() if any(path.endswith(found) for path in ends))

    @cached_property
    def _resolvers(self) -> dict[str, Resolver]:
        return {name: language(name).resolver(self._tree, self._setting) for name in self._names}

    @cached_property
    def _test_folders(self) -> frozenset[str]:
        return test_folders(self._setting.files)

    def starts(self) -> Starts:
        """Declared entry points; for a language without one, those of its conventions."""
        chosen: list[str] = []
        unknown: list[str] = []
        for written in self._declared:
            found = self._declared_files(written)
            chosen += found
            if not found:
                unknown.append(f"entry point {written} is not there, or no language we read")
        for name, resolver in self._resolvers.items():
            if not any(name_of(path) == name for path in chosen):
                sources = tuple(path for path in resolver.sources() if not self._excluded(path))
                found = tuple(path for path in resolver.entries() if not self._excluded(path))
                chosen += found
                if sources and not found:
                    unknown.append(_no_entry(language(name).TITLE, sources))
        return Starts(tuple(dict.fromkeys(chosen)), tuple(unknown))

    def _declared_files(self, written: str) -> tuple[str, ...]:
        """`server/main.py:app` is the file; a glob is all that match."""
        plain = written.removeprefix("./")
        head, _, tail = plain.rpartition(":")
        path = head if head and "/" not in tail else plain
        if path in self._setting.files:
            return (path,) if name_of(path) else ()
        if not any(sign in path for sign in "*?["):
            return ()
        glob = pattern(f"/{path}")
        return tuple(sorted(one for one in self._setting.files if glob.match(one) and name_of(one)))

    def sources(self) -> tuple[str, ...]:
        """Every file that should be reachable, ascending."""
        found = (path for resolver in self._resolvers.values() for path in resolver.sources())
        return tuple(sorted(path for path in found if not self._excluded(path)))

    def facts(self, path: str) -> Facts:
        """What a file says; a file that cannot be read says why in `unread`."""
        name = name_of(path)
        if name is None:
            return Facts(unread=((1, "no language that this gate reads"),))
        try:
            size = (self._tree.root / path).stat().st_size
            source = self._tree.read(path) if size <= LARGEST_BYTES else b""
        except (OSError, OutsideError) as err:
            return Facts(unread=((1, str(err).splitlines()[0]),))
        if size > LARGEST_BYTES:
            return Facts(unread=((1, f"{size:,} bytes are more than a source file has"),))
        if b"\0" in source:
            return Facts(unread=((1, "it is binary"),))
        known = self._kept.get(path, source)
        if known is None:
            known = language(name).facts(path, source)
            self._kept.put(path, source, known)
        return known

    def resolve(self, path: str, imported: Import) -> Resolved:
        """Where an import leads."""
        resolver = self._resolvers.get(name_of(path) or "")
        return resolver.resolve(path, imported) if resolver else Resolved()

    def is_test(self, path: str, facts: Facts) -> bool:
        """By its place; a name that tests share with the trade needs tests inside."""
        if is_certain_test(path) or is_below(path, self._test_folders):
            return True
        return is_likely_test(path) and facts.has_tests


def _no_entry(title: str, sources: Sequence[str]) -> str:
    return (
        f"{title}: {len(sources)} files ({sources[0]} …) and no entry point; declare "
        "gates.tools.mocks.entry_points, or exclude what is not production"
    )
