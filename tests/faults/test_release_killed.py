"""A release that is killed for good (SIGKILL) at any write: the same words lead to the same end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.site import until
from tests.standins.github import serving
from tests.unit.cli.release_package import NAMES, Package

WRITES = 6
"""Of a release from nothing: the draft, four files, publishing."""
WORDS = ("publish", "1.2.3", "--passes", "passes")


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Package]:
    with serving() as state:
        one = Package(tmp_path, state, now=int(time.time()))
        one.proved()
        yield one


def start(package: Package, *words: str) -> subprocess.Popen[bytes]:
    """The verb in a process of its own."""
    scratch = package.folder / ".greenlane" / "tmp"
    scratch.mkdir(exist_ok=True)
    environment = package.environment() | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(scratch)}
    argv = [sys.executable, "-m", "greenlane", "release", *words]
    return subprocess.Popen(argv, cwd=package.folder, env=environment, stdout=subprocess.DEVNULL)


def killed_at(package: Package, write: int, moment: str) -> int:
    """Run it, and kill it when GitHub hears of that write, or has done it unanswered; how it ended."""
    started = threading.Event()
    found: list[subprocess.Popen[bytes]] = []

    def kill(number: int, at: str) -> None:
        if (number, at) == (write, moment) and started.wait(60):
            found[0].send_signal(signal.SIGKILL)
            found[0].wait(60)
            raise ConnectionError

    package.state.wrote = kill
    found.append(start(package, *WORDS))
    started.set()
    return found[0].wait(60)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", range(1, WRITES + 1))
def test_killed_at_any_write_the_same_words_publish_it_whole(
    package: Package, write: int, moment: str
) -> None:
    assert killed_at(package, write, moment) == -signal.SIGKILL
    code, said = package.call(*WORDS)
    assert code == 0, said
    (release,) = package.state.releases.values()
    assert (package.names(), release.is_draft) == (NAMES, False)
    assert len(release.assets) == len(NAMES)
    assert package.state.tags == {"v1.2.3": package.commit}


def test_killed_while_it_seals_nothing_counts_as_sealed_and_sealing_again_ends_well(package: Package) -> None:
    for name in ("SHA256SUMS", "pack-1.2.3.cdx.json"):
        (package.folder / "dist" / name).unlink()
    maker = (package.folder / ".greenlane/bin/cyclonedx-py").read_text()
    package.made_by(
        "#!/bin/sh\nuntil [ -s .greenlane/pid ]; do sleep 0.02; done\nkill -9 $(cat .greenlane/pid)\n"
    )
    sealing = start(package, "seal", "1.2.3")
    package.write(".greenlane/pid", str(sealing.pid))
    assert sealing.wait(60) == -signal.SIGKILL
    until(lambda: not [*(package.folder / ".greenlane/tmp").iterdir()], "its folder gone")
    assert package.call(*WORDS)[0] == 1
    assert package.state.writes == []
    package.made_by(maker)
    package.sealed()
    assert package.call(*WORDS)[0] == 0
