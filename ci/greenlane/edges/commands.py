"""Commands of a job, one after another by a shell: what they start ends with the job.

Each leads a session of its own, so what it leaves in the background is known by its group. Groups are kept
from being anybody else's by reaping their leaders last.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from greenlane.edges.guard import Guard, start
from greenlane.edges.waiting import held_back, until_ended
from greenlane.model.errors import OutsideError

GRACE_S = 5.0
"""For a command that is asked to end: GitHub kills everything 7.5 s after it cancels."""
_PAUSE_S = 0.02


def shell(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The words before a command: bash, where every failure of a pipe counts; else sh. Raises
    OutsideError."""
    path = environment.get("PATH")
    if bash := shutil.which("bash", path=path):
        return bash, "-euo", "pipefail", "-c"
    if sh := shutil.which("sh", path=path):
        return sh, "-eu", "-c"
    raise OutsideError("neither bash nor sh is on PATH", fix="install bash", docs="docs/planner-legs.md")


class Commands:
    """Runs commands in a folder; they print where we print, and read nothing.

    When the block ends, whatever they have started is killed. guard: kills it in case we are. reaps_last:
    whether a leader that has ended can be left unreaped; macOS knows no such wait before Python 3.13, and
    there a group whose leader is reaped is still known by its number while anything of it lives.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        cwd: Path,
        guard: Guard | None = None,
        *,
        reaps_last: bool = hasattr(os, "waitid"),
    ) -> None:
        self._environment = dict(environment)
        self._cwd = cwd
        self._guard = guard
        self._reaps_last = reaps_last
        self._shell = shell(environment)
        self._leaders: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Commands:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._leaders:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            if self._guard:
                self._guard.ended(child.pid)
            child.wait()
        self._leaders.clear()

    def run(self, command: str) -> int:
        """Its exit code; 128 + N when signal N ended it. An interruption is passed on, and raised again."""
        child: subprocess.Popen[bytes] | None = None
        try:
            with held_back():  # nothing comes between its start and our knowing of it
                child = self._started(command)
            return self._code(child)
        except KeyboardInterrupt:
            if child is not None:
                self._ask_to_end(child)
            raise

    def _code(self, child: subprocess.Popen[bytes]) -> int:
        until_ended(child)
        if self._reaps_last:
            found = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
            if found is not None:
                return found.si_status if found.si_code == os.CLD_EXITED else 128 + found.si_status
        code = child.wait()
        return code if code >= 0 else 128 - code

    def _has_ended(self, child: subprocess.Popen[bytes]) -> bool:
        if self._reaps_last:
            return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
        return child.poll() is not None

    def _ask_to_end(self, child: subprocess.Popen[bytes]) -> None:
        """The whole group; how long it takes is bounded, and what does not end is killed with the block."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        while not self._has_ended(child) and time.monotonic() < deadline:
            time.sleep(_PAUSE_S)

    def _started(self, command: str) -> subprocess.Popen[bytes]:
        child = start(
            [*self._shell, command],
            environment=self._environment,
            cwd=self._cwd,
            stdin=subprocess.DEVNULL,
            guard=self._guard,
        )
        self._leaders.append(child)
        return child
