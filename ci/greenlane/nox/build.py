"""The session build: wheel and sdist, built twice and compared byte by byte, then installed and called."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nox

from greenlane.nox import environment, locks
from greenlane.nox.project import Project


def run(session: nox.Session, project: Project) -> None:
    """Can the package be built twice with the same bytes, installed and called? Leaves it in dist/."""
    environment.install(session, project.lock("greenlane"))
    dist = Path("dist")
    for left in (*dist.glob("*.whl"), *dist.glob("*.tar.gz")):
        left.unlink()
    first = build(session, dist)
    second = build(session, Path(session.create_tmp()))
    if first != second:
        differing = sorted(set(first.items()) ^ set(second.items()))
        session.error(f"two builds of the same tree differ: {differing}")
    for name, digest in first.items():
        session.log(f"{digest}  {name}")
    wheels = [name for name in first if name.endswith(".whl")]
    if len(wheels) != 1 or len(first) < 2:
        session.error(f"expected a wheel and an sdist; got {', '.join(first) or 'nothing'}")
    call_installed(session, dist / wheels[0])


def build(session: nox.Session, folder: Path) -> dict[str, str]:
    """Build both into the folder: name -> SHA-256, by name."""
    variables = locks.clean(os.environ) | {"SOURCE_DATE_EPOCH": commit_time()}
    argv = [sys.executable, "-I", "-m", "hatchling", "build", "-d", str(folder.resolve())]
    if subprocess.run(argv, env=variables, check=False).returncode:
        session.error("the package could not be built")
    files = sorted((*folder.glob("*.whl"), *folder.glob("*.tar.gz")))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def commit_time() -> str:
    """Seconds of the last commit, so that the same commit gives the same bytes anywhere; else 1980."""
    argv = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return environment.EPOCH
    return done.stdout.strip() or environment.EPOCH


def call_installed(session: nox.Session, wheel: Path) -> None:
    """Install the wheel beside its locked needs, let pip check them, and call the command."""
    if environment.shared(session):
        session.warn("no environment of its own: the wheel is built and compared, not installed")
        return
    environment.install_wheel(session, wheel)
    python = Path(session.virtualenv.location).resolve() / "bin" / "python"
    session.run(sys.executable, "-I", "-m", "pip", "--python", str(python), "check", external=True)
    session.run("greenlane", "--version")
