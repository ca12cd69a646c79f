"""A clock that jumps an hour, either way: what runs is still known, and everything goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greenlane.model.bundle import Bundle, DebianPackage, Platform
from greenlane.services.store import Store, current_platform, default_root
from tests.faults.site import Site, kill, until

DECLARATION = "version: 1\nservices:\n  db: {type: postgres}\n  redis: {}\n"
FAKETIME = Bundle(
    name="libfaketime",
    version="0.9.10",
    parts={
        platform: (DebianPackage("libfaketime", "0.9.10-2.1"),)
        for platform in (Platform.LINUX_X86_64, Platform.LINUX_ARM64)
    },
    programs={},
    licence="GPL-2.0",
)
SLEEP = """\
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds)
"""
"""libfaketime 0.9.10 refuses clock_nanosleep until a moment of the clock that it does not fake."""
JUMPS = pytest.mark.parametrize("jump_s", [3600, -3600], ids=["forward", "back"])


@pytest.fixture
def clock(site: Site) -> Path:
    """The file that says how far the clock of greenlane and its supervisor is off; it can be changed."""
    environment = site.environment
    store = Store(default_root(environment), environment=environment, report=print)
    root = store.ensure(FAKETIME, current_platform()).root
    (library,) = root.glob("usr/lib/*/faketime/libfaketimeMT.so.1")
    file = site.root / "clock"
    file.write_text("+0s\n")
    (site.root / "sitecustomize.py").write_text(SLEEP)
    site.extra.update(
        LD_PRELOAD=str(library),
        FAKETIME_TIMESTAMP_FILE=str(file),
        FAKETIME_NO_CACHE="1",
        # As it is when a clock is set: what counts the time since the start does not jump.
        FAKETIME_DONT_FAKE_MONOTONIC="1",
        PYTHONPATH=os.pathsep.join([str(site.root), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    )
    return file


@JUMPS
def test_a_running_stack_survives_a_jump_of_the_clock(jump_s: int, site: Site, clock: Path) -> None:
    site.declare(DECLARATION)
    site.ok("up")
    before = site.status()
    assert before is not None

    clock.write_text(f"{jump_s:+d}s\n")

    assert site.greenlane("status", "--check").code == 0
    site.ok("up")
    now = site.status()
    assert now is not None
    assert now["pid"] == before["pid"], "the same supervisor as before"
    kill(site.service("redis")["pid"])
    until(
        lambda: site.service("redis")["restarts"] == 1 and site.service("redis")["state"] == "ready", "back"
    )
    jumped_s = site.service("redis")["since"] - before["started"]
    assert abs(jumped_s - jump_s) < 600, "the supervisor's clock has jumped"
    site.ok("run", "--", "true")
    site.ok("down")
    assert site.leftovers() == []


@JUMPS
def test_a_lease_holds_over_a_jump_of_the_clock(jump_s: int, site: Site, clock: Path) -> None:
    site.declare(DECLARATION)
    run = site.start(
        *("run", "--mode", "ephemeral", "--"),
        *("sh", "-c", "touch here; until [ -e end ]; do /bin/sleep 0.02; done; exit 4"),
    )
    until((site.project / "here").exists, "the command running")

    clock.write_text(f"{jump_s:+d}s\n")

    assert site.greenlane("status", "--mode", "ephemeral", "--check").code == 0
    (site.project / "end").touch()
    assert run.ended().code == 4
    assert site.leftovers() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can show a process another /proc/stat")
@JUMPS
def test_a_process_is_not_taken_for_another_when_the_time_of_boot_moves(jump_s: int, site: Site) -> None:
    """A clock that is set moves the time of boot, by which others tell processes apart."""
    site.declare(DECLARATION)
    site.ok("up")
    before = site.status()
    lines = Path("/proc/stat").read_text().splitlines()
    moved = [f"btime {int(one.split()[1]) + jump_s}" if one.startswith("btime ") else one for one in lines]
    stat = site.root / "stat"
    stat.write_text("\n".join([*moved, ""]))
    script = 'mount --bind "$0" /proc/stat && exec "$@"'
    jumped = ("unshare", "--mount", "sh", "-c", script, str(stat))

    assert site.greenlane("status", "--check", before=jumped).code == 0
    assert site.greenlane("up", before=jumped).code == 0
    assert site.status() == before, "it was left as it was"
    assert site.greenlane("down", before=jumped).code == 0
    assert site.leftovers() == []
