"""Reports of several jobs, laid into one work tree: where their jobs left them, as far as that can be."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from greenlane.gates import merged
from greenlane.planner.store import tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from greenlane.cli.gate_plan_reports import Gathered
    from greenlane.edges.git import Repository
    from greenlane.gates.merged import Kind
    from greenlane.model.gates import Gates

ASIDE = ".greenlane/reports"
"""For reports from outside the project's folder."""
_MAGIC = re.compile(r"[*?\[\]]")


class Laid(NamedTuple):
    """tool: that reads it. path: where its job left it. at: where it lies now, from the project's folder."""

    tool: Kind
    path: str
    at: str


def laid(gathered: Gathered, gates: Gates, repository: Repository) -> Sequence[Laid]:
    """Lay every report that a gate reads. Two jobs' files of one name lie side by side. Raises OSError."""
    taken: dict[str, bytes] = {}
    return [*_each(gathered, gates, repository, taken)]


def _each(
    gathered: Gathered, gates: Gates, repository: Repository, taken: dict[str, bytes]
) -> Iterator[Laid]:
    below = repository.root.relative_to(repository.top.resolve()).as_posix()
    prefix = "" if below == "." else f"{below}/"
    for job, path, source in gathered.paths():
        data = source.read_bytes()
        at = path.removeprefix(prefix)
        if not path.startswith(prefix):
            at = f"{ASIDE}/{path.replace('/', '_')}"
        tool = merged.kind(at, data)
        if tool is None or not merged.is_wanted(gates, tool, at):
            continue
        place = _place(job, at, repository) if taken.get(at, data) == data else _beside(job, at)
        if place not in taken:
            taken[place] = data
            _lay(repository.root / place, source)
            yield Laid(tool, at, place)


def _place(job: str, at: str, repository: Repository) -> str:
    """Where its job left it; elsewhere when that is a file of the commit, leads out, or reads as a glob."""
    root = repository.root.resolve()
    if not (root / at).parent.resolve().is_relative_to(root):
        return _beside(job, f"{ASIDE}/{at.replace('/', '_')}")
    return _beside(job, at) if _MAGIC.search(at) or repository.content("HEAD", at) is not None else at


def _beside(job: str, at: str) -> str:
    """The same folder, with the job in the name: the globs of names that end alike still take it in."""
    name = PurePosixPath(at)
    return _MAGIC.sub("_", (name.parent / f"{tag(job)}.{name.name}").as_posix())


def _lay(place: Path, source: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    shutil.copyfile(source, place)
