"""What a verb may reach for: the environment, the folder it was called from, and where it prints."""

from __future__ import annotations

import os
import sys
import time

from greenlane.model.frozen import frozen
from greenlane.model.light import TYPE_CHECKING, Callable, Mapping

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO


def _sleep(seconds: float) -> None:
    from greenlane.edges.waiting import sleep

    sleep(seconds)


@frozen
class World:
    """Passed to every verb, so that a test can give it another one. at: the folder it was called from."""

    environment: Mapping[str, str]
    at: str | Path
    out: TextIO
    err: TextIO
    clock: Callable[[], float] = time.time
    """Unix seconds."""
    sleep: Callable[[float], None] = _sleep
    """How it waits, before GitHub is asked again."""

    def __repr__(self) -> str:
        """Without the environment, which may hold secrets."""
        return f"World({self.folder!r})"

    @property
    def cwd(self) -> Path:
        """The folder that the call came from."""
        from pathlib import Path

        return Path(self.at)

    @property
    def folder(self) -> str:
        """It as text: a fast verb spares the import of pathlib, 4 ms."""
        return os.fspath(self.at)

    def declared_for(self, named: str | None) -> str:
        """The environment that the declaration is read for: the one named, or the variable's, or `local`."""
        return named or self.environment.get("GREENLANE_ENVIRONMENT") or "local"

    @classmethod
    def real(cls) -> World:
        """This process's own."""
        return cls(dict(os.environ), os.getcwd(), sys.stdout, sys.stderr)

    @property
    def is_terminal(self) -> bool:
        """Whether a person watches: a terminal, and not a CI that imitates one."""
        return self.err.isatty() and not self.environment.get("CI") and self.environment.get("TERM") != "dumb"

    def say(self, text: str = "") -> None:
        """One line of a verb's answer."""
        print(text, file=self.out)

    def note(self, text: str) -> None:
        """One line on the way there, beside the answer."""
        print(text, file=self.err, flush=True)
