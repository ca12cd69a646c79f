"""All reports of a project read, proved, placed and put together, and the files that none of them holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from greenlane.edges.git import Repository
from greenlane.gates.coverage import proof, stamps
from greenlane.gates.coverage.executable import executable
from greenlane.gates.coverage.languages import LANGUAGES, language
from greenlane.gates.coverage.merging import disagreeing, united
from greenlane.gates.coverage.places import Placed, Places
from greenlane.gates.coverage.reading import LARGEST_BYTES, read
from greenlane.gates.coverage.report import Report
from greenlane.model.coverage import FileCoverage
from greenlane.model.errors import OutsideError
from greenlane.model.evidence import WorkTree
from greenlane.model.gates import Unreadable

SHOWN = 5
NOWHERE = WorkTree(None, None, "")
"""Outside git: a stamp of a commit does not hold there, and one of none proves nothing."""


@dataclass
class Survey:
    """unknown: why a part could not be seen. unreported: files that no report holds, with lines to run."""

    files: tuple[FileCoverage, ...] = ()
    unknown: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, str] = field(default_factory=dict)
    branched: dict[str, bool] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    unreported: list[str] = field(default_factory=list)
    excluded_lines: int = 0
    stamped: int = 0


@dataclass(frozen=True)
class Surveyor:
    """sources: the files that must be counted. counts: whether a reported file may count besides them."""

    root: Path
    places: Places
    sources: Sequence[str]
    counts: Callable[[str], bool]
    read: Callable[[str], bytes]
    repository: Repository | None

    def survey(self, reports: Sequence[str]) -> Survey:
        """Look at every report; what is wrong with one does not keep the others from being read."""
        found = Survey()
        state = self._state(reports)
        shards: list[FileCoverage] = []
        for at in reports:
            try:
                shards += self._shard(at, state, found)
            except OutsideError as err:
                found.unknown.append(f"{at}: {err.what}")
        found.differing = disagreeing(shards)
        reported = united(shards)
        found.files = united([*reported, *self._unreported({one.path for one in reported}, found)])
        found.unknown += _silent(found.files)
        return found

    def _state(self, reports: Sequence[str]) -> WorkTree | None:
        """The state to hold stamps against; None when there is no stamp, or no git to ask."""
        paths = [self.root / at for at in reports]
        if self.repository is None or not any(stamps.beside(path).exists() for path in paths):
            return None
        return stamps.state_without(self.repository, paths)

    def _shard(self, at: str, state: WorkTree | None, found: Survey) -> list[FileCoverage]:
        """One report's files. Raises Unreadable."""
        data = _content(self.root / at)
        report = read(data)
        placed = self.places.place(at, report)
        files = [one for one in placed.files if self.counts(one.path)]
        placed.left_out["outside source"] += len(placed.files) - len(files)
        found.left_out += placed.left_out
        found.kinds[at] = report.kind
        found.excluded_lines += report.excluded_lines or 0
        for name in {language(one.path) or report.kind for one in files}:
            found.branched[name] = found.branched.get(name, True) and report.has_branches
        found.unknown += [f"{at}: {why}" for why in self._doubts(at, data, report, placed, state, found)]
        return files

    def _doubts(
        self, at: str, data: bytes, report: Report, placed: Placed, state: WorkTree | None, found: Survey
    ) -> Iterator[str]:
        """Everything that speaks against the report being of these files and of tests that ran."""
        if not report.has_hits:
            yield "not one line ran: did any test?"
        if placed.lost:
            yield f"{several(placed.lost)}; is it from another checkout? (option prefixes)"
        stamp = stamps.read(self.root / at)
        against = stamps.contradiction(stamp, data, state or NOWHERE) if stamp else None
        found.stamped += bool(stamp and state and not against)
        if against:
            yield against
        elif not (stamp and state):
            told = [*self.sources, *(one.path for one in placed.files), *self._tests]
            changed = proof.older(self.root / at, told, self.root)
            if changed:
                yield f"it is older than {changed}: run the tests again"
        wrong = [why for why in (proof.misplaced(one, self.read) for one in placed.files) if why]
        if wrong:
            yield f"{several(wrong)}; it is of another version of these files: run the tests again"

    @cached_property
    def _tests(self) -> list[str]:
        """Files of tests: a report is of other tests when one of them was changed after it."""
        return [
            path for path in sorted(self.places.tree) if language(path) and self.places.rule(path) == "tests"
        ]

    def _unreported(self, reported: set[str], found: Survey) -> Iterator[FileCoverage]:
        for path in self.sources:
            if path not in reported:
                lines = executable(path, self.read(path))
                if lines:
                    found.unreported.append(path)
                    yield FileCoverage(path, dict.fromkeys(sorted(lines), 0), is_reported=False)


def _silent(files: Iterable[FileCoverage]) -> Iterator[str]:
    """A line for each language that has files here, none of which is in any report."""
    by_language: dict[str, list[FileCoverage]] = {name: [] for name in LANGUAGES}
    for one in files:
        by_language.get(language(one.path) or "", []).append(one)
    for name, group in by_language.items():
        if group and not any(one.is_reported for one in group):
            paths = several([one.path for one in group])
            yield f"{name}: no report holds any of its {len(group)} files ({paths})"


def _content(path: Path) -> bytes:
    """A report's bytes. Raises Unreadable: absent, no file, too large."""
    try:
        if not path.is_file():
            raise Unreadable("it is not there: did the tests run, and write it here?")
        if path.stat().st_size > LARGEST_BYTES:
            raise Unreadable(f"it is larger than {LARGEST_BYTES // 1024**2} MiB")
        return path.read_bytes()
    except OSError as err:
        raise Unreadable(f"it cannot be read: {err.strerror}") from err


def several(texts: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    shown = "; ".join(text[:300] for text in texts[:SHOWN])
    return f"{shown}; and {len(texts) - SHOWN} more" if len(texts) > SHOWN else shown


def unmeasured(branched: Mapping[str, bool], asked: Sequence[str]) -> Iterator[str]:
    """A line for each language whose branches are asked for and were not measured in every report."""
    for name in asked:
        if not branched.get(name, False):
            yield f"{name}: its branches are asked for, and were not measured in every report of it"
