from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.edges.children import Children, Ended, Flooded
from greenlane.edges.guard import Guard
from greenlane.edges.processes import identity
from greenlane.model.errors import OutsideError

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def call(children: Children, code: str, *, stdin: bytes | None = None, timeout_s: float = 60.0) -> Ended:
    argv = [sys.executable, "-c", code]
    return children.call(argv, environment=ENVIRONMENT, cwd=Path("/"), stdin=stdin, timeout_s=timeout_s)


def shell(children: Children, code: str, *, timeout_s: float) -> Ended:
    """As `call`, with what starts within milliseconds on a busy machine too."""
    argv = ["/bin/sh", "-c", code]
    return children.call(argv, environment=ENVIRONMENT, cwd=Path("/"), timeout_s=timeout_s)


def gone(pid: int) -> bool:
    """Whether the process ends within some seconds; one that nobody has reaped has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        threading.Event().wait(0.02)
    return False


def test_both_outputs_and_the_code_come_back_as_bytes() -> None:
    code = "import sys; sys.stdout.buffer.write(b'a\\xff'); sys.stderr.write('b'); sys.exit(3)"
    assert call(Children(), code) == Ended(3, b"a\xff", b"b")


def test_a_large_input_that_nobody_reads_holds_nothing_up() -> None:
    assert call(Children(), "print('done')", stdin=b"x" * 2**20).out == b"done\n"


def test_input_arrives_whole() -> None:
    done = call(Children(), "import sys; print(len(sys.stdin.buffer.read()))", stdin=b"x" * 300_000)
    assert done.out == b"300000\n"


def test_a_time_out_names_the_time_and_the_last_lines() -> None:
    with pytest.raises(OutsideError) as caught:
        shell(Children(), "echo working; exec sleep 600", timeout_s=5.0)
    assert "did not end within 5 s" in caught.value.what
    assert caught.value.detail == ("working",)


def test_what_the_child_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with pytest.raises(OutsideError):
        shell(Children(), f"sleep 600 & echo $! > {note}; wait", timeout_s=5.0)
    assert gone(int(note.read_text()))


def test_what_the_child_left_behind_ends_after_it() -> None:
    code = (
        "import subprocess, sys\n"
        "silent = {'stdin': -3, 'stdout': -3, 'stderr': -3}\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], **silent).pid)"
    )
    done = call(Children(), code)
    assert done.code == 0
    assert gone(int(done.out))


def test_more_output_than_allowed_ends_the_child() -> None:
    with pytest.raises(Flooded, match="printed more than 1 MiB"):
        call(Children(size_bytes=2**20), "while True: print('x' * 1000)")


def test_a_program_that_is_none_is_an_error_of_the_outside(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF nonsense")
    broken.chmod(0o755)
    with pytest.raises(OutsideError, match="could not be started"):
        Children().call([broken], environment=ENVIRONMENT, cwd=tmp_path, timeout_s=5)


def test_a_null_byte_in_an_argument_is_an_error_of_the_outside() -> None:
    with pytest.raises(OutsideError, match="could not be started"):
        Children().call([sys.executable, "a\0b"], environment=ENVIRONMENT, cwd=Path("/"), timeout_s=5)


def test_stop_ends_what_runs_and_lets_nothing_start(tmp_path: Path) -> None:
    children = Children()
    note = tmp_path / "started"
    codes: list[int] = []
    code = (
        "import os, pathlib, time\n"
        f"note = pathlib.Path({str(note)!r})\n"
        "note.with_name('aside').write_text(str(os.getpid()))\n"
        "note.with_name('aside').rename(note)\n"
        "time.sleep(600)"
    )
    thread = threading.Thread(target=lambda: codes.append(call(children, code).code))
    thread.start()
    deadline = time.monotonic() + 60
    while not note.exists() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    children.stop()
    assert identity(int(note.read_text())) is None
    thread.join(60)
    assert codes == [-9]
    with pytest.raises(OutsideError, match="is being ended"):
        call(children, "print(1)")


class Interrupted(Guard):
    """Interrupts us, once, when it is told of a child's start, or of its end."""

    def __init__(self, folder: Path, at: str) -> None:
        super().__init__(folder)
        self.at = at
        self.pids: list[int] = []
        self.ends: list[int] = []

    def started(self, token: str, pid: int) -> None:
        super().started(token, pid)
        self.pids.append(pid)
        self._interrupt("start")

    def ended(self, pid: int) -> None:
        self._interrupt("end")
        super().ended(pid)
        self.ends.append(pid)

    def _interrupt(self, now: str) -> None:
        if self.at == now:
            self.at = ""
            signal.raise_signal(signal.SIGINT)


@pytest.fixture
def _heard() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heard")
@pytest.mark.parametrize(("at", "code"), [("start", "import time; time.sleep(600)"), ("end", "print(1)")])
def test_an_interruption_at_any_moment_leaves_nothing_that_runs(tmp_path: Path, at: str, code: str) -> None:
    guard = Interrupted(tmp_path / "none", at)
    with pytest.raises(KeyboardInterrupt):
        call(Children(guard=guard), code)
    (pid,) = guard.pids
    assert identity(pid) is None
    assert guard.ends == [pid]
    guard.close()
