"""Somebody who outlives us: should this process be killed, its children are killed and its folder removed."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import IO

from greenlane.model.errors import OutsideError

STARTED = "GREENLANE_STARTED"
"""The variable that holds a child's token: how the guard finds one whose number it was not told."""

# $1: the folder; $2: the variable. Reads, a line each: `? token`, a child is coming; `+ token pid`, it leads
# the group pid; `! token`, it did not come; `- pid`, it has ended; `.`, all is well. The end of the pipe
# without that means that whoever wrote there is gone. A child that was coming is there by then, for it has
# the pipe open until the kernel makes it its program (see `start`). It shows its variables an instant later.
_SCRIPT = """
live=' '
coming=' '
while read -r what about pid; do
    case $what in
        '?') coming="$coming$about " ;;
        '+' | '!')
            case $coming in *" $about "*) coming="${coming%%" $about "*} ${coming#*" $about "}" ;; esac
            live="$live${pid:+$pid }" ;;
        '-') case $live in *" $about "*) live="${live%%" $about "*} ${live#*" $about "}" ;; esac ;;
        '.') live=' '; break ;;
    esac
done
for pid in $live; do kill -s KILL -- "-$pid"; done
for token in $coming; do
    for pause in 0 0.05 0.2 0.5; do
        sleep $pause
        found=$(grep -lsazxF "$2=$token" /proc/[0-9]*/environ)
        [ -n "$found" ] || continue
        for file in $found; do
            pid=${file#/proc/}
            kill -s KILL -- "-${pid%/environ}" "${pid%/environ}"
        done
        break
    done
done
[ ! -e "$1" ] || rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
"""


class Guard:
    """Watches over one process, which tells it of every group that it starts, from any thread.

    Properties: costs a shell that waits; leaves nothing to do when `close` is called. A child whose number
    it was not told yet is found by its token, in up to a second; not where there is no /proc (macOS). What
    this process was given open beyond its three streams is from now on not inherited by its children.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = Lock()
        self._is_closed = False
        _keep_what_is_open()
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "greenlane-guard", str(folder), STARTED],
            cwd="/",
            env={"PATH": os.defpath},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def coming(self) -> str:
        """A child is about to start, with this token, nobody else's, in its environment."""
        token = secrets.token_hex(8)
        self._tell(f"? {token}\n")
        return token

    def failed(self, token: str) -> None:
        """That child was not started."""
        self._tell(f"! {token}\n")

    def started(self, token: str, pid: int) -> None:
        """That child, the leader of its group, runs."""
        self._tell(f"+ {token} {pid}\n")

    def ended(self, pid: int) -> None:
        """It does not run any more; to be told before it is reaped and its number free for another."""
        self._tell(f"- {pid}\n")

    def close(self) -> None:
        """All is well: what is left in the folder goes, and a child that was coming at an interruption."""
        self._tell(".\n")
        assert self._shell.stdin
        with self._lock, contextlib.suppress(OSError):
            self._is_closed = True
            self._shell.stdin.close()
        self._shell.wait()

    def _tell(self, line: str) -> None:
        assert self._shell.stdin
        with self._lock, contextlib.suppress(OSError):  # a guard that was killed guards nothing
            if not self._is_closed:
                os.write(self._shell.stdin.fileno(), line.encode())


def _keep_what_is_open() -> None:
    """As Popen has it by default, which `start` cannot leave to it."""
    listing = Path("/dev/fd")
    for number in [int(path.name) for path in listing.iterdir()] if listing.is_dir() else ():
        if number > 2:
            with contextlib.suppress(OSError):  # that of the listing
                os.set_inheritable(number, False)


def start(
    argv: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    cwd: Path,
    stdin: IO[bytes] | int,
    output: int | None = None,
    guard: Guard | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child as the leader of a session of its own, and tell the guard of it.

    output: where its standard output and error go, each, as subprocess has it. Raises OutsideError.
    """
    token = guard.coming() if guard else ""
    try:
        child = subprocess.Popen(
            [str(word) for word in argv],
            env={**environment, STARTED: token} if guard else dict(environment),
            cwd=cwd,
            stdin=stdin,
            stdout=output,
            stderr=output,
            start_new_session=True,
            # Closed by the kernel as the child becomes its program, not by Python before that: until then it
            # holds the guard's pipe open.
            close_fds=guard is None,
        )
    except Exception as err:  # not for an interruption: then it may run
        if guard:
            guard.failed(token)
        if not isinstance(err, OSError | ValueError):
            raise
        said = err.strerror if isinstance(err, OSError) else str(err)
        raise OutsideError(f"{argv[0]} could not be started: {said}") from err
    if guard:
        guard.started(token, child.pid)
    return child
