"""What a release is decided from: the source, the notes, the commit, the artifacts, GitHub."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path
from typing import Any

from greenlane.cli.world import World
from greenlane.edges.git import Repository
from greenlane.edges.github import GitHub
from greenlane.model.errors import UsageError
from greenlane.release import changelog, plan
from greenlane.release.looking import look
from greenlane.release.remote import Remote

DOCS = "docs/release.md#the-version"


def observe(
    arguments: argparse.Namespace, world: World, github: GitHub, built: plan.Built | None
) -> plan.Observed:
    """All that the decision needs, evidence aside."""
    repository = Repository.find(world.cwd, world.environment)
    head = (repository.commit() if repository else None) or ""
    log = world.cwd / "CHANGELOG.md"
    fragments = sorted(path.name for path in (world.cwd / "changelog.d").glob("*.*.md"))
    return plan.Observed(
        source_version=source_version(world.cwd, arguments.source),
        commit=world.environment.get("GITHUB_SHA") or head,
        head=head,
        notes=changelog.notes(log.read_text(), arguments.version) if log.exists() else None,
        leftover_fragments=tuple(fragments),
        remote=look(github, f"v{arguments.version}")
        if plan.VERSION.fullmatch(arguments.version)
        else Remote(),
        built=built,
    )


def source_version(root: Path, named: Path | None) -> str:
    """The version that the source states. named: the file with __version__, where the call names one.

    Else as pyproject.toml says: [project] version, or the file in [tool.hatch.version]. Raises UsageError.
    """
    if named is not None:
        return _stated(root / named)
    declared = _pyproject(root / "pyproject.toml")
    project = declared.get("project", {})
    if isinstance(project, dict) and isinstance(project.get("version"), str):
        return str(project["version"])
    try:
        return _stated(root / str(declared["tool"]["hatch"]["version"]["path"]))
    except (KeyError, TypeError) as err:
        raise _unsaid() from err


def _pyproject(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise _unsaid() from err


def _unsaid() -> UsageError:
    return UsageError(
        "pyproject.toml does not say where the version stands", fix="name the file: --source FILE", docs=DOCS
    )


def _stated(file: Path) -> str:
    """The value of __version__ in a file. Raises UsageError."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    found = re.search(r"^__version__(?:: str)? = [\"'](.+?)[\"']", text, re.MULTILINE)
    if not found:
        raise UsageError(
            "this file states no __version__", where=str(file), fix="name the file: --source FILE", docs=DOCS
        )
    return found[1]
