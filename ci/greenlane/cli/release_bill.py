"""Has the bill of materials made: by cyclonedx-py as greenlane locks it, from what the project pins."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from greenlane.cli.world import World
from greenlane.gates.scratch import scratch
from greenlane.gates.toolbox import Toolbox
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.gates import Called, Program, ToolMissing
from greenlane.release import bill
from greenlane.services.store import default_root

MAKER = Program("cyclonedx-py", "cyclonedx-bom")
UV = Program("uv", "uv")
DOCS = "docs/release.md#seal"
FILES = ("uv.lock", "poetry.lock", "requirements.txt", "requirements/*.txt")
EXPORT = (
    *("--frozen", "--offline", "--no-dev", "--no-emit-project", "--no-header", "--no-annotate"),
    *("--format", "requirements-txt"),
)
BENT_BY = frozenset({"SOURCE_DATE_EPOCH"})
"""Variables that would get into the bill."""


def made(world: World, version: str, lock: Path | None) -> str:
    """The bill as JSON, for the project at the call's folder. Raises UsageError, OutsideError."""
    project = _project(world.cwd)
    there = frozenset(path.relative_to(world.cwd).as_posix() for one in FILES for path in world.cwd.glob(one))
    pins = bill.pins(project, lock.as_posix() if lock else "", there)
    if pins is None:
        raise UsageError(
            "what the package needs is pinned nowhere, so there is no bill of materials",
            fix="pin it (uv lock, or a requirements.txt of exact versions), or name the file: --lock FILE",
            docs=DOCS,
        )
    environment = {name: value for name, value in world.environment.items() if name not in BENT_BY}
    with scratch() as place:
        toolbox = Toolbox(environment | place.variables, default_root(world.environment), place.guard)
        about = place.folder / "pyproject.toml"
        about.write_text(bill.described(project, version), encoding="utf-8")
        answer = _asked(toolbox, pins, about, world)
    if wrong := bill.doubts(answer):
        raise UsageError(
            "there is no bill of materials: not everything is pinned",
            where=pins.path or "pyproject.toml",
            detail=wrong[:20],
            fix="pin every package to one version: name==1.2.3",
            docs=DOCS,
        )
    if odd := bill.odd_addresses(answer):
        raise UsageError(
            "the bill of materials would name what is no address",
            detail=[repr(one) for one in odd[:20]],
            fix="mend it where it is declared, as in [project.urls] of pyproject.toml",
            docs=DOCS,
        )
    return answer


def _project(root: Path) -> dict[str, Any]:
    """[project] of pyproject.toml; nothing where there is none."""
    try:
        found = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _asked(toolbox: Toolbox, pins: bill.Pins, about: Path, world: World) -> str:
    """What the program says. about: a pyproject.toml that describes the package."""
    _ready(toolbox, MAKER, world)
    words = ["--output-reproducible", "--of", "JSON", "-o", "-"]
    if pins.kind == "poetry":
        folder = _file(world, pins).parent
        return _said(toolbox.run(MAKER.name, ["poetry", *words, "--no-dev", str(folder)], cwd=folder))
    words = ["requirements", *words, "--pyproject", str(about)]
    if pins.kind == "requirements":
        return _said(toolbox.run(MAKER.name, [*words, str(_file(world, pins))], cwd=world.cwd))
    pinned = _exported(toolbox, _file(world, pins), world) if pins.kind == "uv" else "\n"
    return _said(toolbox.run(MAKER.name, [*words, "-"], cwd=world.cwd, stdin=pinned))


def _file(world: World, pins: bill.Pins) -> Path:
    """Raises UsageError where it is not."""
    path = world.cwd / pins.path
    if not path.is_file():
        raise UsageError("there is no such file of pins", where=str(path), fix="--lock FILE", docs=DOCS)
    return path


def _exported(toolbox: Toolbox, lock: Path, world: World) -> str:
    """The pins of a uv.lock as requirements."""
    _ready(toolbox, UV, world)
    return _said(toolbox.run(UV.name, ["export", *EXPORT, "--directory", str(lock.parent)], cwd=lock.parent))


def _ready(toolbox: Toolbox, program: Program, world: World) -> None:
    """Installed as the lock has it, if it is not there."""
    try:
        toolbox.path(program.name)
    except ToolMissing:
        toolbox.install([program], world.note)


def _said(called: Called) -> str:
    if called.code:
        raise OutsideError(
            "the bill of materials could not be made",
            detail=(called.err or called.out).strip().splitlines()[-10:],
            fix="look whether the file of pins can be read: its words are above",
            docs=DOCS,
        )
    return called.out
