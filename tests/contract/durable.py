"""A durable stack of a test's own, whose servers the test may kill."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.trial import called

RECOVERY_DEADLINE_S = 60.0
"""Generous, as a test machine may be busy; bench/ measures the two seconds that are promised."""


@dataclass(frozen=True)
class Project:
    """A project folder whose durable stack is up."""

    folder: Path

    def greenlane(self, *words: str) -> str:
        """What the verb printed. The test fails when it ends with another code than 0."""
        file = str(self.folder / "greenlane.yaml")
        done = called(("--file", file, *words), Path.cwd(), os.environ)
        assert done.returncode == 0, f"greenlane {' '.join(words)} ended: {done.returncode}\n{done.stderr}"
        return done.stdout

    def variables(self) -> Mapping[str, str]:
        found: dict[str, str] = json.loads(self.greenlane("env", "--format", "json"))
        return found

    def service(self, name: str) -> Mapping[str, Any]:
        status = json.loads(self.greenlane("status", "--json"))
        found: Mapping[str, Any] = next(one for one in status["services"] if one["name"] == name)
        return found

    def kill(self, name: str) -> None:
        """kill -9 of the server of that service."""
        os.kill(self.service(name)["pid"], signal.SIGKILL)


@contextmanager
def up(folder: Path, services: str) -> Iterator[Project]:
    """A durable stack of these services (YAML, indented by two), gone without a trace afterwards."""
    folder.joinpath("greenlane.yaml").write_text(f"version: 1\nservices:\n{services}", encoding="utf-8")
    project = Project(folder)
    project.greenlane("up")
    try:
        yield project
    finally:
        project.greenlane("down", "--purge")


def wait_until(answers: Callable[[], bool], what: str) -> float:
    """Seconds until it is so. Fails at the deadline."""
    started = time.monotonic()
    while not answers():
        assert time.monotonic() - started < RECOVERY_DEADLINE_S, f"no {what} in {RECOVERY_DEADLINE_S:.0f} s"
        time.sleep(0.01)
    return time.monotonic() - started
