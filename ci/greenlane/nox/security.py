"""The session security: the code (bandit), the dependencies (pip-audit), secrets in the tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import nox

from greenlane.nox import advisories, environment, secrets
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Is there a known hole in the code or the dependencies, or a secret in the tree?"""
    environment.install(session, project.lock("security"))
    session.run("bandit", "--quiet", "--severity-level=medium", "-c", "pyproject.toml", "-r", project.source)
    look_for_secrets(session)
    look_for_advisories(session, project)


def look_for_secrets(session: nox.Session) -> None:
    """Read every file that git knows or would add. Values are never printed."""
    argv = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(argv, capture_output=True, check=True).stdout.decode()
    files = [path for name in listed.split("\0") if name and (path := Path(name)).is_file()]
    if not files:
        session.error("git lists no file: nothing was searched for secrets")
    found = [line for path in files for line in secrets.search(str(path), path.read_bytes())]
    if found:
        session.error("secrets in the tree:\n" + "\n".join(found))
    session.log(f"no secret in {len(files)} files")


def look_for_advisories(session: nox.Session, project: Project) -> None:
    """Ask for advisories on every locked package. "Nobody answered" is told, and fails where required."""
    locks = [str(path) for path in sorted(Path(project.locks).glob("*.txt"))]
    if not locks:
        session.error(f"no lock in {project.locks}: no dependency was checked")
    service = os.environ.get("GREENLANE_OSV_URL")
    argv = ["pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    argv += ["--vulnerability-service=osv", f"--osv-url={service}"] if service else []
    argv += [word for lock in locks for word in ("--requirement", lock)]
    done = subprocess.run(
        argv,
        env=os.environ | {"PATH": os.pathsep.join([*(session.bin_paths or ()), os.environ.get("PATH", "")])},
        capture_output=True,
        text=True,
        check=False,
    )
    verdict = advisories.judge(done.stdout, done.stderr)
    session.log(f"advisories: {verdict.outcome}: {verdict.reason}")
    if verdict.outcome == "fail" or (verdict.outcome == "unknown" and project.advisories_required):
        session.error(f"advisories: {verdict.outcome}")
    if verdict.outcome == "unknown":
        session.warn("the dependencies were NOT checked; GREENLANE_ADVISORIES=required makes that a failure")
