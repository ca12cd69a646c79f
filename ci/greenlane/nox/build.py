"""The session build: wheel and sdist, built twice and compared, then the wheel installed and used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

from greenlane.nox import archives, environment, locks, package
from greenlane.nox.project import Project

FRONTEND = Path(__file__).parent / "build.txt"
"""The lock of pypa/build, which builds with any backend."""


def run(session: nox.Session, project: Project) -> None:
    """Can the package be built twice the same, installed and used? Leaves it in dist/."""
    if not package.is_built(Path.cwd()):
        session.error("there is nothing to build: pyproject.toml has no [build-system]")
    dist = Path("dist")
    for left in (*dist.glob("*.whl"), *dist.glob("*.tar.gz")):
        left.unlink()
    first = build(session, project, dist)
    wheels = [path for path in first if path.suffix == ".whl"]
    if len(wheels) != 1 or len(first) < 2:
        session.error(
            f"expected a wheel and an sdist; got {', '.join(path.name for path in first) or 'nothing'}"
        )
    again = Path(session.create_tmp()).resolve() / "again"
    shutil.rmtree(again, ignore_errors=True)
    compare(session, project, first, build(session, project, again))
    for path in first:
        session.log(f"{archives.digest(path)}  {path.name}")
    use(session, project, wheels[0])


def build(session: nox.Session, project: Project, folder: Path) -> list[Path]:
    """Build both into the folder; what lies there then, by name."""
    variables = locks.clean(os.environ) | {"SOURCE_DATE_EPOCH": commit_time()}
    if project.package.is_backend_locked:
        package.check_backend(session)
        argv = [sys.executable, "-I", "-m", "hatchling", "build", "-d", str(folder.resolve())]
        is_built = not subprocess.run(argv, env=variables, check=False).returncode
    elif environment.shared(session):
        session.error(
            "no environment of its own, so nothing is fetched that builds the package\n"
            "  fix: unset NOX_DEFAULT_VENV_BACKEND, or say Package(is_backend_locked=True) in the noxfile"
        )
    else:
        is_built = build_isolated(session, folder, variables)
    if not is_built:
        session.error("the package could not be built")
    return sorted((*folder.glob("*.whl"), *folder.glob("*.tar.gz")))


def build_isolated(session: nox.Session, folder: Path, variables: dict[str, str]) -> bool:
    """Build with what [build-system] asks for, fetched by uv where it is on PATH, else by pip."""
    place = Path(session.cache_dir).resolve() / "build-frontend"
    environment.make(session, place, FRONTEND)
    argv = [str(place / "bin" / "python"), "-I", "-m", "build", "--outdir", str(folder.resolve())]
    if shutil.which("uv"):
        done = subprocess.run(
            [*argv, "--installer", "uv"], env=variables, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return True
        said = (done.stdout + done.stderr).strip().splitlines()
        session.log(f"uv could not, so pip tries: {said[-1].strip() if said else 'it said nothing'}")
    done = subprocess.run(argv, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        session.log("\n".join((done.stdout + done.stderr).splitlines()[-30:]))
    return done.returncode == 0


def compare(session: nox.Session, project: Project, first: list[Path], second: list[Path]) -> None:
    """Fails the session when two builds of the same tree are not the same.

    With a locked backend that is every byte. Another one's archives may differ in times alone: setuptools
    puts those of its run into an sdist.
    """
    for one, other in zip(first, second, strict=False):
        if archives.digest(one) == archives.digest(other):
            continue
        differing = archives.differing(one, other)
        if project.package.is_backend_locked or differing:
            session.error(
                f"two builds of the same tree differ: {one.name}: {', '.join(differing) or 'times'}"
            )
        session.log(f"{one.name}: two builds hold the same files, with other times")
    if [path.name for path in first] != [path.name for path in second]:
        session.error("two builds of the same tree differ in the names of what they made")


def commit_time() -> str:
    """Seconds of the last commit, so that the same commit gives the same bytes anywhere; else 1980."""
    argv = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return package.EPOCH
    return done.stdout.strip() or package.EPOCH


def use(session: nox.Session, project: Project, wheel: Path) -> None:
    """Install the wheel beside its needs, look whether they fit together, and import or call it."""
    if environment.shared(session):
        session.warn("no environment of its own: the wheel is built and compared, not installed")
        return
    install(session, project, wheel)
    python = environment.python_of(session)
    check = (*environment.pip(), "--python", python, "check", "--disable-pip-version-check")
    session.run(*(str(word) for word in check), external=True)
    if project.package.call:
        session.run(*project.package.call)
        return
    names = archives.importable(wheel)
    if not names:
        session.error(f"{wheel.name} holds no package that could be imported")
    session.run("python", "-I", "-c", "\n".join(f"import {name}" for name in names))


def install(session: nox.Session, project: Project, wheel: Path) -> None:
    """The wheel in an environment without anything that it does not ask for."""
    if project.package.lock:
        environment.install(session, project.lock(project.package.lock))
        environment.put(session, "--no-index", "--force-reinstall", wheel)
        return
    place = environment.python_of(session).parent.parent
    with locks.alone(place, lambda: None) as hold:
        locks.create(place, with_pip=False, variables=os.environ, hold=hold)
    session.log("installing the wheel and what it needs, as the index has it today")
    environment.put(session, wheel, needs=True)
