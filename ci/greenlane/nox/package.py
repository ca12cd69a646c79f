"""The project's own package in a session's environment: its sources, or the built wheel."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import nox

from greenlane.nox import environment, locks
from greenlane.nox.project import Project

STAMP = ".greenlane-package"
EPOCH = "315532800"  # 1980-01-01, the earliest time that a zip file can hold
SHAPING = ("pyproject.toml", "setup.py", "setup.cfg")


def install(session: nox.Session, project: Project) -> None:
    """Put the package into the session's environment when that changes anything; its needs are there.

    With a locked backend it is the built wheel, so that tests see what users get; else it is installed
    editable, so that what tests cover is found where the sources are.
    """
    if environment.shared(session) or not is_built(Path.cwd()):
        return
    place = environment.python_of(session).parent.parent
    stamp = sources(project) if project.package.is_backend_locked else shape(place)
    if locks.fits(place, stamp, STAMP):
        return
    (place / STAMP).unlink(missing_ok=True)
    if project.package.is_backend_locked:
        environment.put(session, "--no-index", "--force-reinstall", build_wheel(session, stamp))
    else:
        session.log("installing the package, editable")
        environment.put(session, "--editable", ".")
    (place / STAMP).write_text(stamp)


def is_built(root: Path) -> bool:
    """Whether the folder holds a package: pyproject.toml names what builds it."""
    path = root / "pyproject.toml"
    try:
        return path.is_file() and "build-system" in tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as err:
        raise SystemExit(f"pyproject.toml cannot be read: {err}") from err


def shape(place: Path) -> str:
    """The hash of what an editable installation follows from."""
    files = [Path(name) for name in SHAPING if Path(name).is_file()]
    return locks.fingerprint(["editable", *files], place)


def sources(project: Project) -> str:
    """The hash of all that goes into the package."""
    files = [path for path in sorted(Path(project.source).rglob("*")) if path.is_file()]
    kept = [path for path in files if "__pycache__" not in path.parts]
    words: list[Path | str] = [Path("pyproject.toml")]
    for path in kept:
        words += [str(path), path]
    return locks.fingerprint(words, Path.cwd())


def check_backend(session: nox.Session) -> None:
    """Fails the session unless the backend is in the environment that runs nox."""
    if importlib.util.find_spec("hatchling") is None:
        session.error(
            "the noxfile says that the backend is locked (Package.is_backend_locked), and hatchling is not "
            f"in the environment that runs nox, {sys.prefix}\n"
            "  fix: put it into the lock of that environment, or leave is_backend_locked out of the noxfile"
        )


def build_wheel(session: nox.Session, stamp: str) -> Path:
    """The wheel of these sources, built once, by the backend in the environment that runs nox."""
    check_backend(session)
    folder = Path(session.cache_dir) / "wheels" / stamp[:16]
    done = [*folder.glob("*.whl")]
    if done:
        return done[0].resolve()
    session.log("building the package")
    words = [
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        ".",
    ]
    built = subprocess.run(
        [str(word) for word in (sys.executable, "-I", "-m", "pip", *words)],
        env=locks.clean(os.environ) | {"SOURCE_DATE_EPOCH": EPOCH},
        check=False,
    )
    if built.returncode:
        session.error("the package could not be built")
    return next(folder.glob("*.whl")).resolve()
