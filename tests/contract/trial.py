"""A project of a test's own, and greenlane called in it as a person would."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import forked


@dataclass(frozen=True)
class Trial:
    """A folder with a greenlane.yaml."""

    folder: Path

    def call(
        self, *words: str, code: int | None = 0, cwd: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """`greenlane WORDS`, its exit code checked; more: variables. Returns the finished process."""
        done = called(words, cwd or self.folder, {**_plain(), **more})
        assert code is None or done.returncode == code, (
            f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done

    def variables(self, mode: str = "ephemeral") -> dict[str, str]:
        """What `greenlane env` hands out."""
        return dict(json.loads(self.call("env", "--mode", mode, "--format", "json").stdout))

    def status(self) -> dict[str, Any]:
        """What `greenlane status --json` says."""
        return dict(json.loads(self.call("status", "--json", code=None).stdout) or {})

    def sql(self, statement: str, *words: str) -> str:
        """The answer of psql, unaligned."""
        done = self.call("psql", *words, "--", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement)
        return str(done.stdout).strip()


def called(
    words: tuple[str, ...], folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """`greenlane WORDS` to its end."""
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        code = forked.greenlane(words, folder, variables, out, err).wait(300)
        return subprocess.CompletedProcess(words, code, out.read_text(), err.read_text())


@contextmanager
def trial(folder: Path, declaration: str) -> Iterator[Trial]:
    """A project with that declaration; its stacks are gone, data and all, in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "greenlane.yaml").write_text(declaration)
    project = Trial(folder)
    try:
        yield project
    finally:
        project.call("down", "--purge")


def _plain() -> dict[str, str]:
    """Our environment without what another stack or a CI put there."""
    foreign = ("GREENLANE_FILE", "GREENLANE_ENVIRONMENT", "CI", "GITHUB_", "PG", "DATABASE_", "REDIS_", "S3_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
