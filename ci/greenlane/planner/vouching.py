"""What GitHub's API says of the run behind an artifact: whether it may have written a pass, and which.

Nothing that the artifact holds is asked here, and nothing is downloaded. Every run is asked once.
Source of a run's branch: its `head_branch`, which names a tag as well; so the commit of a push or a dispatch
has to lie in the history of the default branch.
"""

from __future__ import annotations

from greenlane.edges.github_artifacts import Artifacts
from greenlane.model.github import RunOrigin, StoredArtifact
from greenlane.model.plan import Pass
from greenlane.planner.origin import Origin, why_not_write
from greenlane.planner.passes import SKEW_S

UNSURE = ("push", "workflow_dispatch")
"""Events that a tag named like the default branch could claim."""


class Runs:
    """The runs of one repository. default_branch: "" when unknown; then GitHub is asked, once."""

    def __init__(self, artifacts: Artifacts, default_branch: str) -> None:
        self._artifacts = artifacts
        self._default_branch: str | None = default_branch or None
        self._head: str | None = None
        self._seen: dict[int, RunOrigin | None] = {}
        self._doubts: dict[int, str] = {}
        self._second: dict[int, int | None] = {}

    def doubt_listed(self, artifact: StoredArtifact) -> str:
        """Why it is not looked into, by the list alone; "" when its run has to be asked for. Asks nobody."""
        if artifact.run_id is None or artifact.created_at is None:
            return "GitHub does not say which run it is from, or since when it is there"
        if artifact.is_own is not True:
            return (
                "from a fork, which reads and never writes"
                if artifact.is_own is False
                else "from no repository"
            )
        return ""

    def doubt(self, artifact: StoredArtifact) -> str:
        """Why the run of an artifact may not have written a pass; "" when it may. Raises OutsideError."""
        why = self.doubt_listed(artifact)
        if why or artifact.run_id is None:
            return why
        if artifact.run_id not in self._doubts:
            self._doubts[artifact.run_id] = self._of_run(artifact.run_id)
        return self._doubts[artifact.run_id] or self._of_attempt(artifact)

    def event(self, artifact: StoredArtifact) -> str:
        """What the run was started by; "" when it is gone."""
        run = self._run(artifact)
        return run.event if run is not None else ""

    def branch(self, artifact: StoredArtifact) -> str:
        """The head's of its run; "" when it is gone."""
        run = self._run(artifact)
        return run.branch if run is not None else ""

    def default(self) -> str:
        """The default branch's name; "" when it cannot be told. Raises OutsideError."""
        if self._default_branch is None:
            self._default_branch = self._artifacts.default_branch() or ""
        return self._default_branch

    def contradiction(self, artifact: StoredArtifact, one: Pass) -> str:
        """What a record says otherwise than GitHub does; "" for nothing.

        Of a pull request the commit is its merge's, which GitHub does not tell.
        """
        run = self._run(artifact)
        if run is None or artifact.created_at is None:
            return "its run is gone"
        pairs = [("run", str(one.run_id), str(run.run_id)), ("event", one.event, run.event)]
        pairs += [("branch", one.branch, run.branch)]
        pairs += [("commit", one.commit, run.commit)] if run.event != "pull_request" else []
        for name, said, known in pairs:
            if said != known:
                return f"forged: it says {name} {said}, and GitHub says {known}"
        if not run.created_at - SKEW_S <= one.passed_at <= artifact.created_at + SKEW_S:
            return "forged: it says a time at which its run was not running"
        return ""

    def _run(self, artifact: StoredArtifact) -> RunOrigin | None:
        run_id = artifact.run_id or 0
        if run_id not in self._seen:
            self._seen[run_id] = self._artifacts.run(run_id)
        return self._seen[run_id]

    def _of_run(self, run_id: int) -> str:
        """Why no attempt of a run may write."""
        run = self._seen[run_id] = self._artifacts.run(run_id)
        if run is None:
            return "its run is gone"
        origin = Origin(
            repository=self._artifacts.repository,
            run_id=run.run_id,
            attempt=1,
            event=run.event,
            branch=run.branch,
            default_branch=self.default(),
            commit=run.commit,
            is_own=run.is_own,
        )
        why = why_not_write(origin)
        if why or run.event not in UNSURE:
            return why
        return (
            "" if self._is_on_default(run.commit) else f"{run.event} of a commit that is not on {run.branch}"
        )

    def _of_attempt(self, artifact: StoredArtifact) -> str:
        """Of a run that was run again: made before its second attempt began, or not to be believed."""
        run = self._run(artifact)
        if run is None or run.attempt == 1:
            return ""
        if run.run_id not in self._second:
            self._second[run.run_id] = self._artifacts.attempt_began_at(run.run_id, 2)
        began = self._second[run.run_id]
        if began is not None and (artifact.created_at or began) < began:
            return ""
        return "of a later attempt, and only a first one counts"

    def _is_on_default(self, commit: str) -> bool:
        if self._head is None:
            self._head = self._artifacts.head_of(self.default()) or ""
        return bool(self._head) and self._artifacts.contains(self._head, commit)
