"""How a call ends: an answer, a mistake, the outside, a bug of ours, an interruption, a closed pipe."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import greenlane
from greenlane.cli.main import VERBS, build_parser, main, verb
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode


class Raising(io.StringIO):
    """An output that cannot be written to."""

    def __init__(self, err: BaseException) -> None:
        super().__init__()
        self.err = err

    def write(self, _text: str) -> int:
        raise self.err


def ended_by(err: BaseException, folder: Path) -> tuple[int, str]:
    """The exit code and what was told, when the first line of an answer meets this."""
    told = io.StringIO()
    code = main(["gate", "--list"], World({}, folder, Raising(err), told))
    return code, told.getvalue()


def test_an_interruption_is_said_in_one_word(tmp_path: Path) -> None:
    assert ended_by(KeyboardInterrupt(), tmp_path) == (130, "interrupted\n")


def test_a_bug_of_ours_says_what_a_report_of_it_needs(tmp_path: Path) -> None:
    code, told = ended_by(RuntimeError("this cannot be"), tmp_path)
    assert code == 70
    for part in (
        "Traceback",
        f"a bug in greenlane {greenlane.__version__}",
        "verb: gate",
        "docs/troubleshooting.md",
    ):
        assert part in told


def test_a_full_disk_is_no_bug_of_ours(tmp_path: Path) -> None:
    code, told = ended_by(OSError(errno.ENOSPC, "No space left on device", "/x"), tmp_path)
    assert (code, "Traceback" in told) == (3, False)


def test_a_reader_that_went_away_is_no_error() -> None:
    argv = [sys.executable, "-m", "greenlane", "config", "schema"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.close()
        told = child.stderr.read()
    assert (child.returncode, told) == (0, b"")


def without(closed: str, *words: str | bytes, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Call this Python with some of its streams closed by a shell."""
    argv = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GREENLANE_")}
    return subprocess.run(
        argv, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("closed", "answers", "complains"),
    [
        ("<&-", True, True),
        (">&-", False, True),
        ("2>&-", True, False),
        (">&- 2>&-", False, False),
        ("<&- >&- 2>&-", False, False),
    ],
)
def test_a_stream_that_is_closed_leads_nowhere(
    tmp_path: Path, closed: str, answers: bool, complains: bool
) -> None:
    good = without(closed, "-m", "greenlane", "config", "schema", cwd=tmp_path)
    bad = without(closed, "-m", "greenlane", "--file", b"\xff.yaml", "config", "show", cwd=tmp_path)
    assert [good.returncode, bool(good.stdout), good.stderr] == [0, answers, ""]
    assert [bad.returncode, bad.stdout, bool(bad.stderr)] == [ExitCode.CONFIGURATION, "", complains]


def test_no_file_of_ours_gets_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    code = (
        "import json, os\n"
        "from greenlane.cli.main import open_closed\n"
        "open_closed()\n"
        "null = os.stat(os.devnull).st_rdev\n"
        "kinds = [[os.fstat(n).st_rdev == null, os.get_inheritable(n)] for n in range(3)]\n"
        "with open('found', 'w') as file:\n"
        "    json.dump([kinds, file.fileno() > 2], file)"
    )
    without("<&- >&- 2>&-", "-c", code, cwd=tmp_path)
    assert json.loads((tmp_path / "found").read_text()) == [[[True, True]] * 3, True]


def opened(fifo: Path, reader: subprocess.Popen[str]) -> int:
    """A descriptor to write to it, as soon as somebody reads; never waits for a reader that has ended."""
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError):
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        assert reader.poll() is None, f"it ended with {reader.returncode} before it read the event"
        assert time.monotonic() < deadline, "it did not read the event within 60 s"
        threading.Event().wait(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_polite_end_is_an_interruption(tmp_path: Path, number: signal.Signals) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    event = tmp_path / "event.json"
    os.mkfifo(event)
    told_by = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event)}
    environment = {**os.environ, **told_by, "GREENLANE_CACHE": str(tmp_path / "cache")}
    argv = [sys.executable, "-m", "greenlane", "gate", "secrets"]
    child = subprocess.Popen(argv, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        writer = opened(event, child)  # from now on it waits for the event's text
        child.send_signal(number)
        os.close(writer)  # should the signal have come right before the read: that ends too
        told = child.communicate(timeout=60)[1]
    finally:
        child.kill()
        child.communicate()
    assert (child.returncode, told.splitlines()[-1]) == (130, "interrupted")


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], [], ["nothing"], ["--file", "x", "gate", "--help"]]
)
def test_help_and_mistakes_end_without_a_traceback(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    said = capsys.readouterr()
    assert ended.value.code in (0, 2)
    assert "greenlane" in said.out + said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_has_a_summary_and_is_told_apart_quickly(name: str) -> None:
    assert verb(name).SUMMARY
    assert name in build_parser(name).format_help()


def test_the_real_world_is_this_process() -> None:
    world = World.real()
    assert (world.cwd, world.environment["PATH"]) == (Path.cwd(), os.environ["PATH"])


def test_the_world_does_not_show_its_environment(tmp_path: Path) -> None:
    world = World({"TOKEN": "hidden"}, tmp_path, io.StringIO(), io.StringIO())
    assert repr(world) == f"World({str(tmp_path)!r})"
