"""The throw-away clone that a simulation runs on, with the commits that its event needs.

Properties
- Nothing of the user's repository is written: objects, refs and index of its own.
- What is not committed takes part, as one more commit, and is said to.
- `origin` is a repository beside the clone under the address of GitHub, so a step may fetch from it as there.
- The base is a commit of the default branch that the head does not already lie in.
Not done here: clones of partial depth; a step sees all of the history that is here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.git import Repository
from greenlane.edges.git_calls import Git
from greenlane.edges.git_words import cleaned
from greenlane.model.errors import UsageError
from greenlane.workflows.simulate_events import NUMBER, Event

DOCS = "docs/simulate.md"
_NOWHERE: Mapping[str, str] = {}
_WHO = {
    name: value
    for role in ("AUTHOR", "COMMITTER")
    for name, value in (
        (f"GIT_{role}_NAME", "greenlane simulate"),
        (f"GIT_{role}_EMAIL", "simulate@localhost"),
        (f"GIT_{role}_DATE", "2026-01-01T00:00:00Z"),
    )
}


@dataclass(frozen=True)
class Commits:
    """head: what is proposed; base: what it goes into; merge: both. is_uncommitted: head was made here."""

    head: str
    base: str
    merge: str
    branch: str
    default_branch: str
    is_uncommitted: bool


class Origin:
    """A bare repository in a scratch folder: what GitHub would hold."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._environment = {**cleaned(environment), **_WHO}

    def git(self, *words: str, stdin: bytes | None = None, place: Mapping[str, str] = _NOWHERE) -> str:
        """What git says in this repository. place: its work tree and index. Raises OutsideError."""
        return Git(self.folder, {**self._environment, **place}).run(*words, stdin=stdin).decode().strip()

    def fill(self, source: Path, *, default_branch: str = "", base: str = "") -> Commits:
        """Take a folder in as it is now. Raises UsageError for a base that is not there, OutsideError."""
        repository = Repository.find(source, self._environment)
        top = repository.top if repository else source
        self.folder.mkdir(parents=True)
        self.git("init", "--quiet", "--bare", "--initial-branch=main")
        last = self._history(repository)
        main = default_branch or _default_branch(repository)
        head = self._head(top, last)
        return self._commits(repository, main, head, last, base)

    def _history(self, repository: Repository | None) -> str | None:
        """Bring every branch and tag over; returns what HEAD is."""
        last = repository.commit() if repository else None
        if repository is None or not last:
            return None
        refs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+HEAD:refs/simulate/head")
        self.git("fetch", "--quiet", "--no-auto-gc", "--update-head-ok", str(repository.top), *refs)
        return last

    def _head(self, top: Path, last: str | None) -> str:
        """HEAD, or a commit on top of it that holds what is not committed."""
        place = {"GIT_WORK_TREE": str(top), "GIT_INDEX_FILE": str(self.folder / "simulate.index")}
        if last:
            self.git("read-tree", last, place=place)
        self.git("add", "--all", place=place)
        tree = self.git("write-tree", place=place)
        if last and tree == self.git("rev-parse", f"{last}^{{tree}}"):
            return last
        return self.commit(tree, *([last] if last else []))

    def commit(self, tree: str, *parents: str, message: str = "what is not committed") -> str:
        """Make a commit of a tree."""
        return self.git(
            "commit-tree", tree, *(word for one in parents for word in ("-p", one)), stdin=message.encode()
        )

    def _commits(
        self, repository: Repository | None, main: str, head: str, last: str | None, wanted: str
    ) -> Commits:
        on = repository.run("symbolic-ref", "--quiet", "--short", "HEAD", ok=(0, 1)) if repository else b""
        branch = on.decode().strip() or "topic"
        base = self._base(head, branch, main, wanted)
        return Commits(
            head=head,
            base=base,
            merge=self._merged(base, head),
            branch="topic" if branch == main else branch,
            default_branch=main,
            is_uncommitted=head != last,
        )

    def _base(self, head: str, branch: str, main: str, wanted: str) -> str:
        if wanted or branch != main:
            found = self._find(wanted or f"refs/heads/{main}")
            if found is None and wanted:
                raise UsageError(
                    f"--base: there is no commit {wanted}",
                    fix="name a branch, a tag or a commit of this repository",
                    docs=f"{DOCS}#the-clone",
                )
            if found and (wanted or not self._is_ancestor(head, found)):
                return found
        return self._find(f"{head}^") or self.commit(self.git("mktree", stdin=b""), message="nothing yet")

    def _find(self, name: str) -> str | None:
        out = Git(self.folder, self._environment).run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", ok=(0, 1, 128)
        )
        return out.decode().strip() or None

    def _is_ancestor(self, one: str, other: str) -> bool:
        return self.git("rev-list", "--count", one, f"^{other}") == "0"

    def _merged(self, base: str, head: str) -> str:
        """The commit that GitHub would make of both. Raises UsageError when they conflict."""
        if self._is_ancestor(base, head) or self._find(f"{head}^") is None:
            tree = self.git("rev-parse", f"{head}^{{tree}}")
        else:
            words = ("merge-tree", "--write-tree", "--name-only", "--no-messages", base, head)
            told = Git(self.folder, self._environment).run(*words, ok=(0, 1)).decode()
            tree, *clashing = told.split("\n")
            if any(clashing):
                raise UsageError(
                    "the branch conflicts with its base: GitHub would start no workflow",
                    fix="merge the base first, or name another with --base",
                    docs=f"{DOCS}#the-clone",
                    detail=[line for line in clashing if line][:20],
                )
        return self.commit(tree, base, head, message="Merge the head into the base")

    def publish(self, commits: Commits, event: Event) -> None:
        """Let every ref be where it is when the event comes."""
        is_push = event.name not in ("pull_request", "merge_group")
        into = commits.head if is_push and event.kind not in ("new-branch", "force-push") else commits.base
        refs = {f"refs/heads/{commits.default_branch}": into}
        if event.kind not in ("push", "dispatch", "schedule", "tag", "release"):
            refs[f"refs/heads/{commits.branch}"] = commits.head
        if event.name == "pull_request":
            refs[f"refs/pull/{NUMBER}/head"] = commits.head
        refs[event.ref] = event.commit
        words = [f"update {ref} {commit}\n" for ref, commit in refs.items()]
        self.git("update-ref", "--stdin", stdin="".join([*words, "delete refs/simulate/head\n"]).encode())
        if commits.default_branch != "main":  # which it was made with
            self.git("symbolic-ref", "HEAD", f"refs/heads/{commits.default_branch}")

    def checkout(self, folder: Path, event: Event, address: str) -> None:
        """Lay the event's commit out as actions/checkout does, with `origin` under this address.

        The clone has every object of the origin, so it is told where the event's ref stands and fetches none.
        """
        self.git("clone", "--quiet", "--no-checkout", "--no-hardlinks", str(self.folder), str(folder))
        tree = Git(folder, self._environment)
        tree.run("update-ref", _local(event.ref), event.commit)
        name = event.ref.removeprefix("refs/heads/")
        how = ("--detach", event.commit) if name == event.ref else ("-B", name, event.commit)
        tree.run("checkout", "--quiet", *how)
        tree.run("remote", "set-url", "origin", address)
        shutil.rmtree(folder / ".git" / "hooks", ignore_errors=True)


def _default_branch(repository: Repository | None) -> str:
    """origin's, else main or master as far as there is one, else the branch that is checked out."""
    if repository is None:
        return "main"
    words = ("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    if told := repository.run(*words, ok=(0, 1, 128)).decode().strip():
        return told.partition("/")[2]
    for name in ("main", "master"):
        if repository.commit(f"refs/heads/{name}"):
            return name
    return repository.run("symbolic-ref", "--quiet", "--short", "HEAD", ok=(0, 1)).decode().strip() or "main"


def _local(ref: str) -> str:
    """Where actions/checkout keeps a ref."""
    if ref.startswith("refs/heads/"):
        return ref.replace("refs/heads/", "refs/remotes/origin/", 1)
    return ref.replace("refs/pull/", "refs/remotes/pull/", 1)


def gitconfig(home: Path, address: str, origin: Path) -> None:
    """A home in which git finds the origin under GitHub's address, and nothing of the user's."""
    home.mkdir(parents=True, exist_ok=True)
    lines = ["[safe]", "\tdirectory = *", "[init]", "\tdefaultBranch = main"]
    lines += [f'[url "{os.fspath(origin)}"]', f"\tinsteadOf = {address}"]
    lines += [f"\tinsteadOf = {address.removesuffix('.git')}"]
    (home / ".gitconfig").write_text("\n".join(lines) + "\n")
