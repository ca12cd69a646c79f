"""Environments made from lock files: installed once, known by their content, whole or not at all.

Properties
- An environment whose stamp fits is left alone: no pip, no network, a few milliseconds.
- The stamp covers the lock's text, the Python that made the environment and the folder it lies in,
  so a changed lock, another Python and a moved clone are all noticed.
- The stamp is removed first and written last: whatever a kill leaves behind has none, and is made anew.
- Only one process makes an environment at a time. The lock is inherited by pip, so a pip that
  outlives a killed parent still holds it.

Standard library only: scripts/bootstrap.py runs this before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

STAMP = ".greenlane-stamp"

# Settings of pip or Python that would put packages elsewhere or skip some of them. Where packages come
# from (index, proxy, certificate) stays the user's own choice: the hashes say whether they are right.
HOSTILE = (
    "PIP_BREAK_SYSTEM_PACKAGES",
    "PIP_CONSTRAINT",
    "PIP_DRY_RUN",
    "PIP_EDITABLE",
    "PIP_NO_DEPS",
    "PIP_PREFIX",
    "PIP_REQUIREMENT",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
)


class NoVenv(Exception):
    """This Python cannot make a virtual environment; the text says what to install."""


class Failed(Exception):
    """A program that makes the environment ended badly; the text holds its last lines."""


def fingerprint(parts: Sequence[Path | str], environment: Path) -> str:
    """The hash that an environment made from these files and words, here, by this Python, must carry."""
    digest = hashlib.sha256()
    for word in (sys.implementation.cache_tag, sys.platform, os.uname().machine, str(environment)):
        digest.update(f"{word}\0".encode())
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def fits(environment: Path, stamp: str, name: str = STAMP) -> bool:
    """Whether the environment is whole and was made for this stamp."""
    try:
        return (environment / name).read_text() == stamp
    except OSError:
        return False


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """The user's variables without those that would misplace an installation."""
    kept = {name: value for name, value in environment.items() if name not in HOSTILE}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


@contextlib.contextmanager
def alone(folder: Path, waiting: Callable[[], None]) -> Iterator[int]:
    """Hold the folder against other makers of environments; children that inherit the number hold it too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def check_venv_is_there() -> None:
    """Raises NoVenv on a Python without venv or ensurepip, as Debian ships it by default."""
    try:
        import ensurepip
        import venv
    except ImportError as err:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise NoVenv(
            f"{sys.executable} cannot make a virtual environment: the module {err.name} is missing.\n"
            f"  fix: on Debian or Ubuntu, `apt-get install python3-venv` (or python{version}-venv), "
            "then run this again"
        ) from err
    del ensurepip, venv


def call(argv: Sequence[str | Path], *, environment: Mapping[str, str], hold: int) -> None:
    """Run one program quietly. Raises Failed with its last lines."""
    done = subprocess.run(
        [str(word) for word in argv],
        env=clean(environment),
        pass_fds=(hold,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        last = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-20:])
        words = " ".join(str(word) for word in argv[:6])
        raise Failed(f"`{words} …` ended with {done.returncode}:\n{last}")


def pip_install(pip_of: Path, into: Path, *words: str | Path) -> list[str | Path]:
    """How one environment's pip installs into another, or into its own: nothing beyond what is named.

    Nothing is compiled, as uv has it: that is a third of pip's time, and Python compiles what is used.
    """
    how = ("--quiet", "--no-deps", "--no-compile")
    return [pip_of, "-I", "-m", "pip", "--python", into, "install", *how, *words]


def uv_install(uv: Path, into: Path, *words: str | Path) -> list[str | Path]:
    """The same by uv, which is faster."""
    return [uv, "pip", "install", "--quiet", "--python", into, "--no-deps", *words]


def lock_words(lock: Path) -> list[str | Path]:
    """What makes pip install a lock: these very files, built ones only."""
    return ["--require-hashes", "--only-binary", ":all:", "-r", lock]


def create(environment: Path, *, with_pip: bool, variables: Mapping[str, str], hold: int) -> Path:
    """Make an empty environment where one may have been, and return its Python. Raises NoVenv, Failed.

    with_pip: putting pip in takes 3 s; without, another environment's pip has to install here.
    """
    check_venv_is_there()
    if environment.exists():
        shutil.rmtree(environment)
    bare = () if with_pip else ("--without-pip",)
    call([sys.executable, "-I", "-m", "venv", *bare, environment], environment=variables, hold=hold)
    return environment / "bin" / "python"
