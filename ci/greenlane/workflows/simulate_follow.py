"""What act prints, told while it runs: a line as each step fails and as each job ends.

act writes into a file, which a thread reads behind it: whoever waits sees where it is, and no log is too long
to be held. What is told is for a person; the result is read from the whole file afterwards.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

PAUSE_S = 0.2
_NUMBER = re.compile(r"^([\w-]+)@\d+(?=[-/])")
"""Of a call, which tells it from others (simulate_uses.py)."""


class Follower:
    """Reads a file that grows, until it is told that nothing more comes."""

    def __init__(self, path: Path, told: Callable[[str], None]) -> None:
        self._path = path
        self._told = told
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Follower:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        left = b""
        with self._path.open("rb") as handle:
            is_last = False
            while not is_last:
                is_last = self._ended.wait(PAUSE_S)
                *lines, left = (left + handle.read()).split(b"\n")
                for line in lines:
                    for one in worth_telling(line):
                        self._told(one)


def worth_telling(line: bytes) -> Iterator[str]:
    """The end of a job, or a step of it that failed."""
    with contextlib.suppress(ValueError, AttributeError):
        said = json.loads(line)
        job = _NUMBER.sub(r"\1", str(said.get("job", "")).rstrip())
        if result := said.get("jobResult"):
            yield f"  {result}: {job}"
        elif said.get("stepResult") == "failure" and len(said.get("stepID", ())) == 1:
            yield f"  a step failed: {job}: {str(said.get('step', '')).splitlines()[0]}"
