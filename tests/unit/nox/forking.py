"""nox that is imported once and forked for each call, for its imports cost more than what most calls do.

A process of its own forks, not the one of the tests, which has threads. It ends when its input does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SERVER = """
import importlib, json, os, pkgutil, sys, traceback
import nox.__main__
import greenlane.nox
for room in pkgutil.iter_modules(greenlane.nox.__path__):
    importlib.import_module(f"greenlane.nox.{room.name}")
answers = os.fdopen(os.dup(1), "w")

def call(words, environment, output):
    os.environ.clear()
    os.environ.update(environment)
    for number in (1, 2):
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    answers.close()
    sys.argv = ["nox", *words]
    try:
        nox.__main__.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0

for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        code = call(**asked)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)
"""


class Nox:
    """Calls of nox, one after the other."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def call(
        self, words: list[str], environment: Mapping[str, str], output: Path
    ) -> subprocess.CompletedProcess[str]:
        """`nox words`, as a process of its own. output: a file for what it says, that is not there yet."""
        asked = {"words": words, "environment": dict(environment), "output": str(output)}
        assert self._server.stdin
        assert self._server.stdout
        print(json.dumps(asked), file=self._server.stdin, flush=True)
        code = int(self._server.stdout.readline())
        said = output.read_text()
        output.unlink()
        return subprocess.CompletedProcess(words, code, said)


@contextmanager
def forking() -> Iterator[Nox]:
    """As long as this lasts, calls need not import nox."""
    argv = [sys.executable, "-c", SERVER]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    kept |= {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    with subprocess.Popen(argv, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield Nox(server)
