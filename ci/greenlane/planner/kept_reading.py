"""Which artifacts of a repository are read, and which of them are believed. Few are enough:

- of the default branch (its merge queue, its schedule) the newest, for it carries on what was believed;
- of the plan's own branch the newest, for what a pull request has passed stands in its runs only;
- what is newer than that or was made meanwhile, for what it owes: all of the default branch, few of others.
As long as something is missing, a few more, the own branch's first. What forks have uploaded is passed over,
however much it is. A list that cannot be read makes everything unreadable; an archive, only itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from greenlane.edges.github_artifacts import Artifacts
from greenlane.edges.github_errors import TooLong
from greenlane.model.errors import OutsideError
from greenlane.model.github import StoredArtifact
from greenlane.model.plan import Refusal
from greenlane.planner.debt_book import Book, NoBook, Told
from greenlane.planner.kept_archive import KeptArchive
from greenlane.planner.origin import QUEUE, Trust, trust
from greenlane.planner.passes import SKEW_S
from greenlane.planner.store import ARTIFACT
from greenlane.planner.unzipping import Unfit
from greenlane.planner.vouching import Runs

MOST_ARCHIVE_BYTES = 48 << 20
ENOUGH_LISTED = 100
MOST_READ = 16
"""Archives for one plan, and MOST_BYTES of them."""
MOST_BYTES = 128 << 20
MOST_TRIED = 24
"""Artifacts whose runs are asked for, believed or not; those of forks are not counted."""
GONE = "gone since it was listed"
MOST_TOLD = 10
"""Refusals that are told one by one; the rest is a number."""
MOST_OWN, MOST_DEFAULT, MOST_NEWER, MOST_OTHERS = 8, 5, 6, 3


@dataclass(frozen=True)
class Believed:
    """An artifact whose run may write. branch: of that run. book: None when it says nothing of debts."""

    artifact: StoredArtifact
    made_at: int
    trust: Trust
    branch: str
    archive: KeptArchive
    book: Book | None

    @property
    def is_whole(self) -> bool:
        """Whether it knew of all that was owed before."""
        return self.book is not None and self.book.closed is not None


class Reading:
    """One reading, with what was believed so far. branch: of the plan, "" for none."""

    def __init__(self, artifacts: Artifacts, runs: Runs, branch: str) -> None:
        self._artifacts = artifacts
        self._runs = runs
        self._branch = branch
        self._seen: dict[int, Believed | None] = {}
        self._bytes = 0
        self._failed: OutsideError | None = None
        self._rest: Iterator[StoredArtifact] | None = None
        self._refused: list[Refusal] = []
        self.believed: list[Believed] = []
        self.damaged = ""
        """Why what is owed cannot be told, though the list can be read; "" when it can."""

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What was not believed; beyond a few, only how many."""
        more = len(self._refused) - MOST_TOLD
        told = tuple(self._refused[:MOST_TOLD])
        return (*told, Refusal(ARTIFACT, f"{more} more artifacts refused")) if more > 0 else told

    def begin(self) -> None:
        """Read what every plan needs; once, in vain or not. Raises OutsideError."""
        if self._failed is not None:
            raise self._failed
        if self._rest is None:
            try:
                self._begin()
            except OutsideError as err:
                self._failed = err
                raise

    def _begin(self) -> None:
        listed = self._listed()
        ours = [one for one in listed if self._is_default(one.branch)]
        own = [] if self._is_default(self._branch) else [one for one in listed if one.branch == self._branch]
        mine = self._until_whole(own[:MOST_OWN], Trust.PROPOSED)
        base = self._until_whole(ours[:MOST_DEFAULT], Trust.DEFAULT)
        if base is None and (len(ours) > MOST_DEFAULT or len(listed) >= ENOUGH_LISTED):
            self.damaged = (
                self.damaged or "what the default branch owes stands in none of the newest artifacts"
            )
        others = [one for one in listed if one not in own and one.artifact_id not in self._seen]
        newer = self._newer(others, base)
        for one in (*(one for one in own[:MOST_OWN] if mine is not None and _is_newer(one, mine)), *newer):
            self._read(one)
        older = [one for one in others if one not in newer]
        self._rest = iter([*own[:MOST_OWN], *older[:MOST_OTHERS]])

    def _newer(self, others: Iterable[StoredArtifact], base: Believed | None) -> list[StoredArtifact]:
        """What the base cannot have known: all of the default branch, for its debts; a few of others."""
        found = [one for one in others if base is None or _is_newer(one, base)]
        ours = [one for one in found if self._is_default(one.branch)]
        return [*ours, *[one for one in found if one not in ours][: max(0, MOST_NEWER - len(ours))]]

    def books(self) -> list[Told]:
        """What runs say of debts, each for whom it may speak: a pull request for its branch, if that is not
        the default one.
        """
        default = self._runs.default()
        return [
            Told(each.made_at, each.book, "" if each.trust is Trust.DEFAULT else each.branch)
            for each in self.believed
            if each.book is not None and (each.trust is Trust.DEFAULT or each.branch not in ("", default))
        ]

    def more(self) -> bool:
        """Read one more; False when enough was read. Raises OutsideError."""
        return any(one.artifact_id not in self._seen and self._read(one) for one in self._rest or ())

    def _listed(self) -> list[StoredArtifact]:
        """The newest that are there and not of a fork, the newest first."""
        found: dict[int, StoredArtifact] = {}
        for page in self._artifacts.named(ARTIFACT):
            for one in page:
                if one.is_expired or one.name != ARTIFACT:
                    continue
                why = self._runs.doubt_listed(one)
                if why:
                    self._refused.append(Refusal(_where(one), why))
                else:
                    found[one.artifact_id] = one
            if len(found) >= ENOUGH_LISTED:
                break
        return sorted(found.values(), key=lambda one: (one.created_at or 0, one.artifact_id), reverse=True)

    def _until_whole(self, artifacts: Iterable[StoredArtifact], kind: Trust) -> Believed | None:
        """Read until one of that trust knew of all that was owed before; that one.

        A pull request may have any branch as its head, the default one too.
        """
        for one in artifacts:
            read = self._read(one)
            if read is not None and read.is_whole and read.trust is kind:
                return read
        return None

    def _read(self, artifact: StoredArtifact) -> Believed | None:
        """An artifact, read once; None when it is not believed, or enough was read."""
        number = artifact.artifact_id
        if number not in self._seen:
            if len(self._seen) >= MOST_TRIED or len(self.believed) >= MOST_READ or self._bytes > MOST_BYTES:
                return None
            self._seen[number] = self._judged(artifact)
        return self._seen[number]

    def _judged(self, artifact: StoredArtifact) -> Believed | None:
        where = _where(artifact)
        why = self._runs.doubt(artifact)
        read = Refusal(where, why) if why else self._opened(artifact, where)
        if isinstance(read, Refusal):
            self._refused.append(read)
            return None
        self.believed.append(read)
        self.believed.sort(key=lambda one: (one.made_at, one.artifact.artifact_id), reverse=True)
        return read

    def _opened(self, artifact: StoredArtifact, where: str) -> Believed | Refusal:
        """What it holds. Raises OutsideError when GitHub does not answer."""
        kind, branch = trust(self._runs.event(artifact)), self._runs.branch(artifact)
        matters = kind is Trust.DEFAULT or branch == self._branch
        archive = self._archive(artifact, where)
        if isinstance(archive, KeptArchive):
            book = self._book(archive, where, matters)
            return Believed(artifact, artifact.created_at or 0, kind, branch, archive, book)
        if archive != GONE:
            self._missing(f"{where}: {archive}", matters)
        return Refusal(where, archive)

    def _archive(self, artifact: StoredArtifact, where: str) -> KeptArchive | str:
        """Its archive, or why it is none."""
        try:
            data = self._artifacts.zipped(artifact.artifact_id, MOST_ARCHIVE_BYTES)
        except TooLong:
            return f"too long: more than {MOST_ARCHIVE_BYTES} bytes"
        if data is None:
            return GONE
        self._bytes += len(data)
        if artifact.digest.startswith("sha256:") and artifact.digest[7:] != hashlib.sha256(data).hexdigest():
            return "damaged: its archive is not the one that GitHub lists"
        try:
            return KeptArchive(data, where)
        except Unfit as unfit:
            return str(unfit)

    def _book(self, archive: KeptArchive, where: str, matters: bool) -> Book | None:
        try:
            return archive.book()
        except NoBook as err:
            why = f"what is owed cannot be read: {err}"
            self._refused.append(Refusal(where, why))
            self._missing(f"{where}: {why}", matters)
            return None

    def _missing(self, what: str, matters: bool) -> None:
        """The run may write, so its debts are missing; those of another branch are not waited for."""
        if matters:
            self.damaged = self.damaged or what

    def _is_default(self, branch: str) -> bool:
        default = self._runs.default()
        return bool(default) and (branch == default or branch.startswith(f"{QUEUE}{default}/"))


def _is_newer(one: StoredArtifact, base: Believed) -> bool:
    """Whether the base cannot have known it when its plan was made."""
    planned_at = base.book.made_at if base.book is not None else 0
    return (one.created_at or 0) >= planned_at - SKEW_S


def _where(artifact: StoredArtifact) -> str:
    return f"artifact {artifact.artifact_id} of run {artifact.run_id}: {artifact.name}"
