"""What the stubs of setup actions do: take the program of this machine, and say which one it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path


def found(program: str, wanted: str) -> str | None:
    """Where it is; of several Pythons the one of the wanted version."""
    exact = re.match(r"\d+\.\d+", wanted)
    return (
        shutil.which(f"{program[:-1]}{exact[0]}") if exact and program == "python3" else None
    ) or shutil.which(program)


def main() -> int:
    """PROGRAM, of the version WANTED, goes first on PATH."""
    program, wanted = os.environ["PROGRAM"], os.environ.get("WANTED", "")
    path = found(program, wanted)
    if path is None:
        print(f"::error::{program} is not on this machine, and a simulation installs nothing")
        return 1
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    numbers = re.search(r"\d+\.\d+(\.\d+)?", done.stdout + done.stderr)
    version = numbers[0] if numbers else ""
    if wanted and not re.search(r"[^\d.]", wanted) and not f"{version}.".startswith(f"{wanted.rstrip('.')}."):
        print(f"::notice::{program} {wanted} is not here; {version or 'the one on PATH'} acts for it")
    with Path(os.environ["GITHUB_OUTPUT"]).open("a") as handle:
        handle.write(f"version={version}\npath={path}\n")
    if Path(path).name != program:
        _first_on_path(path, program)
    return 0


def _first_on_path(path: str, program: str) -> None:
    folder = Path(os.environ["RUNNER_TEMP"]) / f"simulate-{Path(path).name}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in (program, program.rstrip("3")):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(path)
    with Path(os.environ["GITHUB_PATH"]).open("a") as handle:
        handle.write(f"{folder}\n")


if __name__ == "__main__":
    raise SystemExit(main())
