"""Makes .venv from the locks: nox, what greenlane needs, and greenlane itself from this tree.

Called by scripts/bootstrap. Runs on the standard library; ends with 0, 1 (failed) or 2 (cannot start).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "ci"))
sys.dont_write_bytecode = True

from greenlane.nox import locks  # noqa: E402 (the tree's own module, before anything is installed)

LOCK = ROOT / "requirements" / "bootstrap.txt"
UV = ROOT / "requirements" / "uv.txt"


def tell(text: str) -> None:
    """Say one thing to the person who waits."""
    print(f"bootstrap: {text}", file=sys.stderr)


def given(variables: Mapping[str, str]) -> Path | None:
    """The environment that GREENLANE_VENV names, for whoever keeps one of their own."""
    name = variables.get("GREENLANE_VENV")
    return Path(name) if name else None


def accept(environment: Path) -> int:
    """Take the user's own environment as it is, if what we call from it is there."""
    missing = [name for name in ("python", "nox", "greenlane") if not (environment / "bin" / name).exists()]
    if missing:
        tell(f"GREENLANE_VENV={environment} holds no {', '.join(missing)}")
        tell("fix: unset GREENLANE_VENV, or install greenlane and nox there")
        return 2
    return 0


def make(environment: Path, stamp: str, variables: Mapping[str, str], *, fetch_uv: bool) -> None:
    """Make the environment, unless another process just did. By uv where there is one, else by pip."""
    with locks.alone(ROOT, lambda: tell("another one is at work, waiting")) as hold:
        if locks.fits(environment, stamp):
            return
        tell(f"making {environment.name} (once; about half a minute)")
        uv = find_uv(environment, variables, hold, fetch=fetch_uv)
        try:
            fill(environment, uv, variables, hold)
        except locks.Failed as err:
            if not uv:
                raise
            tell(f"uv could not, so pip tries: {str(err).splitlines()[-1].strip()}")
            fill(environment, None, variables, hold)
        (environment / locks.STAMP).write_text(stamp)


def fill(environment: Path, uv: Path | None, variables: Mapping[str, str], hold: int) -> None:
    """Make it anew, with the lock and this tree in it. Raises NoVenv, Failed."""
    python = locks.create(environment, with_pip=uv is None, variables=variables, hold=hold)
    for words in (locks.lock_words(LOCK), ("--no-index", "--no-build-isolation", "--editable", ROOT)):
        argv = locks.uv_install(uv, python, *words) if uv else locks.pip_install(python, python, *words)
        locks.call(argv, environment=variables, hold=hold)


def find_uv(environment: Path, variables: Mapping[str, str], hold: int, *, fetch: bool) -> Path | None:
    """The uv of PATH; or the locked one, fetched by pip. None when there is none to be had.

    environment: made for its pip when this Python has none (Debian's), and made anew by `fill`.
    """
    if found := shutil.which("uv", path=variables.get("PATH")):
        return Path(found)
    if not fetch:
        return None
    place = ROOT / ".uv"
    words = ("-I", "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--upgrade")
    try:
        python = Path(sys.executable)
        if not find_spec("pip"):
            python = locks.create(environment, with_pip=True, variables=variables, hold=hold)
        argv = [python, *words, "--target", place, *locks.lock_words(UV)]
        locks.call(argv, environment=variables, hold=hold)
    except locks.Failed as err:
        tell(f"no uv could be fetched: {str(err).splitlines()[-1].strip()}")
        return None
    return place / "bin" / "uv"


def ensure(
    environment: Path, variables: Mapping[str, str], *, look_only: bool, fetch_uv: bool = False
) -> int:
    """Make sure that .venv is there and right; or only look, and answer 1 if it is not."""
    stamp = locks.fingerprint([LOCK, ROOT / "pyproject.toml"], environment)
    if locks.fits(environment, stamp):
        return 0
    if look_only:
        return 1
    try:
        make(environment, stamp, variables, fetch_uv=fetch_uv)
    except locks.NoVenv as err:
        tell(str(err))
        return 2
    except (locks.Failed, OSError) as err:
        tell(str(err))
        tell("fix: see the lines above; the first run needs the package registry")
        return 1
    return 0


def look(environment: Path, output: Path, variables: Mapping[str, str], *, is_ready: bool) -> int:
    """Say whether the environment is there, and for a cache: where downloads go, and what they depend on."""
    home = variables.get("XDG_CACHE_HOME") or f"{variables.get('HOME', '')}/.cache"
    with output.open("a") as handle:
        handle.write(f"ready={str(is_ready).lower()}\nbin={environment / 'bin'}\n")
        if not is_ready:
            handle.write(f"cache={home}/greenlane/setup\nkey={locks.fingerprint([LOCK, UV], Path())}\n")
    return 0


def main(arguments: Sequence[str], variables: Mapping[str, str]) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bootstrap", description="Makes .venv from the locks.")
    parser.add_argument("--check", action="store_true", help="only look; 1 when .venv would be made")
    parser.add_argument("--output", type=Path, metavar="FILE", help="add `bin=FOLDER` to this file")
    parser.add_argument(
        "--fetch-uv", action="store_true", help="install by uv also where PATH has none: quicker"
    )
    parser.add_argument("--look", type=Path, metavar="FILE", help="only look; add what a cache asks")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="where pip and uv keep their downloads")
    options = parser.parse_args(arguments)
    own = given(variables)
    environment = own or ROOT / ".venv"
    if options.look:
        is_ready = accept(own) == 0 if own else ensure(environment, variables, look_only=True) == 0
        return look(environment, options.look, variables, is_ready=is_ready)
    if options.cache:
        folders = {"PIP_CACHE_DIR": options.cache / "pip", "UV_CACHE_DIR": options.cache / "uv"}
        variables = {**variables, **{name: str(folder) for name, folder in folders.items()}}
    if own:
        code = accept(own)
    else:
        code = ensure(environment, variables, look_only=options.check, fetch_uv=options.fetch_uv)
    if code == 0 and options.output:
        with options.output.open("a") as handle:
            handle.write(f"bin={environment / 'bin'}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
