"""What a repository's history holds: every blob once, every message, and the commit that brought it.

Properties
- Whatever any commit of the range put below the project's folder is in it: also what was deleted later, what
  came under another name, and what only a merge brought (`git log -c` names what differs from all parents).
- A blob is named by the oldest commit that has it. Submodules are repositories of their own: counted only.
- What is cut off or not here is said; it never passes for looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from greenlane.edges.git import Repository
from greenlane.model.errors import OutsideError

_LOG = (
    *("-c", "log.showRoot=true", "-c", "diff.relative=false", "-c", "core.commitGraph=true"),
    *("log", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--format=tformat:%x01%H"),
)
_LINK = b"160000"


@dataclass(frozen=True)
class Place:
    """Where a text stands in the history. path: from the project's root; None: the message itself.

    age: how far from the newest of the range its commit is.
    """

    commit: str
    path: str | None
    age: int


@dataclass
class History:
    """places: object -> the oldest place of it. unknown: why a part could not be seen, a line each."""

    places: dict[str, Place] = field(default_factory=dict)
    commits: int = 0
    submodules: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)


def everything(repository: Repository) -> History:
    """Every commit that any reference reaches, and the annotated tags."""
    found = _walk(repository, ("--all",))
    if repository.is_shallow():
        found.unknown.append("the history is cut off here (a shallow clone): git fetch --unshallow")
    for name, kind, reference in _references(repository):
        if kind in ("tag", "blob"):
            found.places.setdefault(name, Place("", None if kind == "tag" else reference, found.commits))
        elif kind != "commit":
            found.unknown.append(f"{reference} names a tree, no commit: it was not looked at")
    return found


def since(repository: Repository, base: str | None) -> History:
    """The commits of base..HEAD."""
    if base is None or repository.commit(base) is None:
        return History(
            unknown=["there is no base to compare with: name one with --base, or look at --history all"]
        )
    found = _walk(repository, (f"{base}..HEAD",))
    cut = _cut_commits(repository) & {place.commit for place in found.places.values()}
    if cut:
        found.unknown.append("the history is cut off between the base and HEAD: git fetch --unshallow")
    return found


def _walk(repository: Repository, wanted: Sequence[str]) -> History:
    found = History()
    prefix = _prefix(repository)
    commit = ""
    fields = repository.fields(*_LOG, *wanted, "--")
    for raw in fields:
        text = raw.removeprefix(b"\n")
        if text.startswith(b"\x01"):
            commit = text[1:].decode()
            found.places[commit] = Place(commit, None, found.commits)
            found.commits += 1
        elif text.startswith(b":"):
            _note(found, text, next(fields, b""), prefix, commit)
        elif text:
            raise OutsideError("git log printed something else than commits and their changes")
    _prove(repository, wanted, found)
    _leave_out_absent(repository, wanted, found)
    return found


def _note(found: History, header: bytes, name: bytes, prefix: bytes, commit: str) -> None:
    """One changed path. header: a colon a parent, their modes and the new, their hashes and the new."""
    parents = len(header) - len(header.lstrip(b":"))
    words = header.split(b" ")
    mode, new = words[parents], words[2 * parents + 1].decode()
    if not name.startswith(prefix) or not new.strip("0"):
        return
    path = os.fsdecode(name[len(prefix) :])
    if mode == _LINK:
        found.submodules.add(path)
    else:
        found.places[new] = Place(commit, path, found.commits)


def _prove(repository: Repository, wanted: Sequence[str], found: History) -> None:
    """git has to have told of every commit that it counts."""
    counted = int(repository.run("rev-list", "--count", *wanted, "--"))
    if counted != found.commits:
        found.unknown.append(f"git counts {counted} commits and told of {found.commits}")


def _leave_out_absent(repository: Repository, wanted: Sequence[str], found: History) -> None:
    """What a partial clone has not: asking for it would fetch it, with a call for every single text."""
    if not repository.run("config", "--get-regexp", r"^remote\..*\.promisor$", ok=(0, 1)):
        return
    listed = repository.run("rev-list", "--objects", "--missing=print", *wanted, "--")
    names = (line[1:].decode() for line in listed.split(b"\n") if line.startswith(b"?"))
    absent = [place for name in names if (place := found.places.pop(name, None))]
    if absent:
        found.unknown.append(
            f"{len(absent)} texts are not in this clone (a partial one), such as {absent[0].path}: "
            "git fetch --refetch --no-filter"
        )


def _prefix(repository: Repository) -> bytes:
    """The project's folder below the work tree's top, with a / behind it; b"" for the top itself."""
    return repository.run("rev-parse", "--show-prefix").removesuffix(b"\n")


def _references(repository: Repository) -> Iterator[tuple[str, str, str]]:
    """Hash, kind and name of what each reference names, and of what a tag names in turn."""
    words = "%(objectname) %(objecttype) %(*objectname) %(*objecttype) %(refname)"
    listed = repository.run("for-each-ref", f"--format={words}")
    for line in listed.decode(errors="replace").splitlines():
        name, kind, tagged, kind_of_tagged, reference = line.split(" ", 4)
        yield name, kind, reference
        if tagged:
            yield tagged, kind_of_tagged, reference


def _cut_commits(repository: Repository) -> set[str]:
    """The commits whose parents were not fetched."""
    where = Path(os.fsdecode(repository.run("rev-parse", "--git-path", "shallow").rstrip(b"\n")))
    try:
        return set((repository.root / where).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return set()
    except (OSError, UnicodeDecodeError) as err:
        raise OutsideError(f"{where} cannot be read: {err}") from err
