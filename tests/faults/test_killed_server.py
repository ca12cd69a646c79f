"""A server that is killed under load in durable mode: what it acknowledged is there afterwards."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.faults.conftest import Say
from tests.faults.load import Keys, Load, Mails, Objects, Rows, Service, balance
from tests.faults.site import Site, kill, made, until

BACK_WITHIN_S = 60.0
"""Generous; bench/recovery.py measures against the bar of 2 s."""

DECLARATION = """\
version: 1
services:
  db: {type: postgres}
  redis: {}
  s3: {buckets: [{name: media}]}
  mail: {keep: 100000}
"""


@pytest.fixture(scope="module")
def durable() -> Iterator[Site]:
    """A stack with its data on a disk."""
    with made(tempfile.gettempdir()) as site:
        site.declare(DECLARATION)
        site.ok("up")
        yield site


@pytest.fixture(scope="module")
def services(durable: Site) -> dict[str, Service]:
    variables = durable.variables()
    rows = Rows(variables["DATABASE_URL"])
    rows.make()
    return {
        "db": rows,
        "redis": Keys(variables["REDIS_URL"]),
        "s3": Objects(variables),
        "mail": Mails(variables),
    }


@pytest.mark.parametrize("name", ["db", "redis", "s3", "mail"])
def test_what_a_killed_server_acknowledged_is_there(
    name: str, durable: Site, services: dict[str, Service], seeded: random.Random, say: Say
) -> None:
    _killed_under_load(services[name], lambda: durable.service(name)["pid"], seeded, say)
    until(
        lambda: durable.service(name)["state"] == "ready" and durable.service(name)["restarts"] >= 1,
        f"{name} restarted",
    )


def test_what_postgres_acknowledged_is_there_when_a_backend_is_killed(
    durable: Site, services: dict[str, Service], seeded: random.Random, say: Say
) -> None:
    rows = services["db"]
    assert isinstance(rows, Rows)
    pid = durable.service("db")["pid"]

    _killed_under_load(rows, lambda: seeded.choice(until(rows.backends, "a backend")), seeded, say)

    assert durable.service("db")["pid"] == pid, "the server itself recovered; it was not restarted"


def test_a_server_killed_while_it_is_being_restarted_comes_back(
    durable: Site, services: dict[str, Service], say: Say
) -> None:
    with Load(services["db"], "twice") as load:
        until(lambda: len(load.acknowledged) > 50, "50 acknowledged")
        for _ in range(3):
            known = {None, durable.service("db")["pid"]}
            kill(durable.service("db")["pid"])
            until(partial(_is_new, durable, known), "a new server")
        killed_at = time.monotonic()
        until(lambda: load.is_back(killed_at), "an acknowledged write", within_s=BACK_WITHIN_S)
    found = balance(load)
    say(f"killed 3 times in a row: {found}")
    assert not found.lost


def test_what_stands_on_the_database_comes_back_and_outlives_its_kill(site: Site, say: Say) -> None:
    site.declare(
        "version: 1\nservices:\n  db: {type: postgres}\n  pool: {type: pgbouncer, database: db}\n"
        "  supabase: {database: db, path: supabase}\n"
    )
    site.write("supabase/config.toml", 'project_id = "small"\n')
    site.ok("up")

    for name in ("pool", "supabase", "db"):
        kill(site.service(name)["pid"])
        killed_at = time.monotonic()
        until(partial(_is_back, site, name), f"{name} ready again", within_s=BACK_WITHIN_S)
        say(f"{name} ready again after {time.monotonic() - killed_at:.2f} s")

    assert site.greenlane("status", "--check").code == 0
    site.ok("down")
    assert site.leftovers() == []


def _is_back(site: Site, name: str) -> bool:
    service = site.service(name)
    return bool(service["restarts"] == 1 and service["state"] == "ready")


def _is_new(site: Site, known: set[int | None]) -> bool:
    return site.service("db").get("pid") not in known


def _killed_under_load(service: Service, victim: Callable[[], int], seeded: random.Random, say: Say) -> None:
    """Kill at a seeded point, wait for the first write that is acknowledged again, count."""
    before, after = seeded.randrange(50, 200), seeded.randrange(20, 50)
    with Load(service, f"{service.name}{seeded.randrange(10**6)}") as load:
        until(lambda: len(load.acknowledged) >= before, f"{before} acknowledged")
        kill(victim())
        killed_at = time.monotonic()
        until(lambda: load.is_back(killed_at), "an acknowledged write", within_s=BACK_WITHIN_S)
        took_s = time.monotonic() - killed_at
        total = len(load.acknowledged) + after
        until(lambda: len(load.acknowledged) >= total, f"{after} more acknowledged")
    found = balance(load)
    say(f"{service.name} killed after {before}: {found}; back after {took_s:.2f} s")
    assert not found.lost
    assert not found.torn
