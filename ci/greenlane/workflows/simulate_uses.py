"""Where each `uses:` of a workflow leads on this machine; one that leads nowhere is refused at once.

Properties
- Every reference is followed: workflows that are called, actions, and the actions in those.
- The repository's own (`$/x`, and called workflows under `./`) come from a copy of the tree at the running
  commit, as on GitHub; so do those of another repository whose source is here. Only copies are rewritten.
- On this machine act is given links to a copy: it lays out anew what it is given, for each use of an action.
- Everything else has a stub, or the run is refused: nothing is fetched.
Not done here: actions in images (`docker://`), which host mode cannot run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from greenlane.model.errors import UsageError
from greenlane.workflows import simulate_yaml as documents

DOCS = "docs/simulate.md"
STUBS = Path(__file__).parent / "stubs"
BUILT_IN = ("actions/checkout",)
LEFT_OUT = (
    ".git",
    ".nox",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    "__pycache__",
    "node_modules",
)
_REMOTE = re.compile(r"([\w.-]+/[\w.-]+)((?:/[^@]+)?)@(.+)")

Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Place:
    """A repository's files here. name: owner/name; ref: under which they are asked for."""

    name: str
    ref: str
    folder: Path


@dataclass(frozen=True)
class Called:
    """A workflow that a job calls. name: the job's, as GitHub shows it; label: act's, and no other call's."""

    document: dict[str, Any]
    name: str
    label: str


@dataclass
class Uses:
    """Follows references. own: the tree at its commit; sources: other repositories' folders by owner/name, or
    by name alone; stubs: folders by owner/name; changes: what to alter in our own workflows, by file name;
    is_linked: whether every job runs on this machine, where a link leads to what it names.
    """

    own: Place
    scratch: Path
    sources: Mapping[str, Path]
    stubs: Mapping[str, Path]
    changes: Mapping[str, tuple[Change, ...]]
    is_linked: bool = True
    mapped: dict[str, Path] = field(default_factory=dict)
    stubbed: set[str] = field(default_factory=set)
    called: dict[tuple[str, str], Called] = field(default_factory=dict)
    """By where the calling workflow is from (its path or its `uses:`) and the job's id."""
    _unmapped: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def workflow(self, name: str) -> tuple[Path, dict[str, Any]]:
        """The workflow to give to act, and what it says. Raises UsageError for what leads nowhere."""
        document = documents.read(self.own.folder / ".github/workflows" / name, f".github/workflows/{name}")
        self._change(document, name)
        self._follow(document, self.own, f".github/workflows/{name}")
        if self._unmapped:
            raise _leads_nowhere(self._unmapped)
        path = self.scratch / "workflow" / name
        documents.write(path, document)
        return path, document

    def _change(self, document: dict[str, Any], name: str) -> None:
        for change in self.changes.get(name, ()):
            change(document)

    def _follow(self, document: dict[str, Any], place: Place, where: str) -> None:
        """Follow what a workflow of this place uses; its references are rewritten."""
        for name, job in documents.jobs_of(document).items():
            if isinstance(used := job.get("uses"), str):
                job["uses"] = self._called(used, place, where)
                label = f"{name}@{len(self.called)}"  # act's label of an inner job begins with it
                self._keep_called((where, name), job, label)
                job["name"] = label
            for step in documents.steps_of(job):
                if isinstance(used := step.get("uses"), str):
                    step["uses"] = self._step(used, place, where)

    def _keep_called(self, key: tuple[str, str], job: dict[str, Any], label: str) -> None:
        found = _REMOTE.fullmatch(job["uses"])
        folder = self.mapped.get(f"{found[1]}@{found[3]}") if found else None
        if found and folder and (folder / found[2].strip("/")).is_file():
            document = documents.read(folder / found[2].strip("/"))
            self.called[key] = Called(document, str(job.get("name", key[1])), label)

    def _called(self, used: str, place: Place, where: str) -> str:
        if used.startswith(("$/", "./")):
            used = f"{place.name}/{used[2:]}@{place.ref}"
        return self._remote(used, where)

    def _step(self, used: str, place: Place, where: str) -> str:
        if used.startswith("$/"):
            return self._remote(f"{place.name}/{used[2:]}@{place.ref}", where)
        if used.startswith("./"):
            return self._local(used, where)
        if used.startswith("docker://"):
            self._unmapped.setdefault(used, where)
            return used
        return self._remote(used, where)

    def _local(self, used: str, where: str) -> str:
        """An action of the tree that is checked out, wherever the workflow itself comes from."""
        path = _manifest(self.own.folder / used)
        if path is None:
            self._unmapped.setdefault(used, where)
            return used
        if self._leads_to_own(used, set()):
            return self._remote(f"{self.own.name}/{used[2:]}@{self.own.ref}", where)
        self._composite(path, Place(self.own.name, self.own.ref, self.own.folder), used)
        return used

    def _remote(self, used: str, where: str) -> str:
        found = _REMOTE.fullmatch(used)
        if not found:
            self._unmapped.setdefault(used, where)
            return used
        name, path, ref = found[1], found[2].strip("/"), found[3]
        place = self._copy(name, ref)
        if place:
            self._inside(place, path, used, where)
        elif name in BUILT_IN:
            pass
        elif name in self.stubs:
            self._stub(name, path, ref, used, where)
        else:
            self._unmapped.setdefault(used, where)
        return used

    def _stub(self, name: str, path: str, ref: str, used: str, where: str) -> None:
        if _manifest(self.stubs[name] / path) is None:
            self._unmapped.setdefault(used, where)
            return
        self.mapped[f"{name}@{ref}"] = self.stubs[name]
        self.stubbed.add(name)

    def _copy(self, name: str, ref: str) -> Place | None:
        """This repository's files, with its references to itself written out; None when they are not here."""
        if name == self.own.name and ref == self.own.ref:
            source: Path | None = self.own.folder
        else:
            source = self.sources.get(name) or self.sources.get(name.partition("/")[2])
        if source is None:
            return None
        key = f"{name}@{ref}"
        if key not in self.mapped:
            folder = self.scratch / "sources" / str(len(self.mapped))
            copy(source, folder)
            self.mapped[key] = (
                linked(folder, self.scratch / "linked" / folder.name) if self.is_linked else folder
            )
        return Place(name, ref, self.mapped[key])

    def _inside(self, place: Place, path: str, used: str, where: str) -> None:
        """Rewrite and follow one workflow or action of a copy."""
        if used in self._seen:
            return
        self._seen.add(used)
        file = place.folder / path
        if path.startswith(".github/workflows/") and file.is_file():
            document = documents.read(file, used)
            self._change(document, file.name)
            self._follow(document, place, used)
            documents.write(file, document)
            return
        manifest = _manifest(file)
        if manifest is None:
            self._unmapped.setdefault(used, where)
            return
        documents.write(manifest, self._composite(manifest, place, used))

    def _composite(self, manifest: Path, place: Place, where: str) -> dict[str, Any]:
        """Follow what an action of this place uses; returns it with its references rewritten."""
        document = documents.read(manifest, where)
        for step in documents.steps_of(document):
            if isinstance(used := step.get("uses"), str):
                step["uses"] = self._step(used, place, where)
        return document

    def _leads_to_own(self, used: str, seen: set[str]) -> bool:
        """Whether an action of the tree uses `$/`, or another of it that does: it comes from a copy then."""
        path = _manifest(self.own.folder / used)
        if path is None or used in seen:
            return False
        seen.add(used)
        inner = [str(step.get("uses")) for step in documents.steps_of(documents.read(path, used))]
        return any(
            one.startswith("$/") or (one.startswith("./") and self._leads_to_own(one, seen)) for one in inner
        )


def copy(source: Path, folder: Path) -> None:
    """The files of a checkout, without what belongs to the one who made it."""
    shutil.copytree(source, folder, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))


def linked(folder: Path, into: Path) -> Path:
    """A folder of links to all that is in another one: dozens of files weigh no more than a few names."""
    into.mkdir(parents=True)
    for one in folder.iterdir():
        (into / one.name).symlink_to(one.absolute())
    return into


def _manifest(folder: Path) -> Path | None:
    for name in ("action.yml", "action.yaml"):
        if (folder / name).is_file():
            return folder / name
    return None


def _leads_nowhere(unmapped: Mapping[str, str]) -> UsageError:
    first, *_ = unmapped.items()
    count = len(unmapped)
    what = (
        f"`uses: {first[0]}` has no stand-in here" if count == 1 else f"{count} `uses:` have no stand-in here"
    )
    return UsageError(
        f"{what}: it could only come from the network",
        where=first[1] if count == 1 else None,
        fix="name what acts for it: --stub OWNER/NAME=FOLDER, or --source OWNER/NAME=CHECKOUT",
        docs=f"{DOCS}#stubs",
        detail=[f"{where}: uses: {used}" for used, where in unmapped.items()] if count > 1 else [],
    )


def stubs() -> dict[str, Path]:
    """The stubs that travel with greenlane, by owner/name: stubs/<owner>/<name>."""
    return {
        f"{folder.parent.name}/{folder.name}": folder
        for folder in sorted(STUBS.glob("*/*"))
        if folder.is_dir()
    }
