"""What a clone tells of runs: the text of their workflow files, and which files their changes touched.

Properties
- The change of a pull request's run is what its commit has that the default branch had not: the files of all
  commits from it down to those on the default branch's first-parent line. That stays so after a merge.
- Unknown (None) is: a commit that is not in the clone, such as one of a squashed and deleted branch; one on
  the default branch itself; a change that reaches further back than was asked for; a push, whose commits
  GitHub's lists do not name.
- git is asked twice, on the first question, and nothing is fetched.
It does not look into merge commits: what somebody changed while resolving a conflict is not seen.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from greenlane.edges.git import Repository
from greenlane.model.errors import OutsideError
from greenlane.model.jobs import SeenRun

LARGEST_BYTES = 1 << 20
BEFORE_DAYS = 60
DEFAULTS = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master")
PULL = ("pull_request", "pull_request_target")

HEAD = re.compile(rb"\x01([0-9a-f]{40,64} [0-9a-f ]*)")

Commit = tuple[tuple[str, ...], set[str]]
"""The parents, and the files that differ from the first one; none for a merge."""


class Clone:
    """The clone of one repository. name: owner/name at GitHub. since: the day of the first run to be told of.

    Commits are read from BEFORE_DAYS earlier on: a pull request may be that much older than its run.
    """

    def __init__(self, name: str, git: Repository, since: date) -> None:
        self.name = name
        self._git = git
        self._since = since - timedelta(days=BEFORE_DAYS)

    @classmethod
    def find(cls, name: str, folder: Path, environment: Mapping[str, str], since: date) -> Clone | None:
        """The clone around a folder; None when there is none. Raises OutsideError without git."""
        found = Repository.find(folder, environment)
        return cls(name, Repository(found.top, found.top, environment), since) if found else None

    def workflow_texts(self) -> dict[tuple[str, str], str]:
        """The workflow files of the work tree, by repository and path; without those that cannot be read."""
        texts: dict[tuple[str, str], str] = {}
        for path in sorted((self._git.top / ".github" / "workflows").glob("*.y*ml")):
            if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_BYTES:
                continue
            try:
                text = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            texts[self.name, path.relative_to(self._git.top).as_posix()] = text
        return texts

    def changed(self, run: SeenRun) -> frozenset[str] | None:
        """The files that a run's change touched; None when that is not known."""
        if run.event not in PULL or run.repository.lower() != self.name.lower():
            return None
        if not self._line or run.commit in self._line:
            return None
        files: set[str] = set()
        seen: set[str] = set()
        ahead = [run.commit]
        while ahead:
            commit = ahead.pop()
            if commit in self._line or commit in seen:
                continue
            if commit not in self._commits:
                return None
            seen.add(commit)
            parents, touched = self._commits[commit]
            files |= touched
            ahead += parents
        return frozenset(files)

    @cached_property
    def _line(self) -> frozenset[str]:
        """The default branch's commits, each the first parent of the one after it; none where it is not."""
        tip = next((found for name in DEFAULTS if (found := self._git.commit(name))), None)
        if tip is None:
            return frozenset()
        return frozenset(self._git.run("rev-list", "--first-parent", tip).decode().split())

    @cached_property
    def _commits(self) -> dict[str, Commit]:
        """All commits of the span, on whatever branch."""
        since = f"--since={self._since.isoformat()}T00:00:00Z"
        words = ("log", "-z", "--all", "--name-only", "--no-renames", "--format=%x01%H %P", since)
        found: dict[str, Commit] = {}
        files: set[str] = set()
        for field in self._fields(words):
            if head := HEAD.fullmatch(field):
                commit, *parents = head[1].decode().split()
                files = set()
                found[commit] = (tuple(parents), files)
            elif field:
                files.add(os.fsdecode(field.removeprefix(b"\n")))
        return found

    def _fields(self, words: tuple[str, ...]) -> list[bytes]:
        """git's answer; none where it has none to give, such as in a repository without commits."""
        try:
            return list(self._git.fields(*words))
        except OutsideError:
            return []
