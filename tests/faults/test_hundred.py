"""A hundred runs of up and down: processes, ports, files and memory are where they were."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
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

    with ThreadPoolExecutor(len(sites)) as lanes:
        servers = [server for lane in lanes.map(_runs, sites) for server in lane]

    say(f"{RUNS} runs took {time.monotonic() - began:.0f} s; a project's counts: {before[0]}")
    assert len(set(servers)) == RUNS, "each run had a server of its own"
    assert [_counts(site) for site in sites] == before
    assert [site.leftovers() for site in sites] == [[], []]
    makers = {server.number for server in servers}
    assert [one for one, maker in _segments().items() if maker in makers and one not in elsewhere] == []


@dataclass(frozen=True)
class Server:
    """The process that PostgreSQL was. A busy machine's numbers come round again within minutes."""

    number: int
    started_at: float


def _runs(site: Site) -> list[Server]:
    return [_up_and_down(site) for _ in range(RUNS // 2)]


def _up_and_down(site: Site) -> Server:
    """One run."""
    site.ok("up", "--mode", "ephemeral")
    server = psutil.Process(int(site.service("db", "ephemeral")["pid"]))
    assert site.mapped_in_memory(server.pid) == []
    site.ok("down")
    return Server(server.pid, server.create_time())


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


def _segments() -> dict[str, int]:
    """System V shared memory that no process has: its id and the process that made it.

    Compared with what there was before; what others use is theirs, whatever number its maker had.
    """
    lines = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    rows = [line.split() for line in lines]  # key shmid perms size cpid lpid nattch …
    return {row[1]: int(row[4]) for row in rows if row[6] == "0"}
