"""Commands that runners no longer listen to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "a script speaks to the runner in a way that is gone"
WHY = "`::set-output`, `::save-state`, `::set-env` and `::add-path` are given up: outputs stay empty."
FIX = "write name=value to the file $GITHUB_OUTPUT (GITHUB_STATE, GITHUB_ENV, GITHUB_PATH)"
_COMMAND = re.compile(r"::(set-output|save-state|set-env|add-path)\b")


def find(repository: Repository) -> Iterator[Told]:
    for path, steps in repository.steps:
        for step in steps:
            for one in _COMMAND.finditer(step.run.text):
                line, column = step.run.place(one.start())
                yield Told(path, line, column, high(path, step.run, "").severity, f"::{one[1]} is given up")
