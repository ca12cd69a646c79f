"""A repository at the stand-in of GitHub whose runs upload passes, and a store that reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greenlane.edges.github_artifacts import Artifacts
from greenlane.model.plan import Debt, Pass
from greenlane.planner import clean_count, debt_book
from greenlane.planner.debt_book import Book
from greenlane.planner.kept_github import GitHubKept
from greenlane.planner.passes import encode
from greenlane.planner.store import ARTIFACT, Found, Wanted, pass_file
from tests.standins.actions import Repo, Run, World, work
from tests.standins.patience import client_of
from tests.unit.planner.recorded import APP, DIGEST, NOW, origin, passed

WANTED = Wanted("api-tests", DIGEST)
QUEUED = "gh-readonly-queue/main/pr-4-cccc"


FILE = pass_file("api-tests", DIGEST)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The archive that an upload makes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return made.getvalue()


def folder_zipped(folder: Path) -> bytes:
    """The archive that an upload makes of a folder."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return zipped({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


@dataclass
class Hub:
    """The repository octo-org/app, its stand-in and its address."""

    world: World
    app: Repo
    url: str = ""

    @classmethod
    def new(cls) -> Hub:
        world = World(now=NOW, limit=10**6)
        return cls(world, world.repository(APP))

    def run(self, *, begins: int = NOW - 4000, **more: Any) -> Run:
        """A run of an hour ago, of a push to the default branch."""
        return self.app.run("CI", work("api-tests"), begins=begins, **more)

    def record(self, run: Run, **more: Any) -> Pass:
        """The pass that a job of this run would write, in the middle of it."""
        told = {"run_id": run.run_id, "event": run.event, "branch": run.branch, "commit": run.commit}
        return passed(**{**told, "passed_at": run.created_at + 60, "url": "", **more})

    def upload(self, run: Run, one: Pass | None = None, archive: bytes | None = None, **more: Any) -> Pass:
        """Keep a pass in the artifact of a run, as its workflow would. more: of the artifact."""
        one = one or self.record(run)
        data = zipped({more.pop("file", FILE): encode(one)}) if archive is None else archive
        name = more.pop("name", ARTIFACT)
        by = None if more.pop("nameless", False) else run
        made = {"created_at": run.created_at + 70, "run": by, "archive": data, **more}
        self.app.artifact(name, made.pop("size_bytes", len(data)), **made)
        return one

    def leave(
        self,
        run: Run,
        *passes: Pass,
        owed: Sequence[Debt] = (),
        closed: Sequence[Debt] | None = (),
        clean: int | None = None,
        files: Mapping[str, bytes] | None = None,
        **more: Any,
    ) -> None:
        """Keep what a run's gate leaves. closed: None where its plan could not read what was owed."""
        book = Book(run.created_at, tuple(owed), None if closed is None else tuple(closed))
        archive = {debt_book.FILE: debt_book.write(book), **(files or {})}
        archive |= {pass_file(one.job, one.digest): encode(one) for one in passes}
        archive |= {} if clean is None else {clean_count.FILE: clean_count.write(clean)}
        self.upload(run, archive=zipped(archive), **more)

    def kept(self, seen_from: str = "", **run: Any) -> GitHubKept:
        """What is kept, as a run sees it: a push whose event does not tell the default branch, or as said.

        seen_from: the branch of its plan.
        """
        at = origin(**{"default_branch": "", **run})
        return GitHubKept(Artifacts(client_of(self.url), APP), at, seen_from)

    def find(self, *wanted: Wanted, seen_from: str = "", **run: Any) -> Found:
        return self.kept(seen_from, **run).find(wanted or (WANTED,), now=NOW)

    def believed(self) -> list[int]:
        """The runs whose passes are found, when the ledger can be read."""
        found = self.find()
        assert not found.unreadable
        return [one.run_id for one in found.passes]

    def refusal(self) -> str:
        """Why the only artifact is refused."""
        found = self.find()
        assert (found.unreadable, found.passes) == ("", ())
        (refusal,) = found.refusals
        return refusal.why

    def asked(self) -> list[str]:
        """The paths so far, without their queries, below the repository's own."""
        return [one.target.partition("?")[0].removeprefix(f"/repos/{APP}") for one in self.world.requests]
