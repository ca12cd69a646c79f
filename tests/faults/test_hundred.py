"""A hundred runs of up and down: processes, ports, files and memory are where they were."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.conftest import Say
from tests.faults.site import Site, made

RUNS = 100
DECLARATION = "version: 1\nservices:\n  db: {type: postgres}\n  redis: {}\n"


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    """Two projects side by side, one a core, which halves the time; their caches are nobody else's."""
    with ExitStack() as made_ones:
        yield [made_ones.enter_context(made()) for _ in range(2)]


@pytest.mark.timeout(1200)
def test_a_hundred_runs_leave_everything_where_it_was(sites: list[Site], say: Say) -> None:
    for site in sites:
        site.declare(DECLARATION)
        site.ok("bundles", "fetch", "valkey", "postgres-16")
        site.own_cache("valkey", "postgres-16-16")
        for _ in range(2):  # from the second on, there are logs of the run before
            _up_and_down(site)
    before = [_counts(site) for site in sites]
    elsewhere = _segments()
    began = time.monotonic()

    servers: set[int] = set()
    lanes = [threading.Thread(target=_runs, args=(site, servers)) for site in sites]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()

    say(f"{RUNS} runs took {time.monotonic() - began:.0f} s; a project's counts: {before[0]}")
    assert len(servers) == RUNS, "each run had a server of its own"
    assert [_counts(site) for site in sites] == before
    assert [site.leftovers() for site in sites] == [[], []]
    assert [one for one, maker in _segments().items() if maker in servers and one not in elsewhere] == []


def _runs(site: Site, servers: set[int]) -> None:
    for _ in range(RUNS // 2):
        servers.add(_up_and_down(site))


def _up_and_down(site: Site) -> int:
    """One run; the process that PostgreSQL was."""
    site.ok("up", "--mode", "ephemeral")
    server = int(site.service("db", "ephemeral")["pid"])
    assert _mapped_in_memory(server, site) == []
    site.ok("down")
    return server


def _counts(site: Site) -> dict[str, int]:
    """What could grow from run to run. bytes: without the logs, whose lines differ in length."""
    files = [path for path in site.root.rglob("*") if path.is_file() and not path.is_symlink()]
    return {
        "processes": len(site.processes()),
        "ports": len(site.ports()),
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files if path.parent.name != "logs"),
        "in memory": len(list(site.memory.rglob("*"))),
        "temporary": len(list(site.temporary.rglob("*"))),
    }


def _mapped_in_memory(server: int, site: Site) -> list[str]:
    """Files of shared memory outside the site, which a killed server would leave there."""
    maps = Path(f"/proc/{server}/maps").read_text() if os.geteuid() == 0 else ""
    paths = {line.split(maxsplit=5)[5] for line in maps.splitlines() if "/dev/shm/" in line}
    return [path for path in paths if not path.startswith(str(site.root))]


def _segments() -> dict[str, int]:
    """System V shared memory of the machine: id and the process that made it.

    Compared with what there was before, since process numbers come round again.
    """
    lines = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    return {line.split()[1]: int(line.split()[4]) for line in lines}
