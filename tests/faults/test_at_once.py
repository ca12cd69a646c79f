"""Two calls at once: each does what it says, and there is one stack."""

from __future__ import annotations

import random
import shlex
import sys

import psutil
import pytest

from tests.faults.conftest import Say
from tests.faults.site import Site, until

DECLARATION = "version: 1\nservices:\n  db: {type: postgres}\n  redis: {}\n"


@pytest.mark.parametrize("mode", ["durable", "ephemeral"])
def test_two_ups_at_once_start_one_stack(mode: str, site: Site) -> None:
    site.declare(DECLARATION)

    children = [site.start("up", "--mode", mode) for _ in range(2)]
    ended = [child.ended() for child in children]

    assert [one.code for one in ended] == [0, 0], "\n".join(one.text for one in ended)
    assert len(_supervisors(site)) == 1
    assert site.greenlane("status", "--mode", mode, "--check").code == 0
    site.ok("down")
    assert site.leftovers() == []


def test_of_two_runs_at_once_the_last_takes_the_stack_down(site: Site) -> None:
    site.declare(DECLARATION)
    site.write(
        "ask.py", "import os, psycopg\npsycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 1')\n"
    )
    ask = f"{shlex.quote(sys.executable)} ask.py"
    wait = "until [ -e {} ]; do sleep 0.02; done"
    first = site.start(
        *_run("sh", "-c", f"touch first; {wait.format('second')}; {ask} || exit 9; exit 4"),
    )
    second = site.start(
        *_run("sh", "-c", f"touch second; {wait.format('first-ended')}; {ask} || exit 9; exit 5"),
    )

    assert first.ended().code == 4, first.said()
    assert len(_supervisors(site)) == 1
    (site.project / "first-ended").touch()
    assert second.ended().code == 5, second.said()

    assert site.leftovers() == []


def test_a_stack_that_up_wants_outlives_the_run_that_started_it(site: Site) -> None:
    site.declare(DECLARATION)
    run = site.start(*_run("sh", "-c", "touch here; until [ -e end ]; do sleep 0.02; done"))
    until((site.project / "here").exists, "the command running")

    site.ok("up", "--mode", "ephemeral")
    (site.project / "end").touch()

    assert run.ended().code == 0
    assert site.greenlane("status", "--mode", "ephemeral", "--check").code == 0


@pytest.mark.parametrize("number", range(3))
def test_up_is_not_told_ready_by_a_stack_that_goes_away(number: int, site: Site) -> None:
    site.declare("version: 1\nservices:\n  redis: {}\n")
    run = site.start(*_run("true"))

    # On a busy machine it may have gone before somebody looks; what follows holds then too.
    until(lambda: site.service("redis", "ephemeral").get("state") == "ready" or run.poll() == 0, "ready")
    up = site.start("up", "--mode", "ephemeral")

    assert run.ended().code == 0
    assert up.ended().code == 0
    assert site.greenlane("status", "--mode", "ephemeral", "--check").code == 0, f"after up, round {number}"


@pytest.mark.parametrize("number", range(3))
def test_ups_and_downs_at_once_all_end_well(number: int, site: Site, seeded: random.Random, say: Say) -> None:
    site.declare("version: 1\nservices:\n  redis: {}\n  mail: {needs: [redis]}\n")
    words = [seeded.choice([("up",), ("down",), ("down", "--purge")]) for _ in range(4)] + [("up",)]
    say(f"round {number}: {', '.join(' '.join(one) for one in words)}")

    children = [site.start(*one) for one in words]
    ended = [child.ended() for child in children]

    assert [one.code for one in ended] == [0] * len(words), "\n".join(one.text for one in ended)
    site.ok("up")
    assert len(_supervisors(site)) == 1
    assert site.greenlane("status", "--check").code == 0
    site.ok("down")
    assert site.leftovers() == []


def _run(*command: str) -> tuple[str, ...]:
    return ("run", "--mode", "ephemeral", "--", *command)


def _supervisors(site: Site) -> list[int]:
    """Processes of greenlane that go on after their call. (What catches mails is below its supervisor.)"""
    ours = [pid for pid, words in site.processes().items() if words.startswith(sys.executable)]
    return [pid for pid in ours if _parent(pid) == 1]


def _parent(pid: int) -> int:
    try:
        return psutil.Process(pid).ppid()
    except psutil.NoSuchProcess:
        return 0
