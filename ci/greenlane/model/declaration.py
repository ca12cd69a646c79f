"""greenlane.yaml as it was understood: checked values, and where each of them was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from greenlane.model.gates import Gates
from greenlane.model.minutes import Minutes
from greenlane.model.plan import Component, Job, Policy
from greenlane.model.service import Declared


@dataclass(frozen=True)
class Source:
    """Where a value was written.

    file: the file's name; line: counted from 1; layer: the file, or `environments.<name>` in it.
    variables: the environment variables whose values became part of this one.
    whole: the value was written as one scalar or an empty collection, not as a list or a mapping.
    """

    file: str
    line: int
    layer: str
    variables: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class Declaration:
    """A project's declaration with every layer merged.

    path: the greenlane.yaml; root: its folder, which every relative path in it starts from.
    services: each after all it needs; equals by name. provenance: dotted key -> where it stands;
    a key that is not in it has its default.
    gates: what is checked, and how much may be found. minutes: what the month includes, and when to say so.
    components, jobs, planner: what plans are made from.
    """

    path: Path
    root: Path
    version: int
    project: str
    environment: str
    services: tuple[Declared, ...] = ()
    gates: Gates = field(default_factory=Gates)
    minutes: Minutes = field(default_factory=Minutes)
    components: tuple[Component, ...] = ()
    jobs: tuple[Job, ...] = ()
    planner: Policy = field(default_factory=Policy)
    provenance: Mapping[str, Source] = field(default_factory=dict, repr=False)

    def source(self, key: str) -> Source | None:
        """Where the value of a dotted key was written; None when it is a default.

        A scalar that stands for more (`port: 5432` for `ports.main`, `migrations: folder`) is
        the source of all that it stands for.
        """
        found = self.provenance.get(key)
        if found is None and key.endswith(".ports.main"):
            found = self.provenance.get(key.removesuffix("s.main"))
        while found is None and "." in key:
            key = key.rpartition(".")[0]
            parent = self.provenance.get(key)
            found = parent if parent is not None and parent.whole else None
        return found
