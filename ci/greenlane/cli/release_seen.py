"""What a release is decided from: the source, the notes, the commit, the artifacts, GitHub."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from greenlane.cli.world import World
from greenlane.edges.github import GitHub
from greenlane.model.errors import UsageError
from greenlane.release import changelog, plan, publication


def observe(
    arguments: argparse.Namespace, world: World, github: GitHub, assets: tuple[plan.Asset, ...]
) -> plan.Observed:
    """All that the decision needs."""
    log = world.cwd / "CHANGELOG.md"
    fragments = sorted(path.name for path in (world.cwd / "changelog.d").glob("*.*.md"))
    return plan.Observed(
        source_version=source_version(arguments.source or find_source(world.cwd)),
        commit=world.environment.get("GITHUB_SHA", ""),
        notes=changelog.notes(log.read_text(), arguments.version) if log.exists() else None,
        leftover_fragments=tuple(fragments),
        tag_exists=publication.tag_exists(github, arguments.version),
        assets=assets,
    )


def find_source(root: Path) -> Path:
    """The file that pyproject.toml names as the version's source ([tool.hatch.version] path)."""
    import tomllib

    try:
        declared = tomllib.loads((root / "pyproject.toml").read_text())
        return root / str(declared["tool"]["hatch"]["version"]["path"])
    except (OSError, KeyError, tomllib.TOMLDecodeError) as err:
        raise UsageError(
            "pyproject.toml does not say where the version stands", fix="name the file: --source FILE"
        ) from err


def source_version(file: Path) -> str:
    """The value of __version__ in a file. Raises UsageError."""
    found = re.search(
        r"^__version__ = [\"'](.+?)[\"']", file.read_text() if file.exists() else "", re.MULTILINE
    )
    if not found:
        raise UsageError(f"{file} states no __version__", fix="name the file: --source FILE")
    return found.group(1)
