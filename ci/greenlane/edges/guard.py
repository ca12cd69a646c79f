"""Somebody who outlives us: should this process be killed, its children are killed and its folder removed."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from threading import Lock

# Reads `+ pid` and `- pid`, a line each. The end of the pipe, without a `.` before it, means that whoever
# wrote there is gone. Each pid leads a process group.
_SCRIPT = """
live=' '
while read -r what pid; do
    case $what in
        +) live="$live$pid " ;;
        -) case $live in *" $pid "*) live="${live%%" $pid "*} ${live#*" $pid "}" ;; esac ;;
        .) exit 0 ;;
    esac
done
for pid in $live; do kill -s KILL -- "-$pid"; done
rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
"""


class Guard:
    """Watches over one process, which tells it of every group that it starts, from any thread.

    Properties: costs a shell that waits; leaves nothing to do when `close` is called. It knows nothing of a
    child in the instant between its start and the telling: that one carries a mark, and a later run ends it.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = Lock()
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "greenlane-guard", str(folder)],
            cwd="/",
            env={"PATH": os.defpath},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def started(self, pid: int) -> None:
        """This child, the leader of its group, runs."""
        self._tell(f"+ {pid}\n")

    def ended(self, pid: int) -> None:
        """It does not run any more; its number is not yet free for another."""
        self._tell(f"- {pid}\n")

    def close(self) -> None:
        """There is nothing left to watch over."""
        self._tell(".\n")
        with contextlib.suppress(OSError):
            self._shell.communicate()

    def _tell(self, line: str) -> None:
        assert self._shell.stdin
        with self._lock, contextlib.suppress(OSError):  # a guard that was killed guards nothing
            os.write(self._shell.stdin.fileno(), line.encode())
