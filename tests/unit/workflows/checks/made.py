"""Small repositories for the rules, written in YAML: what is marked with <- has to be found, nothing else.

A case has a name and files: `flow` (.github/workflows/a.yml), `called` (.github/workflows/called.yml),
`action` (actions/say/action.yml), others under `files`. `jobs` are those of greenlane.yaml: name -> needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from greenlane.workflows.checks.repository import DeclaredJob, Repository, look

CORPUS = Path(__file__).parent / "corpus"
NAMES = {
    "flow": ".github/workflows/a.yml",
    "called": ".github/workflows/called.yml",
    "action": "actions/say/action.yml",
}
MARK = "<-"


@dataclass
class Paper:
    """A tree of files that exist in memory only."""

    texts: Mapping[str, str | bytes]
    root: Path = field(default_factory=lambda: Path("/nowhere"))

    def files(self, *globs: str, under: tuple[str, ...] = ()) -> tuple[str, ...]:
        del under
        found = (path for path in sorted(self.texts) if not globs or any(_fits(path, glob) for glob in globs))
        return tuple(found)

    def read(self, path: str) -> bytes:
        text = self.texts[path]
        return text.encode() if isinstance(text, str) else text

    def digest(self, path: str) -> str:
        return str(hash(self.texts[path]))

    def is_settled(self, paths: Any) -> bool:
        del paths
        return True


def _fits(path: str, glob: str) -> bool:
    if "/" in glob:
        return fnmatchcase(path, glob) and path.count("/") == glob.count("/")
    return fnmatchcase(path.rpartition("/")[2], glob)


@dataclass(frozen=True)
class Case:
    """One small repository. marked: path and line of every mistake in it."""

    rule: str
    name: str
    files: Mapping[str, str]
    jobs: tuple[DeclaredJob, ...] = ()

    @property
    def marked(self) -> list[tuple[str, int]]:
        return [
            (path, number)
            for path, text in sorted(self.files.items())
            for number, line in enumerate(text.split("\n"), start=1)
            if MARK in line
        ]

    @property
    def repository(self) -> Repository:
        return look(Paper(self.files), self.jobs)


def cases() -> Iterator[Case]:
    """All of the corpus."""
    for path in sorted(CORPUS.glob("*.yaml")):
        for one in yaml.load(path.read_text(), yaml.CSafeLoader):  # while every worker collects: at once
            files = {NAMES[key]: text for key, text in one.items() if key in NAMES} | one.get("files", {})
            jobs = tuple(DeclaredJob(name, tuple(needs or ())) for name, needs in one.get("jobs", {}).items())
            yield Case(path.stem, one["name"], files, jobs)
