"""A fresh database as a test sees it: greenlane beside pytest-postgresql, in one run.

    python bench/fresh_database.py [--tests 200] [--rounds 3] [--bodies 20 0] [--peer VENV]

Both get the same server program, the same settings (memory, no fsync), the same 30 tables with 3,000
rows, and the same tests. A third run connects to one database all the time, without our fixture: what
would remain if a fresh database cost nothing. Two times are taken of each test, in milliseconds: *seen*
is from the start of its set-up to the answer to its first statement, an INSERT; *whole* is all but the
body, tear-down included. Rounds alternate, so that a busy machine hurts all of them. As root the peer
runs as the servers' account, since it starts its server itself and servers refuse root.
The bar is on seen: at most 10 ms in the median. The goal: a third of the peer's or less.
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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.process import drop, server_account
from greenlane.model.service import Account, Installed
from greenlane.services.catalog.postgres import bundles
from greenlane.services.postgres.options import Options
from greenlane.services.store import Store, current_platform, default_root

BAR_MS = 10.0
GOAL = 3.0
BODIES_MS = (20, 0)
SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
)

DECLARATION = """\
version: 1
services:
  db: {type: postgres, version: 16, migrations: migrations}
"""

MEASURING = """\
import json, os, time
import pytest

BODY_S = float(os.environ["BENCH_BODY_MS"]) / 1000
TIMES = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    TIMES.append({"start": time.perf_counter()})
    result = yield
    TIMES[-1]["end"] = time.perf_counter()
    return result


@pytest.fixture
def answered():
    def note():
        TIMES[-1]["seen"] = time.perf_counter()
        time.sleep(BODY_S)
        TIMES[-1]["body"] = time.perf_counter() - TIMES[-1]["seen"]
    return note


def pytest_sessionfinish():
    rows = [(t["seen"] - t["start"], t["end"] - t["start"] - t["body"]) for t in TIMES if "body" in t]
    with open(os.environ["BENCH_RESULT"], "w") as file:
        json.dump(rows, file)
"""

OURS = """\
import psycopg, pytest


@pytest.mark.parametrize("number", range({tests}))
def test_insert(database, answered, number):
    with psycopg.connect(database.url) as connection:
        connection.execute("INSERT INTO t7 (name, other) VALUES ('new', 1)")
        answered()
"""

FLOOR = """\
import os, psycopg, pytest


@pytest.mark.parametrize("number", range({tests}))
def test_insert(answered, number):
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO t7 (name, other) VALUES ('new', 1)")
        answered()
"""

PEER = """\
import pytest


@pytest.mark.parametrize("number", range({tests}))
def test_insert(postgresql, answered, number):
    postgresql.execute("INSERT INTO t7 (name, other) VALUES ('new', 1)")
    answered()
"""

PEER_FIXTURES = """
from pathlib import Path
from pytest_postgresql import factories

server = factories.postgresql_proc(
    executable={executable!r},
    load=[Path({schema!r})],
    postgres_options={settings!r},
    unixsocketdir={socket!r}
)
postgresql = factories.postgresql("server")
"""


@dataclass(frozen=True)
class Times:
    """Milliseconds of one run, a value per test."""

    seen: tuple[float, ...]
    whole: tuple[float, ...]

    def __add__(self, other: Times) -> Times:
        return Times(self.seen + other.seen, self.whole + other.whole)


@dataclass(frozen=True)
class Bench:
    """Where it runs, and as whom."""

    root: Path
    account: Account
    peer: Path

    def run(
        self,
        name: str,
        command: list[str],
        body_ms: int,
        environment: Mapping[str, str],
        account: Account | None,
    ) -> Times:
        """One pytest run in the folder of that name. Raises SystemExit with its output when it fails."""
        result = self.root / name / "times.json"
        done = subprocess.run(
            command,
            cwd=self.root / name,
            env={**environment, "BENCH_BODY_MS": str(body_ms), "BENCH_RESULT": str(result)},
            capture_output=True,
            text=True,
            check=False,
            **(drop(account) if account else {}),
        )
        if done.returncode:
            raise SystemExit(f"{name} failed:\n{done.stdout[-6000:]}{done.stderr[-3000:]}")
        rows = [(seen * 1000, whole * 1000) for seen, whole in json.loads(result.read_text())]
        return Times(*zip(*rows, strict=True))


def schema() -> str:
    """30 tables of 100 rows, each with a primary key, an index, and all but the first a foreign key."""
    text = []
    for number in range(30):
        key = f" REFERENCES t{number - 1}" if number else ""
        text.append(
            f"CREATE TABLE t{number} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,"
            f" other bigint{key}, at timestamptz DEFAULT now());\n"
            f"CREATE INDEX ON t{number} (other);\n"
            f"INSERT INTO t{number} (name, other) SELECT 'row ' || n, n FROM generate_series(1, 100) n;\n"
        )
    return "".join(text)


def write_projects(bench: Bench, postgres: Installed, tests: int) -> None:
    """The two consumers, alike but for whose fixture they use."""
    ours, peer = bench.root / "ours", bench.root / "peer"
    socket = bench.root / "s"
    for folder in (ours / "migrations", peer, socket):
        folder.mkdir(parents=True)
    (ours / "greenlane.yaml").write_text(DECLARATION)
    (ours / "migrations" / "1_tables.sql").write_text(schema())
    (ours / "conftest.py").write_text(MEASURING)
    (ours / "test_insert.py").write_text(OURS.format(tests=tests))
    (ours / "test_floor.py").write_text(FLOOR.format(tests=tests))
    (peer / "schema.sql").write_text(schema())
    fixtures = PEER_FIXTURES.format(
        executable=str(postgres.programs["pg_ctl"]),
        schema=str(peer / "schema.sql"),
        settings=SETTINGS,
        socket=str(socket),
    )
    (peer / "conftest.py").write_text(MEASURING + fixtures)
    (peer / "test_insert.py").write_text(PEER.format(tests=tests))
    for path in (bench.root, *bench.root.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, bench.account.uid, bench.account.gid)


def peer_python(folder: Path) -> Path:
    """The peer's own environment, made where it is not there yet."""
    python = folder / "bin" / "python"
    if not python.exists():
        # As root, our own interpreter may lie in root's home, where the peer's account cannot run it.
        maker = "/usr/bin/python3" if os.geteuid() == 0 else sys.executable
        subprocess.run([maker, "-m", "venv", folder], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "pytest-postgresql", "psycopg[binary]"], check=True
        )
    return python


def measure(bench: Bench, postgres: Installed, body_ms: int, rounds: int) -> dict[str, Times]:
    """Ours, the peer's and the floor, taking turns."""
    path = os.environ.get("PATH", os.defpath)
    base = {"PATH": path, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    mine = {
        name: value for name, value in os.environ.items() if name.startswith(("GREENLANE_", "XDG_", "HOME"))
    }
    plain = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
    run = [sys.executable, "-m", "greenlane", "run", "--mode", "ephemeral", "--", sys.executable, *plain]
    environment = {**base, **postgres.environment, "HOME": str(bench.root)}
    ours, peer, floor = Times((), ()), Times((), ()), Times((), ())
    for number in range(rounds):
        ours += bench.run("ours", [*run, "test_insert.py"], body_ms, {**base, **mine}, None)
        floor += bench.run("ours", [*run, "test_floor.py"], body_ms, {**base, **mine}, None)
        temporary = bench.root / f"basetemp-{body_ms}-{number}"
        command = [str(peer_python(bench.peer)), *plain, f"--basetemp={temporary}"]
        peer += bench.run("peer", command, body_ms, environment, bench.account)
    return {"ours": ours, "peer": peer, "floor": floor}


def report(body_ms: int, ours: Times, peer: Times, floor: Times) -> bool:
    """Print the medians and ratios; whether the bar holds."""
    for name, mine, other in (("seen", ours.seen, peer.seen), ("whole", ours.whole, peer.whole)):
        middle, theirs = statistics.median(mine), statistics.median(other)
        slow, their_slow = sorted(mine)[len(mine) * 9 // 10], sorted(other)[len(other) * 9 // 10]
        print(
            f"bodies of {body_ms:>2} ms, {name:<5}: greenlane {middle:6.2f} ms (p90 {slow:6.2f})"
            f"   pytest-postgresql {theirs:6.2f} ms (p90 {their_slow:6.2f})   {theirs / middle:4.1f} x"
        )
    median, least = statistics.median(ours.seen), statistics.median(floor.seen)
    print(f"  of it {least:.2f} ms for a connection and an INSERT as such; load {os.getloadavg()[0]:.1f}")
    print(f"  bar: {median:.2f} <= {BAR_MS:.0f} ms: {'holds' if median <= BAR_MS else 'MISSED'}")
    reached = statistics.median(peer.seen) / median
    said = "reached" if reached >= GOAL else "not reached"
    print(f"  goal: {reached:.1f} x faster, {GOAL:.0f} x wanted: {said}")
    return median <= BAR_MS


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tests", type=int, default=200)
    parser.add_argument("--bodies", type=int, nargs="+", default=BODIES_MS, metavar="MS")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", type=Path, help="the peer's virtual environment; made when it is not there")
    arguments = parser.parse_args()
    memory = Path("/dev/shm")
    root = Path(tempfile.mkdtemp(prefix="gl-bench-", dir=memory if memory.is_dir() else None))
    bench = Bench(root, server_account(os.environ), arguments.peer or root / "venv")
    try:
        (bundle,) = bundles(Options())
        store = Store(default_root(os.environ), environment=os.environ, report=print)
        postgres = store.ensure(bundle, current_platform())
        write_projects(bench, postgres, arguments.tests)
        print(f"{arguments.tests} tests, {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
        results = [
            report(body, **measure(bench, postgres, body, arguments.rounds)) for body in arguments.bodies
        ]
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
