"""^C and SIGTERM: what was started is taken down, and the exit code says so."""

from __future__ import annotations

import os
import random
import signal

import pytest

from tests.faults.conftest import Say
from tests.faults.site import Site, kill, until

DECLARATION = "version: 1\nservices:\n  db: {type: postgres}\n  redis: {needs: [db]}\n"
NEVER_READY = "version: 1\nservices:\n  db: {type: postgres, seeds: [wait.sql]}\n  redis: {needs: [db]}\n"
"""However late the test looks, it has not ended by itself."""
SIGNALS = pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name
)


@pytest.fixture
def never_ready(site: Site) -> Site:
    site.declare(NEVER_READY)
    site.write("wait.sql", "SELECT pg_sleep(120);\n")
    return site


@SIGNALS
def test_up_that_is_interrupted_takes_everything_down(
    number: signal.Signals, never_ready: Site, seeded: random.Random, say: Say
) -> None:
    state = seeded.choice(["preparing", "starting", "provisioning"])
    child = never_ready.start("up")
    before = ("waiting", *_before(state))
    until(lambda: never_ready.service("db").get("state", "waiting") not in before, state)

    kill(child.pid, number)

    ended = child.ended()
    say(f"{number.name} once the database was {state}: exit code {ended.code}")
    assert ended.code == 130, ended.text
    assert ended.text.rstrip().endswith("interrupted"), ended.text
    assert never_ready.leftovers() == []


def test_up_that_is_interrupted_twice_still_takes_everything_down(never_ready: Site) -> None:
    child = never_ready.start("up")
    until(lambda: never_ready.service("db").get("pid"), "a server")

    kill(child.pid, signal.SIGINT)
    kill(child.pid, signal.SIGTERM)

    assert child.ended().code == 130
    never_ready.until_clear()


@SIGNALS
def test_run_passes_signals_on_to_its_command(number: signal.Signals, site: Site) -> None:
    site.declare(DECLARATION)
    site.write("told.sh", f"trap 'exit 7' {number.name[3:]}\ntouch here\nwhile :; do sleep 0.05; done\n")
    child = site.start("run", "--mode", "ephemeral", "--", "sh", "told.sh")
    until((site.project / "here").exists, "the command running")

    kill(child.pid, number)

    assert child.ended().code == 7
    assert site.leftovers() == []


@pytest.mark.parametrize(("command", "code"), [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137)])
def test_run_ends_as_its_command_does(command: str, code: int, site: Site) -> None:
    site.declare("version: 1\nservices:\n  redis: {}\n")

    ended = site.greenlane("run", "--mode", "ephemeral", "--", "sh", "-c", command)

    assert ended.code == code
    assert site.leftovers() == []


def test_run_that_is_interrupted_while_it_starts_takes_everything_down(never_ready: Site) -> None:
    child = never_ready.start("run", "--mode", "ephemeral", "--", "touch", "never")
    until(lambda: never_ready.service("db", "ephemeral").get("pid"), "a server")

    kill(child.pid, signal.SIGTERM)

    assert child.ended().code == 130
    assert not (never_ready.project / "never").exists()
    never_ready.until_clear()


def test_no_server_is_in_the_group_that_a_terminal_interrupts(site: Site) -> None:
    site.declare("version: 1\nservices:\n  redis: {}\n")
    child = site.start("up")
    group = child.pid  # `start` gives the call a session, as a shell gives a job a group
    assert child.ended().code == 0

    with pytest.raises(ProcessLookupError):
        os.killpg(group, signal.SIGINT)

    assert site.greenlane("status", "--check").code == 0


def test_a_supervisor_that_is_told_a_thousand_times_to_stay_goes_when_it_is_told_to(site: Site) -> None:
    site.declare("version: 1\nservices:\n  redis: {}\n")
    site.ok("up")
    supervisor = site.status()["pid"]  # type: ignore[index]  # up has written it
    for _ in range(1000):
        kill(supervisor, signal.SIGUSR1)
    kill(supervisor, signal.SIGTERM)
    site.until_clear()


def _before(state: str) -> tuple[str, ...]:
    order = ("preparing", "starting", "provisioning")
    return order[: order.index(state)]
