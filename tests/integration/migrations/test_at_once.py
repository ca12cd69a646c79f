"""Two migrators at once, and one that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import psycopg
import pytest

from greenlane.migrations import apply
from greenlane.model.errors import OutsideError
from greenlane.model.migration import Applied, BlockedError, Folder, Kind, Limits, Source

from .conftest import Database

MIGRATOR = """
import os, sys
from pathlib import Path
from greenlane.migrations import apply
from greenlane.model.migration import Folder, Source
project = Path(sys.argv[1])
source = Source(project, Folder(project / "db/migrations"))
apply(os.environ["DATABASE_URL"], source, report=lambda line: print(line, flush=True), environment={})
"""


def source(project: Path, turn_s: float = 60.0) -> Source:
    return Source(project, Folder(project / "db/migrations"), limits=Limits(turn_s=turn_s))


def start(database: Database, project: Path) -> subprocess.Popen[bytes]:
    environment = {
        "DATABASE_URL": database.url,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen(
        [sys.executable, "-c", MIGRATOR, str(project)], env=environment, stdout=subprocess.PIPE
    )


def kill(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)


GATE = "select pg_sleep(300) from gate;\n"
# Not by the text of the query: it is in this one too, and a connection is seen a while after it was closed.
ASLEEP = (
    "select count(*) = 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
)


@pytest.fixture
def gate(database: Database) -> None:
    """A table whose one row makes a migration sleep."""
    database.rows(f"create table gate as select 1; alter table gate owner to {database.name}")


@pytest.mark.usefixtures("gate")
def test_killed_in_the_middle_of_a_file_nothing_is_half_applied(
    database: Database, project: Path, wait: Callable[[str], None]
) -> None:
    (project / "db/migrations/1_a.sql").write_text("create table a (id int);")
    (project / "db/migrations/2_b.sql").write_text(
        f"create table b (id int);\n{GATE}create table c (id int);"
    )
    child = start(database, project)
    wait(ASLEEP)
    kill(child)
    killed_at = time.monotonic()
    assert [database.exists(f"public.{name}") for name in "abc"] == [True, False, False]
    database.rows("delete from gate")
    done = apply(database.url, source(project), report=lambda _: None, environment={})
    assert done.migrations == ("db/migrations/2_b.sql",)
    assert database.exists("public.c")
    assert time.monotonic() - killed_at < 200


@pytest.mark.usefixtures("gate")
def test_killed_without_a_transaction_the_next_run_says_what_to_do(
    database: Database, project: Path, wait: Callable[[str], None]
) -> None:
    text = f"-- greenlane: no-transaction\ncreate table b (id int);\n{GATE}"
    (project / "db/migrations/2_b.sql").write_text(text)
    child = start(database, project)
    wait(ASLEEP)
    kill(child)
    with pytest.raises(BlockedError) as caught:
        apply(database.url, source(project), report=lambda _: None, environment={})
    assert [one.kind for one in caught.value.obstacles] == [Kind.UNFINISHED]
    assert "nobody knows how far it came" in caught.value.obstacles[0].what


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_any_moment_the_history_says_what_is_there(
    database: Database, project: Path, seed: int
) -> None:
    for number in range(1, 9):
        rows = "".join(f"insert into t{number} values ({row});\n" for row in range(400))
        path = project / f"db/migrations/{number}_t.sql"
        path.write_text(f"create table t{number} (id int);\n{rows}")
    child, random = start(database, project), Random(seed)
    assert child.stdout
    for _ in range(random.randint(1, 6)):
        child.stdout.readline()
    time.sleep(random.uniform(0, 0.03))
    kill(child)
    assert child.returncode == -signal.SIGKILL
    before = database.value("select count(*) from greenlane.migrations")
    done = apply(database.url, source(project), report=lambda _: None, environment={})
    print(f"seed {seed}: {before} recorded when it was killed, {len(done.migrations)} applied afterwards")
    assert 0 < len(done.migrations) < 8
    assert [database.value(f"select count(*) from t{number}") for number in range(1, 9)] == [400] * 8
    assert database.value("select count(*) from greenlane.migrations where state = 'applied'") == 8


def test_two_at_once_apply_each_file_once(database: Database, project: Path) -> None:
    (project / "db/migrations/1_a.sql").write_text("create table a (id int); select pg_sleep(0.3);")
    # It waits for every older transaction, so it would never end if the other one waited in the server.
    index = "-- greenlane: no-transaction\ncreate index concurrently i on a (id);"
    (project / "db/migrations/2_i.sql").write_text(index)

    def migrate(_: int) -> Applied:
        return apply(database.url, source(project), report=lambda _: None, environment={})

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(migrate, range(4)))
    assert sorted(len(one.migrations) for one in done) == [0, 0, 0, 2]
    assert database.value("select count(*) from greenlane.migrations") == 2


def test_waiting_for_ones_turn_is_said_and_ends(database: Database, project: Path) -> None:
    (project / "db/migrations/1_a.sql").write_text("select 1")
    said: list[str] = []
    with psycopg.connect(database.url, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [0x677265656E6C616E])
        with pytest.raises(OutsideError, match="another migrator"):
            apply(database.url, source(project, 0.1), report=said.append, environment={})
    assert said == ["waiting for another migrator of this database"]
