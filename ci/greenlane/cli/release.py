"""`greenlane release`: check, sum up, draft, upload, verify. Publishing stays a person's decision."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from greenlane.cli.world import World
from greenlane.edges.github import GitHub
from greenlane.model.errors import ExitCode, GreenlaneError, UsageError
from greenlane.release import artifacts, changelog, plan, publication

SUMMARY = "make a verified draft release of the artifacts; --dry-run shows it and writes nothing"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("version", help="the version, such as 1.2.3; the tag becomes v1.2.3")
    parser.add_argument("--artifacts", type=Path, default=Path("dist"), metavar="DIR", help="default: dist")
    parser.add_argument(
        "--source", type=Path, metavar="FILE", help="the file with __version__; found by default"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the plan; write nothing to GitHub")


def run(arguments: argparse.Namespace, world: World) -> int:
    github = GitHub.of(world.environment)
    observed = observe(arguments, world, github)
    try:
        decided = plan.decide(arguments.version, observed)
    except ValueError as err:
        raise GreenlaneError(
            f"{arguments.version} cannot be released",
            detail=str(err).splitlines(),
            docs="CONTRIBUTING.md#releasing",
        ) from err
    for line in decided.lines():
        world.say(line)
    if arguments.dry_run:
        world.say("dry run: nothing was written to GitHub")
    else:
        publication.publish_draft(decided, github, world.note)
    return ExitCode.OK


def observe(arguments: argparse.Namespace, world: World, github: GitHub) -> plan.Observed:
    """All that the decision needs."""
    log = world.cwd / "CHANGELOG.md"
    fragments = sorted(path.name for path in (world.cwd / "changelog.d").glob("*.*.md"))
    return plan.Observed(
        source_version=source_version(arguments.source or find_source(world.cwd)),
        commit=world.environment.get("GITHUB_SHA", ""),
        notes=changelog.notes(log.read_text(), arguments.version) if log.exists() else None,
        leftover_fragments=tuple(fragments),
        tag_exists=publication.tag_exists(github, arguments.version),
        assets=artifacts.read(world.cwd / arguments.artifacts),
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
