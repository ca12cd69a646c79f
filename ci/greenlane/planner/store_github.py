"""Passes in GitHub's artifacts, one artifact a pass, named after its job and content (store.artifact_name).

An artifact is believed for what GitHub says of its run (vouching.py), never for what it holds: a fork's run
can upload anything to the repository it proposes to. Looking up takes few requests:
    1   the newest hundred of all artifacts, which is often all there are
    n   one for each content that is not among them
    2-3 for each run that vouches, 1 for each pass (its archive)
A list that cannot be read makes the whole ledger unreadable; an archive that cannot be read is a refusal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from greenlane.edges.github_artifacts import Artifacts
from greenlane.edges.github_errors import TooLong
from greenlane.model.errors import OutsideError
from greenlane.model.github import StoredArtifact
from greenlane.model.plan import Pass, Refusal
from greenlane.planner.origin import Trust, trust
from greenlane.planner.passes import MOST_BYTES, Expected, decode, doubt
from greenlane.planner.recording import FILE
from greenlane.planner.store import Found, Wanted, artifact_name, artifact_prefix
from greenlane.planner.unzipping import Unfit, only_file
from greenlane.planner.vouching import Runs

MOST_ARCHIVE_BYTES = MOST_BYTES + 4096
MOST_TRIED = 8
"""How many artifacts of one content are looked into; artifacts of forks are not counted."""
MOST_TOLD = 10
"""Refusals of one content that are told one by one; the rest is a number."""
MOST_CALLS = 400
"""Requests for one plan; GitHub allows a workflow's token a thousand an hour. The rest is not looked for."""


class GitHubStore:
    """The artifacts of one repository. default_branch: "" when unknown. most_calls: then jobs just run."""

    def __init__(
        self, artifacts: Artifacts, *, default_branch: str = "", most_calls: int = MOST_CALLS
    ) -> None:
        self._artifacts = artifacts
        self._runs = Runs(artifacts, default_branch)
        self._most_calls = most_calls

    def find(self, wanted: Sequence[Wanted], *, now: int) -> Found:
        """What there is of these."""
        try:
            return _Search(self._artifacts, self._runs, self._most_calls, now).of(wanted)
        except OutsideError as err:
            said = "; ".join([err.what, *err.detail])
            return Found(unreadable=f"the artifacts of {self._artifacts.repository} cannot be read: {said}")


class _Search:
    """One search, with what it has found so far."""

    def __init__(self, artifacts: Artifacts, runs: Runs, most_calls: int, now: int) -> None:
        self._artifacts = artifacts
        self._runs = runs
        self._last_call = artifacts.calls + most_calls
        self._now = now
        self._newest: tuple[StoredArtifact, ...] = ()
        self._is_all = False
        self._passes: list[Pass] = []
        self._refusals: list[Refusal] = []

    def of(self, wanted: Sequence[Wanted]) -> Found:
        """Raises OutsideError."""
        if wanted:
            page = self._artifacts.newest()
            self._newest = _newest_first(page.items)
            self._is_all = page.total_count is not None and len(page.items) >= page.total_count
        for one in dict.fromkeys(wanted):
            if self._artifacts.calls >= self._last_call:
                self._refusals.append(Refusal(one.job, "not looked for: so many requests are enough"))
                continue
            self._passes += self._believed(one) or self._latest(one)
        return Found(tuple(dict.fromkeys(self._passes)), tuple(dict.fromkeys(self._refusals)))

    def _believed(self, one: Wanted) -> list[Pass]:
        """The newest pass of each trust, until the default branch has vouched."""
        found: dict[Trust, Pass] = {}
        refused: list[Refusal] = []
        expected = Expected(self._artifacts.repository, self._now, one.job, one.digest, one.valid_s)
        for artifact in islice(self._trusted(one, refused), MOST_TRIED):
            kind = trust(self._runs.event(artifact))
            if kind in found:
                continue
            read = self._read(artifact, expected)
            if isinstance(read, Refusal):
                refused.append(read)
                continue
            found[kind] = read
            if kind is Trust.DEFAULT:
                break
        self._refusals += refused[:MOST_TOLD]
        if len(refused) > MOST_TOLD:
            self._refusals.append(
                Refusal(one.job, f"{len(refused) - MOST_TOLD} more artifacts of it refused")
            )
        return list(found.values())

    def _latest(self, one: Wanted) -> list[Pass]:
        """The job's last pass of other content, if it is among the newest artifacts: it explains."""
        prefix = artifact_prefix(one.job)
        name = artifact_name(one.job, one.digest)
        others = (other for other in self._newest if other.name.startswith(prefix) and other.name != name)
        vouched = (other for other in others if not other.is_expired and not self._runs.doubt(other))
        expected = Expected(self._artifacts.repository, self._now, one.job, valid_s=float("inf"))
        read = (self._read(other, expected) for other in islice(vouched, 1))
        return [other for other in read if isinstance(other, Pass)]

    def _trusted(self, one: Wanted, refused: list[Refusal]) -> Iterator[StoredArtifact]:
        """The artifacts of one content whose runs may write, the newest first; the others are refused."""
        for artifact in self._named(artifact_name(one.job, one.digest)):
            why = "expired" if artifact.is_expired else self._runs.doubt(artifact)
            if why:
                refused.append(Refusal(_where(artifact), why))
            else:
                yield artifact

    def _named(self, name: str) -> Iterator[StoredArtifact]:
        """Those among the newest; then, if there are more, those that a search for the name finds."""
        seen = [artifact for artifact in self._newest if artifact.name == name]
        yield from seen
        if not self._is_all:
            found = _newest_first(self._artifacts.named(name))
            yield from (artifact for artifact in found if artifact.name == name and artifact not in seen)

    def _read(self, artifact: StoredArtifact, expected: Expected) -> Pass | Refusal:
        """The pass in an artifact whose run may write. Raises OutsideError when GitHub does not answer."""
        where = _where(artifact)
        if artifact.size_bytes > MOST_ARCHIVE_BYTES:
            return Refusal(where, f"too long: {artifact.size_bytes} bytes")
        try:
            archive = self._artifacts.zipped(artifact.artifact_id, MOST_ARCHIVE_BYTES)
        except TooLong:
            return Refusal(where, f"too long: not the {artifact.size_bytes} bytes that GitHub lists")
        if archive is None:
            return Refusal(where, "gone since it was listed")
        if (
            artifact.digest.startswith("sha256:")
            and artifact.digest[7:] != hashlib.sha256(archive).hexdigest()
        ):
            return Refusal(where, "damaged: its archive is not the one that GitHub lists")
        try:
            one = decode(only_file(archive, FILE, MOST_BYTES), where)
        except Unfit as unfit:
            return Refusal(where, str(unfit))
        if isinstance(one, Refusal):
            return one
        why = doubt(one, expected) or self._runs.contradiction(artifact, one)
        if not why and artifact.name != artifact_name(one.job, one.digest):
            why = "foreign: filed under another job's or content's name"
        return Refusal(where, why) if why else _vouched(one, artifact)


def _vouched(one: Pass, artifact: StoredArtifact) -> Pass:
    return replace(one, origin=f"GitHub vouches for artifact {artifact.artifact_id} of run {one.run_id}")


def _newest_first(artifacts: Sequence[StoredArtifact]) -> tuple[StoredArtifact, ...]:
    return tuple(sorted(artifacts, key=lambda one: (one.created_at or 0, one.artifact_id), reverse=True))


def _where(artifact: StoredArtifact) -> str:
    return f"artifact {artifact.artifact_id} of run {artifact.run_id}: {artifact.name}"
