"""The guard: what a killed process had started ends, whatever it had already been told of that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from greenlane.edges import guard as module
from greenlane.edges.guard import STARTED, Guard, start
from greenlane.edges.processes import Identity, identity, is_alive
from greenlane.model.errors import OutsideError

# Starts two children, of which the second has a descendant, writes their numbers, and waits to be killed.
WATCHED = """
import os, subprocess, sys, time
from pathlib import Path
from greenlane.edges.guard import Guard, start
class Forgetful(Guard):
    def started(self, token, pid): pass
folder = Path(sys.argv[1])
plain = {"environment": {}, "cwd": folder, "stdin": subprocess.DEVNULL}
kind = {"told": Guard, "coming": Forgetful}[sys.argv[2]]
guard = kind(folder / "of the run")
first = start(["sleep", "600"], guard=guard, **plain)
words = "sleep 600 & echo $! > third.aside; mv third.aside third; wait"
second = start(["sh", "-c", words], guard=guard, **plain)
while not (folder / "third").exists():
    time.sleep(0.005)
(folder / "aside").write_text(f"{first.pid} {second.pid} {(folder / 'third').read_text()}")
(folder / "aside").rename(folder / "pids")
time.sleep(600)
"""
# A sleep that at its second call lets a child show its variables, and says so.
SLOW = """#!/bin/sh
echo $1 >> {folder}/paused
[ "$1" = 0.05 ] || exit 0
{variable}=abc /bin/sleep 600 &
echo $! > {folder}/pid
for round in $(seq 1000); do
    ! grep -qszxF {variable}=abc /proc/$!/environ || exit 0
    /bin/sleep 0.01
done
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's variables")
Sleepers = Callable[[dict[str, str]], subprocess.Popen[bytes]]


def wait(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, f"waited 60 s for: {what}"
        time.sleep(0.005)


def kill(known: Sequence[Identity | None]) -> None:
    """Those that run still."""
    for one in known:
        if one and is_alive(one):
            os.kill(one.pid, signal.SIGKILL)


def guarding(folder: Path, lines: Sequence[str], path: str = os.defpath) -> None:
    """Tell a guard all this, and go away."""
    argv = ["/bin/sh", "-c", module._SCRIPT, "greenlane-guard", str(folder), STARTED]
    told = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(argv, input=told, env={"PATH": path}, text=True, timeout=60, check=False)
    assert done.returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "of the run"
    made.mkdir()
    (made / "something").touch()
    return made


@pytest.fixture
def guard(folder: Path) -> Iterator[Guard]:
    one = Guard(folder)
    yield one
    one.close()


@pytest.fixture
def sleeper() -> Iterator[Sleepers]:
    """Starts a process with these variables, each in a group of its own; they are gone afterwards."""
    children: list[subprocess.Popen[bytes]] = []

    def one(environment: dict[str, str]) -> subprocess.Popen[bytes]:
        children.append(subprocess.Popen(["sleep", "600"], env=environment, start_new_session=True))
        return children[-1]

    yield one
    for child in children:
        child.kill()
        child.wait()


@pytest.mark.parametrize("known", ["told", pytest.param("coming", marks=on_linux)])
def test_a_killed_process_takes_all_it_started_along(tmp_path: Path, folder: Path, known: str) -> None:
    environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path)}
    watched = subprocess.Popen([sys.executable, "-c", WATCHED, str(tmp_path), known], env=environment)
    children: list[Identity | None] = []
    try:
        wait((tmp_path / "pids").exists, "the numbers")
        children = [identity(int(one)) for one in (tmp_path / "pids").read_text().split()]
        assert len(children) == 3
        assert None not in children
        watched.send_signal(signal.SIGKILL)
        wait(lambda: not any(one and is_alive(one) for one in children), "their end")
        wait(lambda: not folder.exists(), "the folder's end")
    finally:
        watched.kill()
        watched.wait()
        kill(children)


@on_linux
def test_a_child_that_does_not_show_its_variables_yet_is_looked_for_again(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "sleep").write_text(SLOW.format(folder=tmp_path, variable=STARTED))
    (programs / "sleep").chmod(0o755)

    guarding(tmp_path / "none", ["? abc"], f"{programs}:{os.defpath}")

    child = identity(int((tmp_path / "pid").read_text()))
    try:
        assert (tmp_path / "paused").read_text().split() == ["0", "0.05"]
        wait(lambda: not (child and is_alive(child)), "its end")
    finally:
        kill([child])


def test_who_is_not_coming_any_more_lives(folder: Path, sleeper: Sleepers) -> None:
    """One that failed, one of a longer token, one that says it of another, one whose number was freed."""
    said = ["one", "coming-not", "coming"]
    marked = [sleeper({STARTED: token}) for token in said[:2]]
    others = [sleeper({"OTHER": f"{STARTED}=coming"}), sleeper({f"X{STARTED}": "coming"}), sleeper({})]
    meant = sleeper({STARTED: "coming"})

    guarding(
        folder, ["? one", "? coming", "! one", "? two", f"+ two {others[-1].pid}", f"- {others[-1].pid}"]
    )

    if sys.platform == "linux":
        assert meant.wait(60) == -signal.SIGKILL
    assert [child.poll() for child in marked + others] == [None] * 5
    assert not folder.exists()


def test_the_end_that_is_told_of_ends_none_that_runs_and_removes_what_is_left(
    folder: Path, sleeper: Sleepers
) -> None:
    running = sleeper({})
    guard = Guard(folder)
    guard.started(guard.coming(), running.pid)
    guard.close()
    assert running.poll() is None
    assert not folder.exists()
    guard.ended(running.pid)  # a thread that comes late


@on_linux
def test_the_end_that_is_told_of_ends_one_that_was_coming_when_we_were_interrupted(
    folder: Path, sleeper: Sleepers
) -> None:
    guard = Guard(folder)
    coming = sleeper({STARTED: guard.coming()})
    guard.close()
    assert coming.wait(60) == -signal.SIGKILL


class Told(Guard):
    """Keeps what it is told."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.words: list[tuple[str | int, ...]] = []

    def coming(self) -> str:
        self.words.append(("coming", token := super().coming()))
        return token

    def failed(self, token: str) -> None:
        self.words.append(("failed", token))
        super().failed(token)

    def started(self, token: str, pid: int) -> None:
        self.words.append(("started", token, pid))
        super().started(token, pid)


@pytest.fixture
def told(folder: Path) -> Iterator[Told]:
    one = Told(folder)
    yield one
    one.close()


def test_a_child_carries_its_token_which_is_nobody_else_s(told: Told, tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        child = start(
            ["/bin/sh", "-c", f"echo $HOME ${STARTED} $$"],
            environment={"HOME": "/home"},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            output=subprocess.PIPE,
            guard=told,
        )
        home, token, pid = child.communicate(timeout=60)[0].decode().split()
        told.ended(child.pid)
        assert (home, int(pid)) == ("/home", child.pid)
        assert told.words[-2:] == [("coming", token), ("started", token, child.pid)]
        tokens.append(token)
    assert tokens[0] != tokens[1]


@pytest.mark.parametrize(
    ("argv", "variables", "kind"),
    [
        (["./none"], {}, OutsideError),
        (["sh", "a\0b"], {}, OutsideError),
        (["sh"], {"NUMBER": 3}, TypeError),
    ],
)
def test_a_start_that_fails_is_taken_back(
    told: Told, tmp_path: Path, argv: list[str], variables: dict[str, str], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        start(argv, environment=variables, cwd=tmp_path, stdin=subprocess.DEVNULL, guard=told)
    (_, token), taken_back = told.words
    assert taken_back == ("failed", token)


def test_a_child_has_the_guard_s_pipe_until_it_is_its_program(folder: Path, tmp_path: Path) -> None:
    """Python closes nothing in it, which is seen by what it may keep; the kernel closes the rest then."""
    given, kept = os.dup(0), os.dup(0)
    os.set_inheritable(given, True)
    guard = Guard(folder)
    assert guard._shell.stdin
    closed = [given, guard._shell.stdin.fileno()]
    try:
        os.set_inheritable(kept, True)
        child = start(
            [
                "/bin/sh",
                "-c",
                " && ".join([f"[ -e /dev/fd/{kept} ]", *(f"! [ -e /dev/fd/{n} ]" for n in closed)]),
            ],
            environment={},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            guard=guard,
        )
        assert child.wait(60) == 0
    finally:
        guard.close()
        os.close(given)
        os.close(kept)
