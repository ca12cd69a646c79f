"""A repository at the stand-in of GitHub whose runs upload passes, and a store that reads them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from greenlane.edges.github_artifacts import Artifacts
from greenlane.model.plan import Pass
from greenlane.planner.passes import encode
from greenlane.planner.store import Found, Wanted, artifact_name
from greenlane.planner.store_github import GitHubStore
from tests.standins.actions import Repo, Run, World, work
from tests.standins.patience import client_of
from tests.unit.planner.recorded import APP, DIGEST, NOW, passed

WANTED = Wanted("api-tests", DIGEST)
QUEUED = "gh-readonly-queue/main/pr-4-cccc"


def zipped(data: bytes, name: str = "pass.json") -> bytes:
    """The archive that an upload makes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, data)
    return made.getvalue()


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
        """Keep a pass as an artifact of a run, as its workflow would. more: of the artifact."""
        one = one or self.record(run)
        data = zipped(encode(one)) if archive is None else archive
        name = more.pop("name", artifact_name("api-tests", DIGEST))
        by = None if more.pop("nameless", False) else run
        made = {"created_at": run.created_at + 70, "run": by, "archive": data, **more}
        self.app.artifact(name, made.pop("size_bytes", len(data)), **made)
        return one

    def store(self, **more: Any) -> GitHubStore:
        return GitHubStore(Artifacts(client_of(self.url), APP), **more)

    def find(self, *wanted: Wanted, **more: Any) -> Found:
        return self.store(**more).find(wanted or (WANTED,), now=NOW)

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
