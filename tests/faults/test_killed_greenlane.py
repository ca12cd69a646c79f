"""greenlane itself killed, at any moment: the next `up` works, the next `down` leaves nothing."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import time

import pytest

from greenlane.edges.process import drop, server_account
from greenlane.services.folders import give
from tests.faults.conftest import Say
from tests.faults.site import Call, Site, kill, until

DECLARATION = "version: 1\nservices:\n  db: {type: postgres}\n  redis: {needs: [db]}\n"
MILESTONES = ("called", "announced", "preparing", "starting", "provisioning", "ready")
"""What the first service has reached when the seeded moment begins to be counted."""


@pytest.mark.parametrize("milestone", MILESTONES)
def test_up_killed_while_starting_leaves_nothing_behind(
    milestone: str, site: Site, seeded: random.Random, say: Say
) -> None:
    site.declare(DECLARATION)
    mode, then = seeded.choice(["durable", "ephemeral"]), seeded.choice(["up", "down"])
    child = site.start("up", "--mode", mode)

    moment = _await(milestone, mode, site, child, seeded)
    child.kill()
    child.wait()
    say(f"up ({mode}) killed {moment}, {len(site.processes())} processes then; {then} follows")

    if then == "up":
        site.ok("up", "--mode", mode)
        assert site.greenlane("status", "--mode", mode, "--check").code == 0
    site.ok("down")
    assert site.leftovers() == []


@pytest.mark.parametrize("with_up", [False, True], ids=["supervisor", "both"])
@pytest.mark.parametrize("milestone", MILESTONES[1:-1])
def test_a_supervisor_killed_while_starting_leaves_nothing_behind(
    milestone: str, with_up: bool, site: Site, seeded: random.Random, say: Say
) -> None:
    site.declare(DECLARATION)
    child = site.start("up")
    moment = _await(milestone, "durable", site, child, seeded)

    kill(site.status()["pid"])  # type: ignore[index]  # it has announced itself
    if with_up:
        child.kill()
        child.wait()
    say(f"killed {moment}; {len(site.processes())} processes then")
    if not with_up:
        ended = child.ended()
        assert ended.code in (0, 3), ended.text
        assert "Traceback" not in ended.text

    if seeded.randrange(2):
        site.ok("up")
        assert site.greenlane("status", "--check").code == 0
    site.ok("down")
    assert site.leftovers() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root sees what another account's programs have in memory")
def test_no_program_of_a_first_start_has_memory_that_outlives_its_kill(site: Site) -> None:
    site.declare("version: 1\nservices:\n  db: {type: postgres}\n")
    site.ok("bundles", "fetch", "postgres-16")
    site.own_cache("postgres-16-16")  # without a prepared data folder
    child = site.start("up")
    seen: set[str] = set()
    found: list[str] = []
    while child.poll() is None:
        for pid, words in site.processes().items():
            seen |= {word for word in ("--boot", "--single", "-D") if f" {word} " in words}
            with contextlib.suppress(OSError):
                found += site.mapped_in_memory(pid)
    assert child.ended().code == 0
    assert seen == {"--boot", "--single", "-D"}, "it was looked at while a data folder was made"
    assert found == []


def test_up_tells_that_its_supervisor_was_killed_and_leaves_nothing(site: Site) -> None:
    site.declare(DECLARATION)
    site.write("wait.sql", "SELECT pg_sleep(120);\n")
    site.declare("version: 1\nservices:\n  db: {type: postgres, seeds: [wait.sql]}\n")
    child = site.start("up")
    until(lambda: site.service("db").get("state") == "provisioning", "the seed running")

    kill(site.status()["pid"])  # type: ignore[index]  # it is there: its service is

    ended = child.ended()
    assert ended.code == 3
    assert "supervisor: ended before the services were ready" in ended.text.replace("services.", "")
    assert site.leftovers() == []


@pytest.mark.parametrize("mode", ["durable", "ephemeral"])
def test_a_supervisor_killed_when_all_is_ready_is_cleared_away(mode: str, site: Site) -> None:
    site.declare(DECLARATION)
    site.ok("up", "--mode", mode)
    kill(site.status(mode)["pid"])  # type: ignore[index]  # up has written it

    assert "nothing is running" in site.greenlane("status", "--mode", mode).out
    site.ok("up", "--mode", mode)
    kill(site.status(mode)["pid"])  # type: ignore[index]  # up has written it
    site.ok("down")

    assert site.leftovers() == []


def test_a_supervisor_whose_status_is_lost_is_found(site: Site) -> None:
    site.declare(DECLARATION)
    site.ok("up")
    record = site.record()
    assert record is not None
    (record / "state.json").unlink()

    site.ok("down")

    assert site.leftovers() == []


def test_postgres_starts_although_its_old_number_is_somebody_elses(site: Site) -> None:
    site.declare("version: 1\nservices:\n  db: {type: postgres}\n")
    site.ok("up")
    record = site.record()
    assert record is not None
    left = record / "data" / "db" / "pgdata" / "postmaster.pid"
    lines = left.read_text().splitlines()
    for pid in (site.status()["pid"], site.service("db")["pid"]):  # type: ignore[index]  # up has written it
        kill(pid)
    site.ok("down")
    account = server_account(site.environment)
    with subprocess.Popen(["sleep", "600"], **drop(account)) as other:
        left.write_text("\n".join([str(other.pid), *lines[1:], ""]))
        left.chmod(0o600)
        give(left, account)

        ended = site.greenlane("up")

        assert ended.code == 0, ended.text
        assert other.poll() is None, "the other process was left alone"
        other.kill()


def test_a_migration_command_ends_with_the_killed_supervisor(site: Site) -> None:
    site.declare("version: 1\nservices:\n  db: {type: postgres, migrations: {command: [sleep, '600']}}\n")
    child = site.start("up")
    until(lambda: "sleep 600" in site.processes().values(), "the command running")

    kill(site.status()["pid"])  # type: ignore[index]  # it is there: the command runs
    child.kill()
    child.wait()
    site.ok("down")

    assert site.leftovers() == []


@pytest.mark.parametrize("words", [("down",), ("down", "--purge"), ("down", "--all"), ("up",)], ids=" ".join)
def test_a_purge_killed_while_it_removes_is_finished_by_whoever_comes_next(
    words: tuple[str, ...], site: Site
) -> None:
    site.declare("version: 1\nservices:\n  redis: {}\n")
    site.ok("up")
    site.ok("down")
    record = site.record()
    assert record is not None
    record.rename(record.with_name(f".{record.name}.7e8cb3e6"))  # as far as the purge had come

    site.ok(*words)

    assert list(record.parent.glob(".*")) == []


@pytest.mark.parametrize("words", [("down",), ("down", "--purge")], ids=" ".join)
def test_down_killed_midway_is_finished_by_the_next_one(
    words: tuple[str, ...], site: Site, seeded: random.Random, say: Say
) -> None:
    site.declare(DECLARATION)
    site.ok("up")
    child = site.start(*words)
    moment_s = seeded.uniform(0.1, 0.5)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(moment_s)

    child.kill()
    child.wait()

    say(f"down killed after {moment_s:.2f} s, {len(site.processes())} processes then")
    site.ok(*words)
    assert site.leftovers() == []


@pytest.mark.parametrize("victims", ["run", "command", "both"])
def test_a_killed_run_takes_its_services_along(victims: str, site: Site, say: Say) -> None:
    site.declare(DECLARATION)
    child = site.start("run", "--mode", "ephemeral", "--", "sleep", "600")
    until(lambda: "sleep 600" in site.processes().values(), "the command running")
    command = next(pid for pid, words in site.processes().items() if words == "sleep 600")

    for pid in {"run": [child.pid], "command": [command], "both": [child.pid, command]}[victims]:
        with contextlib.suppress(ProcessLookupError):  # the death of `run` may have been its command's
            kill(pid)
    killed_at = time.monotonic()
    code = child.wait(60)
    site.until_clear()

    say(f"{victims} killed: nothing left after {time.monotonic() - killed_at:.2f} s, without another call")
    assert code == {"run": -9, "command": 137, "both": -9}[victims]


@pytest.mark.parametrize("milestone", MILESTONES[1:-1])
def test_run_killed_while_starting_takes_its_services_along(
    milestone: str, site: Site, seeded: random.Random, say: Say
) -> None:
    site.declare(DECLARATION)
    child = site.start("run", "--mode", "ephemeral", "--", "sleep", "600")
    moment = _await(milestone, "ephemeral", site, child, seeded)

    child.kill()
    child.wait()

    say(f"run killed {moment}, {len(site.processes())} processes then")
    site.until_clear()


def _await(milestone: str, mode: str, site: Site, child: Call, seeded: random.Random) -> str:
    """Wait for the milestone and a seeded moment more; says when that was.

    That moment is what is tested, so there is no condition to wait on.
    """
    order = [*MILESTONES, "restarting", "failed"]

    def reached() -> bool:
        state = site.service("db", mode).get("state", "called")
        state = "announced" if state == "waiting" or (state == "called" and site.status(mode)) else state
        return child.poll() is not None or order.index(state) >= order.index(milestone)

    until(reached, f"the database {milestone}")
    moment_s = seeded.uniform(0.0, 0.3 if milestone == "called" else 0.06)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(moment_s)
    return f"{moment_s * 1000:.0f} ms after {milestone}"
