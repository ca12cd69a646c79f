"""A project of its own on this machine, called by the command line, and all that it could leave behind."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from greenlane.services.store import default_root
from tests import forked

GREENLANE = (sys.executable, "-m", "greenlane")
NOT_PASSED_ON = ("GITHUB_", "GREENLANE_", "PYTEST_", "COV_CORE_")
DEADLINE_S = 60.0
"""Generous: a test waits this long for a condition on a machine that is busy with others."""


def until(
    condition: Callable[[], Any],
    what: str,
    *,
    within_s: float = DEADLINE_S,
    state: Callable[[], object] = lambda: "",
) -> Any:
    """Wait until the condition holds and hand over its value.

    what, and the state when time is up, are the failure's message.
    """
    deadline = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {within_s:.0f} s for: {what}\n{state()}"
        time.sleep(0.005)
    return value


@dataclass(frozen=True)
class Ended:
    """A call of greenlane that ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class Call:
    """A call of greenlane that runs. Its output goes to files, so that nobody has to read along."""

    process: forked.Forked | forked.Started
    out: Path
    err: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.poll()

    def wait(self, within_s: float = 120.0) -> int:
        return self.process.wait(within_s)

    def kill(self) -> None:
        self.process.kill()

    def said(self) -> str:
        """What it has printed so far."""
        return self.out.read_text() + self.err.read_text()

    def ended(self) -> Ended:
        """Wait for its end."""
        return Ended(self.wait(), self.out.read_text(), self.err.read_text())


@dataclass
class Site:
    """root: a folder that the servers' account may enter; all that this project makes lies in it."""

    root: Path
    extra: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    @property
    def project(self) -> Path:
        return self.root / "a project é"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def memory(self) -> Path:
        return self.root / "memory"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def cache(self) -> Path:
        """Where bundles are: shared with every project, unless the site has taken one of its own."""
        return default_root(self.environment)

    def own_cache(self, *names: str) -> Path:
        """Give the site a cache of its own, with copies of these bundles."""
        shared, own = self.cache, self.root / "cache"
        for name in names:
            for folder in shared.glob(f"bundles/{name}-*"):
                shutil.copytree(folder, own / "bundles" / folder.name, symlinks=True)
        for folder in (own, own / "bundles"):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
        self.extra["GREENLANE_CACHE"] = str(own)
        return own

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a call: this process's own without those of a CI, and folders of the site."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name != "CI" and (name == "GREENLANE_CACHE" or not name.startswith(NOT_PASSED_ON))
        }
        own = {
            "GREENLANE_STATE": str(self.state),
            "GREENLANE_MEMORY": str(self.memory),
            "TMPDIR": str(self.temporary),
            "PYTHONUNBUFFERED": "1",
        }
        return {**kept, **own, **self.extra}

    def declare(self, text: str) -> None:
        """Write greenlane.yaml."""
        (self.project / "greenlane.yaml").write_text(text)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def greenlane(
        self, *words: str, before: tuple[str, ...] = (), variables: Mapping[str, str] | None = None
    ) -> Ended:
        """Call greenlane and wait for its end. before: words put before the command."""
        if not before:
            call = self._call(words, variables, is_apart=False)
            ended = call.ended()
            call.out.unlink()
            call.err.unlink()
            return ended
        done = subprocess.run(
            [*before, *GREENLANE, *words],
            cwd=self.project,
            env={**self.environment, **(variables or {})},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def ok(self, *words: str, variables: Mapping[str, str] | None = None) -> Ended:
        """Call greenlane; it must end with 0."""
        done = self.greenlane(*words, variables=variables)
        assert done.code == 0, f"greenlane {' '.join(words)} ended with {done.code}:\n{done.text}"
        return done

    def start(self, *words: str, variables: Mapping[str, str] | None = None) -> Call:
        """Call greenlane and do not wait."""
        return self._call(words, variables, is_apart=True)

    def _call(self, words: tuple[str, ...], variables: Mapping[str, str] | None, *, is_apart: bool) -> Call:
        name = f"call-{next(self._numbers)}"
        out, err = self.root / f"{name}.out", self.root / f"{name}.err"
        all_of_them = {**self.environment, **(variables or {})}
        process = forked.greenlane(words, self.project, all_of_them, out, err, is_apart=is_apart)
        return Call(process, out, err)

    def record(self, mode: str = "durable") -> Path | None:
        """The folder that greenlane keeps about this project's stack; None before the first call."""
        return next(self.state.glob(f"stacks/*-{mode}"), None)

    def status(self, mode: str = "durable") -> dict[str, Any] | None:
        """What the supervisor last wrote, whoever is alive."""
        record = self.record(mode)
        try:
            return dict(json.loads((record / "state.json").read_text())) if record else None
        except FileNotFoundError:
            return None

    def service(self, name: str, mode: str = "durable") -> dict[str, Any]:
        """One service's entry in that status; empty when there is none."""
        services = (self.status(mode) or {"services": []})["services"]
        return next((one for one in services if one["name"] == name), {})

    def variables(self, mode: str = "durable") -> dict[str, str]:
        """What `greenlane env` hands out."""
        return dict(json.loads(self.ok("env", "--mode", mode, "--format", "json").out))

    def processes(self) -> dict[int, str]:
        """Every process of the site, by its folder, its environment or its words; told by its command."""
        marks = (os.fsencode(self.root), *(os.fsencode(path) for path in self.state.glob("stacks/*")))
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            if int(folder.name) == os.getpid():
                continue
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes()
                said = [words, os.fsencode((folder / "cwd").readlink()), (folder / "environ").read_bytes()]
                if any(mark in one for one in said for mark in marks):
                    found[int(folder.name)] = words.replace(b"\0", b" ").decode(errors="replace").strip()
        return found

    def mapped_in_memory(self, pid: int) -> list[str]:
        """Files of shared memory outside the site that it has: killed, it would leave them there."""
        maps = Path(f"/proc/{pid}/maps").read_text() if os.geteuid() == 0 else ""
        paths = {line.split(maxsplit=5)[5] for line in maps.splitlines() if "/dev/shm/" in line}
        return [path for path in paths if not path.startswith(str(self.root))]

    def ports(self) -> dict[int, str]:
        """Every port that a stack of the site was given, by number."""
        given = {}
        for path in self.state.glob("stacks/*/ports.json"):
            for service, ports in json.loads(path.read_text()).items():
                given.update({port: f"{service}.{name}" for name, port in ports.items()})
        return given

    def leftovers(self) -> list[str]:
        """What must not be there when no stack is up: processes, ports, folders in memory, debris."""
        found = [f"process {pid}: {words}" for pid, words in self.processes().items()]
        found += [f"port {port} of {name} listens" for port, name in self.ports().items() if listens(port)]
        found += [f"in memory: {path.name}" for path in self.memory.glob("*")]
        found += [f"temporary: {path.name}" for path in self.temporary.glob("*")]
        found += [f"debris: {path}" for kind in ("*/.*", ".*") for path in self.state.glob(f"stacks/{kind}")]
        found += [f"record: {path}" for path in self.state.glob("stacks/*/state.json")]
        return found

    def until_clear(self, within_s: float = DEADLINE_S) -> None:
        """Wait until nothing is left, without calling greenlane."""
        until(
            lambda: not self.leftovers(),
            "nothing left behind",
            within_s=within_s,
            state=lambda: "\n".join(self.leftovers()),
        )

    def clear(self) -> None:
        """Take everything away, whatever state it is in."""
        self.greenlane("down")
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal; that nobody is there any more is the test's mistake."""
    os.kill(pid, number)


@contextlib.contextmanager
def made(folder: str | None = None, **extra: str) -> Iterator[Site]:
    """A site that is taken away in the end. folder: where; default: in memory, which is fast."""
    place = folder or ("/dev/shm" if Path("/dev/shm").is_dir() else None)
    # Not pytest's own folder for this: as root nobody else may enter that.
    root = Path(tempfile.mkdtemp(prefix="greenlane-fault-", dir=place))
    root.chmod(0o711)
    site = Site(root, dict(extra))
    for one in (site.project, site.state, site.memory, site.temporary):
        one.mkdir()
        one.chmod(0o755)
    try:
        yield site
    finally:
        site.clear()
