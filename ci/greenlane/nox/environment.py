"""Fills a session's environment: from its lock when the lock changed, with the built package when it did."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nox
from nox.virtualenv import PassthroughEnv

from greenlane.nox import locks
from greenlane.nox.project import Project

PACKAGE_STAMP = ".greenlane-package"
EPOCH = "315532800"  # 1980-01-01, the earliest time that a zip file can hold


def shared(session: nox.Session) -> bool:
    """Whether the session has no environment of its own and takes its tools from PATH."""
    return isinstance(session.virtualenv, PassthroughEnv)


def install(session: nox.Session, lock: Path) -> None:
    """Make the session's environment hold exactly this lock. Without a change: no pip, no network."""
    if shared(session):
        session.log("no environment of its own: the tools come from PATH")
        return
    environment = Path(session.virtualenv.location).resolve()
    stamp = locks.fingerprint([lock], environment)
    with locks.alone(environment, lambda: session.log("another session is at work here, waiting")) as hold:
        if locks.fits(environment, stamp):
            return
        session.log(f"installing {lock}")
        try:
            python = environment / "bin" / "python"
            if not untouched(environment):
                locks.create(environment, with_pip=False, variables=os.environ, hold=hold)
            argv = locks.pip_install(Path(sys.executable), python, *locks.lock_words(lock))
            locks.call(argv, environment=os.environ, hold=hold)
        except (locks.Failed, locks.NoVenv) as err:
            session.error(str(err))
        (environment / locks.STAMP).write_text(stamp)


def untouched(environment: Path) -> bool:
    """Whether nox has just made this environment: it has a Python, and nothing is installed."""
    installed = any(environment.glob("lib/python*/site-packages/*"))
    return (environment / "bin" / "python").exists() and not installed


def install_package(session: nox.Session, project: Project) -> None:
    """Put the built package into the session's environment, when its sources changed."""
    if shared(session):
        return
    environment = Path(session.virtualenv.location).resolve()
    stamp = sources(project)
    if locks.fits(environment, stamp, PACKAGE_STAMP):
        return
    wheel = build_wheel(session, stamp)
    (environment / PACKAGE_STAMP).unlink(missing_ok=True)
    install_wheel(session, wheel)
    (environment / PACKAGE_STAMP).write_text(stamp)


def install_wheel(session: nox.Session, wheel: Path) -> None:
    """Put one wheel into the session's environment, over what was there; its needs come from the lock."""
    environment = Path(session.virtualenv.location).resolve()
    python = environment / "bin" / "python"
    argv = locks.pip_install(Path(sys.executable), python, "--no-index", "--force-reinstall", wheel)
    try:
        with locks.alone(environment, lambda: None) as hold:
            locks.call(argv, environment=os.environ, hold=hold)
    except locks.Failed as err:
        session.error(str(err))


def sources(project: Project) -> str:
    """The hash of all that goes into the package."""
    files = [path for path in sorted(Path(project.source).rglob("*")) if path.is_file()]
    kept = [path for path in files if "__pycache__" not in path.parts]
    words: list[Path | str] = [Path("pyproject.toml")]
    for path in kept:
        words += [str(path), path]
    return locks.fingerprint(words, Path.cwd())


def build_wheel(session: nox.Session, stamp: str) -> Path:
    """The wheel of these sources, built once. The backend comes from the environment that runs nox."""
    folder = Path(session.cache_dir) / "wheels" / stamp[:16]
    done = [*folder.glob("*.whl")]
    if done:
        return done[0].resolve()
    session.log("building the package")
    argv = [sys.executable, "-I", "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    built = subprocess.run(
        [*argv, "--no-build-isolation", "--wheel-dir", str(folder), "."],
        env=locks.clean(os.environ) | {"SOURCE_DATE_EPOCH": EPOCH},
        check=False,
    )
    if built.returncode:
        session.error("the package could not be built")
    return next(folder.glob("*.whl")).resolve()
