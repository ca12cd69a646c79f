"""Fills a session's environment: from its lock when the lock changed, with the built package when it did."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
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


def is_all_on_path() -> bool:
    """Whether whoever calls nox has put every tool on PATH and wants nothing installed."""
    return os.environ.get("NOX_DEFAULT_VENV_BACKEND") == "none"


def provide(session: nox.Session, project: Project, name: str) -> None:
    """Fill the session's environment with what its tests need, and with the project's package.

    From the lock of that name, made with hashes; else from uv.lock; else from the requirements files of the
    project, which is told, since they pin nothing. Fails the session when there is none of them.
    """
    lock = project.lock(name)
    if shared(session) or lock.is_file():
        install(session, lock)
        if is_ours_to_build():
            install_package(session, project)
        return
    if Path("uv.lock").is_file():
        synchronise(session)
        return
    loose = sorted(str(path) for path in Path().glob("requirements*.txt"))
    if not loose:
        session.error(
            f"nothing says what the session {name} needs: no {lock}, no uv.lock, no requirements*.txt.\n"
            f"  fix: uv lock, or: uv pip compile --generate-hashes … -o {lock}"
        )
    session.warn(f"{', '.join(loose)}: not locked, so tomorrow's run may get other packages")
    python = Path(session.virtualenv.location).resolve() / "bin" / "python"
    words = [word for path in loose for word in ("-r", path)]
    installer = [sys.executable, "-I", "-m", "pip", "--python", str(python), "install", "--quiet"]
    session.run(*installer, *words, external=True)


def synchronise(session: nox.Session) -> None:
    """What uv.lock says, no more and no less, by the uv of PATH. Nothing is locked anew."""
    if not shutil.which("uv"):
        session.error("there is a uv.lock, and no uv on PATH.\n  fix: pip install uv")
    environment = Path(session.virtualenv.location).resolve()
    variables = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(environment)}
    session.run("uv", "sync", "--frozen", "--quiet", external=True, env=variables)


def is_ours_to_build() -> bool:
    """Whether the environment that runs nox can build the project: its backend is hatchling, and is there."""
    pyproject = Path("pyproject.toml")
    return (
        pyproject.is_file()
        and "hatchling.build" in pyproject.read_text(encoding="utf-8")
        and importlib.util.find_spec("hatchling") is not None
    )


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
            fill(python, *locks.lock_words(lock), hold=hold, note=session.log)
        except (locks.Failed, locks.NoVenv) as err:
            session.error(str(err))
        (environment / locks.STAMP).write_text(stamp)


def fill(python: Path, *words: str | Path, hold: int, note: Callable[[str], None]) -> None:
    """Install by uv where it is on PATH, else by pip. What uv cannot do is tried by pip: it reads other
    settings, such as the indexes of pip.conf. Raises locks.Failed."""
    if uv := shutil.which("uv"):
        try:
            locks.call(locks.uv_install(Path(uv), python, *words), environment=os.environ, hold=hold)
            return
        except locks.Failed as err:
            note(f"uv could not, so pip tries: {str(err).splitlines()[-1].strip()}")
    argv = locks.pip_install(Path(sys.executable), python, *words)
    locks.call(argv, environment=os.environ, hold=hold)


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
