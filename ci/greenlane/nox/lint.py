"""The session lint: style, shell scripts, workflows and actions."""

from __future__ import annotations

from pathlib import Path

import nox

from greenlane.nox import environment
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Is the code, every shell script, workflow and action in order?"""
    environment.install(session, project.lock("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    scripts = shell_scripts(project.scripts)
    if scripts:
        session.run("shellcheck", "--severity=style", *map(str, scripts))
    workflows = sorted(Path(".github/workflows").glob("*.y*ml"))
    actions = sorted(Path("actions").glob("*/action.y*ml"))
    if not workflows:
        session.error("no workflow in .github/workflows: nothing was checked there")
    found = [*map(str, workflows), *map(str, actions)]
    session.run("zizmor", "--offline", "--persona=auditor", "--strict-collection", "--no-progress", *found)
    check_schema(session, "vendor.github-workflows", workflows)
    check_schema(session, "vendor.github-actions", actions)


def shell_scripts(folders: tuple[str, ...]) -> list[Path]:
    """Every file below these folders (or file named) that says it is for sh or bash."""
    named = [Path(name) for name in folders]
    files = [*named, *(path for folder in named for path in folder.rglob("*"))]
    return sorted(path for path in files if path.is_file() and is_shell(path))


def is_shell(path: Path) -> bool:
    """Whether the first line names sh or bash as the interpreter."""
    with path.open("rb") as handle:
        first = handle.readline(80)
    return first.startswith(b"#!") and first.split()[-1].rsplit(b"/")[-1] in (b"sh", b"bash")


def check_schema(session: nox.Session, schema: str, files: list[Path]) -> None:
    """Compare files with a schema that travels with check-jsonschema; no file is no call."""
    if files:
        session.run("check-jsonschema", "--builtin-schema", schema, *map(str, files))
