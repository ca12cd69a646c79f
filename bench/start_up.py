"""From nothing to ready: `greenlane up` beside pytest-postgresql and testcontainers, in one run.

    python bench/start_up.py [--rounds 5] [--peer VENV] [--image NAME]

Bundles are in the cache; there is no data: each round begins with `greenlane down --purge`. Two times
are taken of ours: *whole* is the process `greenlane up`, interpreter and all; *services* is what its
supervisor needed. Peers: pytest-postgresql with the same server program, run unprivileged as it wants it,
likewise as a whole process (a pytest session of one query) and as its server fixture alone; and, where
a Docker engine answers and the image is there (bench/local_image makes one), a testcontainers PostgreSQL,
as a whole process without its end and from its constructor to its first query. Rounds alternate.

Bars: PostgreSQL, Redis and S3 ready within 1.5 s; PostgreSQL alone, ephemeral, within 0.25 s; at least
3 x faster than pytest-postgresql and 8 x than testcontainers.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.process import drop, server_account
from greenlane.model.service import Installed
from greenlane.services.catalog.postgres import bundles
from greenlane.services.postgres.options import Options
from greenlane.services.store import Store, current_platform, default_root

THREE = "version: 1\nservices:\n  db: {type: postgres}\n  redis: {}\n  s3: {buckets: [{name: media}]}\n"
ONE = "version: 1\nservices:\n  db: {type: postgres}\n"

CONFTEST = """\
import time, pytest
STARTED = []

@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    if fixturedef.argname == "server":
        STARTED.append(time.perf_counter())
"""

PEER = """\
import json, os, time
import psycopg
from conftest import STARTED
from pytest_postgresql import factories

server = factories.postgresql_proc(
    executable=os.environ["BENCH_PG_CTL"],
    unixsocketdir=os.environ["BENCH_SOCKET"],
    postgres_options="-c fsync=off -c full_page_writes=off -c synchronous_commit=off",
)

def test_ready(server):
    where = {"host": server.host, "port": server.port, "user": server.user, "dbname": "postgres"}
    with psycopg.connect(**where) as connection:
        connection.execute("SELECT 1")
    with open(os.environ["BENCH_RESULT"], "w") as file:
        json.dump(time.perf_counter() - STARTED[0], file)
"""

CONTAINERS = """\
import sys, time
from testcontainers.postgres import PostgresContainer
import psycopg
started = time.perf_counter()
with PostgresContainer(sys.argv[1], driver=None) as server:
    with psycopg.connect(server.get_connection_url()) as connection:
        connection.execute("SELECT 1")
    print(time.perf_counter() - started, time.monotonic())
"""


@dataclass(frozen=True)
class Times:
    """Seconds of one start: the whole process, and what the servers needed."""

    whole: float
    services: float


def up(folder: Path, mode: str) -> Times:
    """One start from nothing, and its end."""
    command = [sys.executable, "-m", "greenlane"]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([*command, "down", "--purge"], cwd=folder, capture_output=True, check=True)
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "up", "--mode", mode],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    whole = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stderr)
    ready = [float(line.split()[0]) for line in done.stderr.splitlines() if line.endswith(" ready")]
    subprocess.run([*command, "down", "--purge"], cwd=folder, capture_output=True, check=True)
    return Times(whole, max(ready))


def pytest_postgresql(root: Path, postgres: Installed, python: Path) -> Times:
    """Seconds of a session of one query, and of its server fixture with that query."""
    account = server_account(os.environ)
    folder = Path(tempfile.mkdtemp(prefix="peer-", dir=root))
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_ready.py").write_text(PEER)
    for path in (folder, *folder.iterdir()):
        if os.geteuid() == 0:
            os.chown(path, account.uid, account.gid)
    environment = {
        **postgres.environment,
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "BENCH_PG_CTL": str(postgres.programs["pg_ctl"]),
        "BENCH_SOCKET": str(folder),
        "BENCH_RESULT": str(folder / "result.json"),
    }
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}/tmp"]
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, **drop(account)
    )
    whole = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"pytest-postgresql failed:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")
    return Times(whole, float(json.loads((folder / "result.json").read_text())))


def testcontainers(python: Path, image: str) -> Times | None:
    """Seconds of a process to its first query, and from the constructor; None without engine or image."""
    try:
        there = subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    if there.returncode:
        return None
    began = time.monotonic()
    done = subprocess.run(
        [str(python), "-c", CONTAINERS, image],
        env={**os.environ, "TESTCONTAINERS_RYUK_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"testcontainers failed:\n{done.stderr[-4000:]}")
    seconds, ready_at = map(float, done.stdout.split()[-2:])
    return Times(ready_at - began, seconds)


def peer_python(folder: Path) -> Path:
    """The peers' own environment, made where it is not there yet."""
    python = folder / "bin" / "python"
    if not python.exists():
        # As root, our own interpreter may lie in root's home, where the peer's account cannot run it.
        maker = "/usr/bin/python3" if os.geteuid() == 0 else sys.executable
        subprocess.run([maker, "-m", "venv", folder], check=True)
        wanted = ["pytest-postgresql", "testcontainers", "psycopg[binary]"]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
    return python


def said(what: str, seconds: list[float], bar: float | None = None) -> bool:
    """Print a median and its spread; whether it keeps the bar."""
    middle = statistics.median(seconds)
    held = bar is None or middle <= bar
    verdict = "" if bar is None else f"   bar {bar:.2f} s: {'holds' if held else 'MISSED'}"
    print(f"{what:<52} {middle:6.3f} s  ({min(seconds):.3f}-{max(seconds):.3f}){verdict}")
    return held


def ratio(name: str, peer: list[float], ours: list[float], wanted: float) -> bool:
    """Print how many times faster ours is; whether that is as much as is wanted."""
    reached = statistics.median(peer) / statistics.median(ours)
    held = reached >= wanted
    print(f"  {reached:4.1f} x faster than {name}; {wanted:.0f} x wanted: {'holds' if held else 'MISSED'}")
    return held


def wholes(runs: list[Times]) -> list[float]:
    """The whole processes."""
    return [each.whole for each in runs]


def servers(runs: list[Times]) -> list[float]:
    """The servers alone."""
    return [each.services for each in runs]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", type=Path, help="the peers' virtual environment; made when it is not there")
    parser.add_argument("--image", default="postgres:16", help="the local image for testcontainers")
    arguments = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="gl-bench-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    root.chmod(0o711)
    try:
        return compare(root, arguments)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def compare(root: Path, arguments: argparse.Namespace) -> int:
    """All measures, in turns so that a busy machine hurts all alike; 0 when every bar holds."""
    store = Store(default_root(os.environ), environment=os.environ, report=print)
    postgres = store.ensure(bundles(Options())[0], current_platform())
    python = peer_python(arguments.peer or root / "venv")
    for name, text in (("three", THREE), ("one", ONE)):
        (root / name).mkdir()
        (root / name / "greenlane.yaml").write_text(text)
        up(root / name, "ephemeral")  # the prepared data folder is part of the cache
    three, one, peer, docker = [], [], [], []
    for _ in range(arguments.rounds):
        three.append(up(root / "three", "ephemeral"))
        one.append(up(root / "one", "ephemeral"))
        peer.append(pytest_postgresql(root, postgres, python))
        docker.append(testcontainers(python, arguments.image))
    print(f"{arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}; medians (spread)")
    held = [
        said("PostgreSQL, Redis, S3: greenlane up, whole process", [each.whole for each in three], 1.5),
        said("PostgreSQL, Redis, S3: its services", [each.services for each in three]),
        said("PostgreSQL: greenlane up, whole process", [each.whole for each in one], 0.25),
        said("PostgreSQL: its services", [each.services for each in one]),
        said("PostgreSQL: pytest-postgresql, whole process", [each.whole for each in peer]),
        said("PostgreSQL: pytest-postgresql, server fixture", [each.services for each in peer]),
        ratio("pytest-postgresql, process to process", wholes(peer), wholes(one), 3),
        ratio("pytest-postgresql, server to server", servers(peer), servers(one), 3),
    ]
    taken = [times for times in docker if times is not None]
    if taken:
        held += [
            said("PostgreSQL: testcontainers, whole process", wholes(taken)),
            said("PostgreSQL: testcontainers, constructor to query", servers(taken)),
            ratio("testcontainers, process to process", wholes(taken), wholes(one), 8),
            ratio("testcontainers, server to server", servers(taken), servers(one), 8),
        ]
    else:
        print(f"testcontainers: not measured, since no Docker engine has the image {arguments.image}")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
