"""Fills a session's environment: from its lock when the lock changed, else from uv.lock or what there is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import nox
from nox.virtualenv import PassthroughEnv

from greenlane.edges import pypi
from greenlane.gates.places import Places
from greenlane.model.errors import OutsideError
from greenlane.nox import locks
from greenlane.nox.project import Project
from greenlane.services.store import default_root


def shared(session: nox.Session) -> bool:
    """Whether the session has no environment of its own and takes its tools from PATH."""
    return isinstance(session.virtualenv, PassthroughEnv)


def is_all_on_path() -> bool:
    """Whether whoever calls nox has put every tool on PATH and wants nothing installed."""
    return os.environ.get("NOX_DEFAULT_VENV_BACKEND") == "none"


def python_of(session: nox.Session) -> Path:
    """The Python of the session's own environment."""
    return Path(session.virtualenv.location).resolve() / "bin" / "python"


def libraries(session: nox.Session, project: Project, *names: str) -> bool:
    """Fill the session's environment with what its work needs; False when nothing says what that is.

    From the first lock of these names that is there, made with hashes; else from uv.lock; else from the
    requirements files of the project, which is told, since they pin nothing.
    """
    lock = next((one for one in map(project.lock, names) if one.is_file()), project.lock(names[0]))
    if shared(session) or lock.is_file():
        install(session, lock)
        return True
    if Path("uv.lock").is_file():
        synchronise(session)
        return True
    loose = sorted(str(path) for path in Path().glob("requirements*.txt"))
    if loose:
        session.warn(f"{', '.join(loose)}: not locked, so tomorrow's run may get other packages")
        put(session, *(word for path in loose for word in ("-r", path)), needs=True)
    return bool(loose)


def provide(session: nox.Session, project: Project, *names: str) -> None:
    """The libraries of these names and the project's package. Fails the session when nothing names any."""
    from greenlane.nox import package

    if not libraries(session, project, *names):
        lock = project.lock(names[0])
        session.error(
            f"nothing says what the session {session.name} needs: no {lock}, no uv.lock, "
            "no requirements*.txt\n"
            f"  fix: uv lock, or: uv pip compile --generate-hashes … -o {lock}"
        )
    package.install(session, project)


def synchronise(session: nox.Session) -> None:
    """What uv.lock says of everything but the project itself, no more and no less. Nothing is locked anew."""
    variables = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(python_of(session).parent.parent)}
    words = ("sync", "--frozen", "--quiet", "--no-install-project")
    session.run(str(locked_uv(session)), *words, external=True, env=variables)


def locked_uv(session: nox.Session) -> Path:
    """The uv of PATH, else greenlane's own, which is fetched when it is not there yet."""
    from greenlane.nox import gating

    if found := shutil.which("uv"):
        return Path(found)
    own = Places(default_root(os.environ)).python / "bin" / "uv"
    if not own.exists() and not is_all_on_path():
        session.run(*gating.command(), "gate", "--install", "uv-audit", external=True, silent=True)
    if not own.exists():
        session.error("there is a uv.lock, and no uv.\n  fix: put uv on PATH, or: greenlane gate --install")
    return own


def install(session: nox.Session, lock: Path) -> None:
    """Make the session's environment hold exactly this lock. Without a change: no pip, no network."""
    if shared(session):
        session.log("no environment of its own: the tools come from PATH")
        return
    if not lock.is_file():
        session.error(f"there is no {lock}.\n  fix: uv pip compile --generate-hashes … -o {lock}")
    make(session, python_of(session).parent.parent, lock)


def make(session: nox.Session, environment: Path, lock: Path) -> None:
    """Make an environment hold exactly this lock, wherever it lies."""
    environment.mkdir(parents=True, exist_ok=True)
    stamp = locks.fingerprint([lock], environment)
    with locks.alone(environment, lambda: session.log("another session is at work here, waiting")) as hold:
        if locks.fits(environment, stamp):
            return
        session.log(f"installing {lock}")
        try:
            if not untouched(environment):
                locks.create(environment, with_pip=False, variables=os.environ, hold=hold)
            words = locks.lock_words(lock)
            fill(environment / "bin" / "python", *words, hold=hold, note=session.log)
        except (locks.Failed, locks.NoVenv, OutsideError) as err:
            session.error(str(err))
        (environment / locks.STAMP).write_text(stamp)


def check_has(session: nox.Session, lock: Path, *packages: str) -> None:
    """Fail the session unless these packages are in its environment, and say how they get there."""
    if shared(session):
        return
    place = python_of(session).parent.parent
    missing = [
        one for one in packages if not any(place.glob(f"lib/python3*/site-packages/{one}/__init__.py"))
    ]
    if missing:
        session.error(
            f"the session {session.name} needs {' and '.join(missing)}, which its environment has not\n"
            f"  fix: {_add(lock, missing)}"
        )


def _add(lock: Path, packages: Sequence[str]) -> str:
    """How packages get into an environment that is filled as `libraries` does it."""
    if lock.is_file():
        return f"add them to {lock.with_suffix('.in')}, then uv pip compile --generate-hashes … -o {lock}"
    if Path("uv.lock").is_file():
        return f"uv add --dev {' '.join(packages)}"
    return f"add {' and '.join(packages)} to requirements.txt"


def put(session: nox.Session, *words: str | Path, needs: bool = False) -> None:
    """Install these words of pip into the session's environment, over what was there.

    needs: whether what they need is fetched along; otherwise that comes from a lock.
    """
    environment = python_of(session).parent.parent
    try:
        with locks.alone(environment, lambda: None) as hold:
            fill(environment / "bin" / "python", *words, hold=hold, note=session.log, needs=needs)
    except (locks.Failed, OutsideError) as err:
        session.error(str(err))


def fill(
    python: Path, *words: str | Path, hold: int, note: Callable[[str], None], needs: bool = False
) -> None:
    """Install by uv where it is on PATH, else by pip. What uv cannot do is tried by pip: it reads other
    settings, such as the indexes of pip.conf. Raises locks.Failed, and OutsideError without any pip."""
    if uv := shutil.which("uv"):
        try:
            argv = locks.uv_install(Path(uv), python, *words)
            locks.call(_with_needs(argv, needs), environment=os.environ, hold=hold)
            return
        except locks.Failed as err:
            note(f"uv could not, so pip tries: {str(err).splitlines()[-1].strip()}")
    argv = [*pip(), *locks.pip_install(Path(sys.executable), python, *words)[4:]]
    locks.call(_with_needs(argv, needs), environment=os.environ, hold=hold)


def _with_needs(argv: list[str | Path], needs: bool) -> list[str | Path]:
    return [word for word in argv if not needs or word != "--no-deps"]


def pip() -> list[str | Path]:
    """What starts a pip that installs elsewhere with --python: the environment that runs nox was perhaps made
    by uv and has none; then that of the Python below it, or of PATH. Raises OutsideError."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-I", "-m", "pip"]
    return [*pypi.find_pip(os.environ, Path.cwd())]


def untouched(environment: Path) -> bool:
    """Whether nox has just made this environment: it has a Python, and nothing is installed."""
    installed = any(environment.glob("lib/python*/site-packages/*"))
    return (environment / "bin" / "python").exists() and not installed
