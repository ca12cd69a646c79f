"""Which version a program is: from what its installer wrote down, else from what it says itself.

Properties
- Where the installer's record names this very file with its size, nothing is started.
- What a program said is remembered with its path, time and size; another file is asked anew.
- A program that names no version is not one to trust: Unreadable, never "".
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from greenlane.edges.files import write_aside
from greenlane.model.gates import Called, Program, Unreadable

_VERSION = re.compile(r"(?<![\w.])v?(\d+\.\d+(?:\.\d+)*(?:[-+.]?[0-9A-Za-z]+)*)")


def recorded(program: Program, path: Path) -> str | None:
    """What pip, uv or npm wrote down about this file; None when they did not, or about another one."""
    real = path.resolve()
    if program.registry == "npm":
        return _of_npm(program.package, real)
    name = re.sub(r"[-_.]+", "_", program.package).lower()
    for folder in real.parent.parent.glob(f"lib/python3*/*-packages/{name}-*.dist-info"):
        with contextlib.suppress(OSError, ValueError):
            if _names(folder / "RECORD", real):
                found = re.search(r"^Version: (\S+)", (folder / "METADATA").read_text(), re.MULTILINE)
                return found[1] if found else None
    return None


def _names(record: Path, program: Path) -> bool:
    """Whether the record holds this program with the size that it has."""
    found = re.search(rf"/bin/{re.escape(program.name)},[^,\n]*,(\d*)\s*$", record.read_text(), re.MULTILINE)
    return found is not None and (not found[1] or int(found[1]) == program.stat().st_size)


def _of_npm(package: str, path: Path) -> str | None:
    for manifest in _manifests(package, path):
        with contextlib.suppress(OSError, ValueError):
            read: Any = json.loads(manifest.read_bytes())
            if isinstance(read, dict) and read.get("name") == package:
                return str(read["version"]) if "version" in read else None
    return None


def _manifests(package: str, path: Path) -> Iterator[Path]:
    """Beside a launcher in <folder>/bin, or above a script that lies in its package."""
    yield path.parent.parent / "node_modules" / package / "package.json"
    yield from (folder / "package.json" for folder in path.parents if "node_modules" in folder.parts)


class Remembered:
    """What programs have said about their version, in a file that may be lost at any time."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def version(self, path: Path, ask: Callable[[], Called]) -> str:
        """The version of the program at `path`; `ask` starts it. Raises Unreadable."""
        found = path.stat()
        sign = [found.st_mtime_ns, found.st_size]
        known = self._read().get(str(path))
        if isinstance(known, list) and known[:2] == sign and len(known) == 3:
            return str(known[2])
        version = said(path.name, ask())
        with contextlib.suppress(OSError):  # a cache that cannot be written to asks anew each time
            self._file.parent.mkdir(parents=True, exist_ok=True)
            kept = self._read() | {str(path): [*sign, version]}
            write_aside(self._file, json.dumps(kept, indent=0, sort_keys=True) + "\n", flush=False)
        return version

    def _read(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):
            read: Any = json.loads(self._file.read_bytes())
            return read if isinstance(read, dict) else {}
        return {}


def said(name: str, done: Called) -> str:
    """The version in what `--version` printed. Raises Unreadable."""
    found = _VERSION.search(done.out) or _VERSION.search(done.err)
    if done.code != 0 or not found:
        raise Unreadable(
            f"{name} --version names no version and ended with code {done.code}",
            fix="reinstall it, or: greenlane gate --install",
            detail=(done.out + done.err).splitlines()[-5:],
        )
    return found[1]
