"""Where the files that a report names lie in this project. Nothing that it names is dropped in silence.

A relative name starts from one folder for the whole report: the nearest around the report under which all
its names exist, else the project's root. An absolute one must lie in the project, or `prefixes` must say
where its folder is to be found here. A name that leads nowhere makes the report one of another place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from greenlane.gates.coverage.report import Record, Report
from greenlane.gates.reading import relative
from greenlane.model.coverage import FileCoverage


@dataclass
class Placed:
    """left_out: rule -> how many files. lost: names that lead nowhere here, with why."""

    files: list[FileCoverage] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """tree: the project's files. rule: names the rule by which a path does not count, else None."""

    root: Path
    tree: frozenset[str]
    rule: Callable[[str], str | None]
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def place(self, at: str, report: Report) -> Placed:
        """Every record of the report that lies at that path from the root."""
        placed = Placed()
        base = self._base(at, report)
        for record in report.records:
            self._place(record, base, placed)
        return placed

    def _place(self, record: Record, base: str, placed: Placed) -> None:
        found = [path for path in (self._path(name, base) for name in record.names) if path]
        there = sorted({path for path in map(self._in_tree, found) if path})
        if len(there) > 1:
            placed.lost.append(f"{record.names[0]} may be {' or '.join(there)}")
        elif there:
            rule = self.rule(there[0])
            if rule:
                placed.left_out[rule] += 1
            else:
                placed.files.append(FileCoverage(there[0], record.lines, record.branches))
        elif rule := self._rule_for(record.names, found):
            placed.left_out[rule] += 1
        else:
            why = "is not there" if found else "lies outside the project"
            placed.lost.append(f"{record.names[0]} {why}")

    def _rule_for(self, names: Sequence[str], paths: Sequence[str]) -> str | None:
        """Why a file that the project has not is no loss: by rule, or because git ignores it."""
        outside = [_slashes(name).lstrip("/") for name in names]
        rules = [rule for rule in map(self.rule, paths) if rule in ("generated", "dependencies", "exclude")]
        rules += [rule for rule in map(self.rule, outside) if rule in ("dependencies", "exclude")]
        if rules:
            return rules[0]
        return "ignored by git" if any((self.root / path).is_file() for path in paths) else None

    def _in_tree(self, path: str) -> str | None:
        """The path as the project knows it, links followed within the project."""
        if path in self.tree:
            return path
        try:
            real = (self.root / path).resolve().relative_to(self.root.resolve()).as_posix()
        except (ValueError, OSError, RuntimeError):
            return None
        return real if real in self.tree else None

    def _path(self, name: str, base: str) -> str | None:
        """A name of a report as a path from the root; None when it leads out of the project."""
        clean = name if "\\" not in name or (self.root / name).exists() else _slashes(name)
        for prefix in sorted(self.prefixes, key=len, reverse=True):
            rest = _below(clean, _slashes(prefix).rstrip("/"))
            if rest is not None:
                return relative(f"{self.prefixes[prefix]}/{rest}".removeprefix("/"), self.root)
        if clean[1:3] == ":/":
            return None
        return relative(clean if clean.startswith("/") else f"{base}{clean}", self.root)

    def _base(self, at: str, report: Report) -> str:
        """The folder that relative names start from, "" or ending in a slash."""
        given = [[_slashes(name) for name in record.names] for record in report.records]
        loose = [names for names in given if not any(_is_absolute(name) for name in names)]
        for base in _around(at):
            if loose and all(any(self._is_known(f"{base}{name}") for name in names) for names in loose):
                return base
        return ""

    def _is_known(self, name: str) -> bool:
        path = relative(name, self.root)
        return path is not None and (self._in_tree(path) is not None or self.rule(path) == "generated")


def _is_absolute(name: str) -> bool:
    return name.startswith("/") or name[1:3] == ":/"


def _around(at: str) -> Iterator[str]:
    """`a/b/`, `a/`, "" for the report a/b/lcov.info."""
    for folder in PurePosixPath(at).parents:
        yield "" if folder.as_posix() == "." else f"{folder.as_posix()}/"


def _below(name: str, folder: str) -> str | None:
    return name[len(folder) + 1 :] if name.startswith(f"{folder}/") else None


def _slashes(name: str) -> str:
    return name.replace("\\", "/")
