"""Where a contract test finds its servers: in the environment, or in a stack of its own, started for it."""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contract.trial import called

HERE = Path(__file__).parent
USERS: Counter[str] = Counter()
TAKEN: dict[str, int] = {}


@contextmanager
def given(project: str, *names: str) -> Iterator[Mapping[str, str]]:
    """The variables of a project's services: as `greenlane run` hands them over, else from its `up`.

    project: a folder beside this file. names: the variables that the test wants. The files run in any
    order and share a project's stack: whoever lets go of it last stops it. They are all in one process:
    another would stop it under them, and is refused.
    """
    if all(name in os.environ for name in names):
        yield {name: os.environ[name] for name in names}
        return
    _take(project)
    USERS[project] += 1
    try:
        _greenlane(project, "up", "--mode", "ephemeral")
        yield json.loads(_greenlane(project, "env", "--mode", "ephemeral", "--format", "json"))
    finally:
        USERS[project] -= 1
        if not USERS[project]:
            _greenlane(project, "down", "--mode", "ephemeral")
            os.close(TAKEN.pop(project))


def _take(project: str) -> None:
    """Hold its folder, for this process and as long as somebody here uses the stack."""
    if project not in TAKEN:
        TAKEN[project] = os.open(HERE / project, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(TAKEN[project], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(TAKEN.pop(project))
            pytest.fail(f"another process uses {project}: see TOGETHER in tests/contract/conftest.py")


def _greenlane(project: str, *words: str) -> str:
    file = HERE / project / "greenlane.yaml"
    done = called(("--file", str(file), *words), Path.cwd(), os.environ)
    assert done.returncode == 0, f"greenlane {' '.join(words)} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout
