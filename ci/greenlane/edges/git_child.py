"""One git process that is asked through a pipe and answers through another, until a moment in time.

posix_spawn and a look before each read do here what subprocess and a thread with a timer would: these take a
fast verb 6 ms to import. What git complains of is kept for whoever asks.
"""

from __future__ import annotations

import io
import os
import posixpath
import time

from greenlane.model.light import TYPE_CHECKING, Mapping, Sequence, signal

if TYPE_CHECKING:
    import select
    from pathlib import Path

    from _typeshed import WriteableBuffer

_BUFFER = 1 << 16
_NAPS = (0.00005,) * 20 + (0.0005,) * 6
"""Seconds between two looks for an answer, 4 ms for one. A tree that is at hand is read in less, and to load
`select`, which waits for what takes longer, is 0.3 ms. Once it is loaded, it waits at once."""
_ROUND_MS = 200
"""A signal that comes just before a wait is heard after it (see `waiting`, which is not loaded here)."""
_DEFAULTS = [signal.SIGPIPE, signal.SIGXFSZ]
"""Signals that Python ignores, and its children should not."""


class GitChild:
    """git with these words, in a folder. until: by time.monotonic, when it is ended."""

    def __init__(
        self, words: Sequence[str], folder: str | Path, environment: Mapping[str, str], until: float
    ) -> None:
        """Raises OSError when it cannot be started."""
        program = _program(environment.get("PATH", ""))
        pipes = [os.pipe() for _ in range(3)]
        (asking, self._asking), (answers, answering), (said, saying) = pipes
        ours, theirs = (self._asking, answers, said), (asking, answering, saying)
        moves = [(os.POSIX_SPAWN_DUP2, one, place) for place, one in enumerate(theirs)]
        argv = ["git", "-C", os.fspath(folder), *words]
        try:
            self._id = os.posix_spawn(program, argv, environment, file_actions=moves, setsigdef=_DEFAULTS)
        except OSError:
            for one in ours:
                os.close(one)
            raise
        finally:
            for one in theirs:
                os.close(one)
        self._code: int | None = None
        self._patience = _Patience(answers, self._id, until)
        self.answers = io.BufferedReader(self._patience, _BUFFER)
        self._said = io.FileIO(said)

    @property
    def is_late(self) -> bool:
        """Whether it was ended because its time was over."""
        return self._patience.is_over

    def ask(self, data: bytes) -> None:
        """Raises OSError when it is gone."""
        while data:
            data = data[os.write(self._asking, data) :]

    def said(self) -> str:
        """What it complained of; it has to be at its end."""
        return "" if self._said.closed else self._said.read().decode(errors="replace")

    def kill(self) -> None:
        """End it, when it still runs."""
        if self._code is None:
            try:
                os.kill(self._id, signal.SIGKILL)
            except ProcessLookupError:
                return

    def wait(self) -> int:
        """Its exit code; minus the signal that ended it."""
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._id, 0)[1])
        return self._code

    def close(self) -> None:
        """End it whatever it was about to say, and wait for it."""
        self.kill()
        if not self._said.closed:
            os.close(self._asking)
            self.answers.close()
            self._said.close()
        self.wait()


class _Patience(io.RawIOBase):
    """A pipe that is read until a moment in time; then the process behind it is ended, and so is the pipe."""

    def __init__(self, pipe: int, child: int, until: float) -> None:
        self._pipe = pipe
        self._child = child
        self._until = until
        self._poll: select.poll | None = None
        self.is_over = False
        os.set_blocking(pipe, False)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        for nap in () if self._poll else _NAPS:
            if self.is_over or time.monotonic() > self._until:
                break
            try:
                return os.readv(self._pipe, [buffer])
            except BlockingIOError:
                time.sleep(nap)
        if not self.is_over and not self._answers():
            self.is_over = True
            os.kill(self._child, signal.SIGKILL)
        return 0 if self.is_over else os.readv(self._pipe, [buffer])

    def _answers(self) -> bool:
        """Whether there is something to read in time; it waits for it."""
        if self._poll is None:
            import select

            self._poll = select.poll()
            self._poll.register(self._pipe, select.POLLIN)
        while True:
            left_ms = (self._until - time.monotonic()) * 1000
            if self._poll.poll(max(0.0, min(left_ms, _ROUND_MS))):
                return True
            if left_ms <= _ROUND_MS:
                return False

    def close(self) -> None:
        if not self.closed:
            os.close(self._pipe)
        super().close()


def _program(path: str) -> str:
    """git in the first of these folders that holds one. Raises FileNotFoundError."""
    for folder in path.split(os.pathsep):
        program = f"{folder}/git"
        if posixpath.isfile(program) and os.access(program, os.X_OK):
            return program
    raise FileNotFoundError(2, "git")
