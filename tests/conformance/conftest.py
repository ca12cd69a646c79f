"""A project from a specimen, and a toolbox whose programs can be made to lie."""

from __future__ import annotations

import importlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from greenlane.config.options import adapter
from greenlane.edges.git import Repository
from greenlane.gates import catalog
from greenlane.gates.comparing import compare
from greenlane.gates.looking import Project
from greenlane.gates.running import run
from greenlane.gates.sparing import Baseline
from greenlane.gates.toolbox import Toolbox
from greenlane.gates.tree import ProjectTree
from greenlane.model.gates import Called, DeclaredTool, Gates
from greenlane.model.verdict import ToolReport
from greenlane.services.store import default_root
from tests.unit.gates.trial import ENVIRONMENT, Trial

TODAY = date(2026, 11, 21)
WITH_UV = "test_bare_nox_is_green_with_uv"
"""Of test_consumer.py, what has a repository of its own."""
Bend = Callable[[Called], Called]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process looks at all seeded mistakes, and one makes the consumer's environments: once each."""
    from tests.side_by_side import scheduling

    return scheduling(config, log, _together)


def _together(file: str, name: str) -> str | None:
    return file if file in ("test_check", "test_consumer") and name != WITH_UV else None


def honest(done: Called) -> Called:
    """Changes nothing."""
    return done


@dataclass(frozen=True)
class Heard:
    """What programs have answered and left in this process, by all that they were told and shown."""

    answers: dict[Any, tuple[bytes, dict[str, bytes]]] = field(default_factory=dict)

    def again(self, folder: Path, told: Any, call: Callable[[], Called]) -> Called:
        """What it answers to that, beside these files: it is asked once.

        folder: all that is this test's own, files to be read and to be written; where it lies makes no
        difference, nor does the port of a service that the specimen brings.
        """
        shown, place = files_below(folder), os.fsencode(folder)
        key = (LOCAL.sub("", repr(told).replace(str(folder), "")), tuple(sorted(shown.items())))
        if key not in self.answers:
            done = call()
            left = {name: data for name, data in files_below(folder).items() if shown.get(name) != data}
            said = json.dumps([done.code, done.out, done.err], ensure_ascii=False).encode()
            if LOCAL.search(said.decode()):
                return done
            self.answers[key] = (
                said.replace(place, PLACE),
                {name: data.replace(place, PLACE) for name, data in left.items()},
            )
            return done
        said, left = self.answers[key]
        for name, data in left.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data.replace(PLACE, place))
        code, out, err = json.loads(said.replace(PLACE, place))
        return Called(code, out, err)


def files_below(folder: Path) -> dict[str, bytes]:
    """The content of every file."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


HEARD = Heard()
PLACE = b"<where this test is>"
LOCAL = re.compile(r"127\.0\.0\.1:\d+")


class Bent(Toolbox):
    """Real programs, whose answers pass through `bend`; questions about their versions do not.

    folder: that of the test. What is bent in many ways was answered once.
    """

    bend: Bend = staticmethod(honest)
    timeout_s: float | None = None
    folder: Path

    def run(self, name: str, argv: Sequence[str], **more: Any) -> Called:
        real = super().run
        if list(argv) == ["--version"]:
            return real(name, argv, **more)
        if self.timeout_s is not None:
            more["timeout_s"] = self.timeout_s
        if self.bend is honest or self.timeout_s is not None:
            return self.bend(real(name, argv, **more))
        told = (name, argv, sorted(more.items()), self._environment)
        return self.bend(HEARD.again(self.folder, told, lambda: real(name, argv, **more)))


@dataclass
class Specimen:
    """A tool's specimen, laid out in a folder."""

    tool: str
    module: ModuleType
    trial: Trial
    scratch: Path
    bend: Bend = honest
    timeout_s: float | None = None

    def lay(self, files: Mapping[str, str | bytes]) -> Specimen:
        """Write the files and prepare the project."""
        self.trial.write(files)
        prepare: Callable[[Path], None] | None = getattr(self.module, "prepare", None)
        if prepare:
            prepare(self.trial.root)
        return self

    def look(self) -> ToolReport:
        """What the gate makes of it: one tool, declared with the specimen's options, nothing remembered."""
        with ExitStack() as around:
            return self._look(self.environment(around))

    def _look(self, environment: dict[str, str]) -> ToolReport:
        entry = catalog.tool(self.tool)
        options = adapter(entry.OPTIONS).validate_python([getattr(self.module, "OPTIONS", {})], strict=False)[
            0
        ]
        box = Bent(environment, default_root(os.environ))
        box.bend, box.timeout_s, box.folder = self.bend, self.timeout_s, self.trial.root.parent
        root = self.trial.root
        repository = Repository.find(root, environment)
        compared = compare(
            repository,
            environment,
            base=getattr(self.module, "BASE", ""),
            history=getattr(self.module, "HISTORY", None),
        )
        self.scratch.mkdir(exist_ok=True)
        scratch = self.scratch / str(len(list(self.scratch.iterdir())))
        scratch.mkdir()
        project = Project(
            tree=ProjectTree(root, repository),
            gates=Gates(
                tools=(DeclaredTool(self.tool, options),), components=getattr(self.module, "COMPONENTS", {})
            ),
            environment=environment,
            toolbox=box,
            scratch=scratch,
            caches=None,
            today=TODAY,
            change=compared.change,
            history=compared.history,
        )
        (gate,) = run([self.tool], project, baseline=Baseline()).gates
        return gate.tools[0]

    def environment(self, around: ExitStack) -> dict[str, str]:
        """Scrubbed, with what the specimen wants: variables, or something around the run that gives them."""
        own = getattr(self.module, "environment", None)
        given = own(self.trial.root) if own else getattr(self.module, "ENVIRONMENT", {})
        if isinstance(given, AbstractContextManager):
            given = around.enter_context(given)
        return {**ENVIRONMENT, **given}


def has_specimen(tool: str) -> bool:
    """Whether there is one."""
    return (Path(__file__).parent / "specimens" / f"{tool.replace('-', '_')}.py").is_file()


def specimen_of(tool: str) -> ModuleType:
    """The specimen's module. Raises ModuleNotFoundError for a tool that has none."""
    return importlib.import_module(f"tests.conformance.specimens.{tool.replace('-', '_')}")


@pytest.fixture
def specimen(request: pytest.FixtureRequest, tmp_path: Path) -> Specimen:
    """The specimen of the tool in the test's parameter."""
    tool: str = request.param
    root = tmp_path / "pro ject"
    root.mkdir()
    return Specimen(tool, specimen_of(tool), Trial(root), tmp_path / "scratch")
