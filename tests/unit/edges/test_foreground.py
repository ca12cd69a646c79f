"""A command in front: its exit code, its variables, its signals."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.edges import foreground


@pytest.mark.parametrize(("script", "code"), [("exit 0", 0), ("exit 5", 5), ("kill -9 $$", 137)])
def test_the_exit_code_is_the_commands(script: str, code: int, tmp_path: Path) -> None:
    assert foreground.call(["/bin/sh", "-c", script], environment={}, cwd=tmp_path) == code


def test_the_command_has_the_variables_and_the_folder_and_nothing_else(tmp_path: Path) -> None:
    script = "echo $HERE-$HOME > out; pwd >> out"

    foreground.call(["/bin/sh", "-c", script], environment={"HERE": "1"}, cwd=tmp_path)

    assert (tmp_path / "out").read_text().split() == ["1-", str(tmp_path.resolve())]


@contextlib.contextmanager
def once_ready(folder: Path, send: Callable[[], None]) -> Iterator[None]:
    """Another thread sends when the command has said in `ready` that it listens."""
    os.mkfifo(folder / "ready")

    def wait_and_send() -> None:
        (folder / "ready").read_text()
        send()

    thread = threading.Thread(target=wait_and_send)
    thread.start()
    yield
    thread.join(10)


def test_a_signal_that_another_thread_gets_reaches_the_command_too(tmp_path: Path) -> None:
    """So does one that comes just before the wait begins: Python hears both between two of its own steps."""
    words = ["/bin/sh", "-c", "sleep 30 & trap 'kill $!; exit 6' TERM; echo > ready; wait"]
    with once_ready(tmp_path, lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM)):
        assert foreground.call(words, environment=os.environ, cwd=tmp_path) == 6


def test_a_signal_to_us_reaches_the_command_and_our_handlers_are_back_afterwards(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    script = "trap 'exit 6' TERM; echo > ready; while :; do /bin/sleep 0.01; done"
    with once_ready(tmp_path, lambda: os.kill(os.getpid(), signal.SIGTERM)):
        assert foreground.call(["/bin/sh", "-c", script], environment={}, cwd=tmp_path) == 6
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_that_comes_while_the_command_is_being_started_reaches_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = subprocess.Popen

    def interrupted(*words: Any, **options: Any) -> subprocess.Popen[bytes]:
        child = started(*words, **options)
        (tmp_path / "ready").read_text()  # the command waits for its signal
        go.set()
        thread.join()
        return child

    def tell() -> None:
        go.wait(60)
        os.kill(os.getpid(), signal.SIGTERM)

    go = threading.Event()
    thread = threading.Thread(target=tell)  # made before the main thread's mask, which it would inherit
    thread.start()

    os.mkfifo(tmp_path / "ready")
    monkeypatch.setattr("greenlane.edges.foreground.subprocess.Popen", interrupted)
    script = "trap 'exit 6' TERM; echo > ready; while :; do /bin/sleep 0.01; done"
    assert foreground.call(["/bin/sh", "-c", script], environment={}, cwd=tmp_path) == 6


def test_a_command_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        foreground.call(["no-such-command"], environment={}, cwd=tmp_path)


HIT = "trap 'echo hit >> hits' INT; echo > ready; until [ -s hits ]; do sleep 0.01; done; sleep 0.1; exit 6"
CALL = "import sys; from pathlib import Path; from greenlane.edges import foreground; import os\n"
CALL += f"sys.exit(foreground.call(['/bin/sh', '-c', {HIT!r}], environment=os.environ, cwd=Path.cwd()))"


@contextlib.contextmanager
def calling(folder: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A Python of its own session that calls; it ends with the block, also when the block fails."""
    os.mkfifo(folder / "ready")
    words = [sys.executable, "-c", CALL]
    with subprocess.Popen(words, cwd=folder, start_new_session=True, **options) as child:
        try:
            (folder / "ready").read_text()
            yield child
        finally:
            child.kill()


def test_an_interruption_on_a_terminal_reaches_the_command_once(tmp_path: Path) -> None:
    """The terminal itself has sent it to the command."""
    master, slave = pty.openpty()
    own = {"stdin": slave, "preexec_fn": lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)}
    with calling(tmp_path, **own) as child:
        os.write(master, b"\x03")
        assert child.wait(60) == 6
    os.close(master)
    os.close(slave)
    assert (tmp_path / "hits").read_text() == "hit\n"


def test_an_interruption_without_a_terminal_is_passed_on(tmp_path: Path) -> None:
    with calling(tmp_path) as child:
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 6
    assert (tmp_path / "hits").read_text() == "hit\n"
