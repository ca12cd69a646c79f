"""The verbs before anything was started: what they can say they say, for the rest they name the way."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from greenlane.cli.main import main
from greenlane.cli.world import World

DATABASE = "version: 1\nproject: shop\nservices: {db: {type: postgres}}\n"


class Shop:
    """A project that declares a database, and calls in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.declare(DATABASE)

    def declare(self, text: str) -> None:
        (self.folder / "greenlane.yaml").write_text(text)

    @property
    def environment(self) -> dict[str, str]:
        places = {"STATE": "state", "MEMORY": "memory", "CACHE": "cache"}
        own = {f"GREENLANE_{name}": str(self.folder / f".{place}") for name, place in places.items()}
        return {"PATH": os.environ["PATH"], **own}

    def call(self, *words: str, **variables: str) -> tuple[int, str, str]:
        """The exit code, the answer, and what was told beside it."""
        world = World({**self.environment, **variables}, self.folder, io.StringIO(), io.StringIO())
        code = main(list(words), world)
        assert isinstance(world.out, io.StringIO)
        assert isinstance(world.err, io.StringIO)
        return code, world.out.getvalue(), world.err.getvalue()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.mark.parametrize("words", [["psql"], ["db", "status"], ["db", "migrate"]], ids=" ".join)
def test_what_needs_a_running_database_says_how_to_start_it(shop: Shop, words: list[str]) -> None:
    code, _, told = shop.call(*words)
    assert (code, "nothing is running" in told, "greenlane up" in told) == (2, True, True), told


def test_logs_that_are_not_there_yet_are_a_mistake(shop: Shop) -> None:
    code, _, told = shop.call("logs")
    assert (code, "there are no logs yet" in told) == (2, True)


def test_down_of_nothing_is_done(shop: Shop) -> None:
    assert shop.call("down")[0] == 0


def test_the_variables_are_known_before_the_services_run(shop: Shop) -> None:
    code, said, told = shop.call("env", "--format", "json")
    assert code == 0
    assert json.loads(said)["DATABASE_URL"].startswith("postgresql://")
    assert "the services are not running" in told


def test_variables_are_written_for_their_owner_alone(shop: Shop) -> None:
    code, said, told = shop.call("env", "--write", "my.env")
    file = shop.folder / "my.env"
    assert (code, said, stat.S_IMODE(file.stat().st_mode)) == (0, "", 0o600)
    assert "DATABASE_URL=" in file.read_text()
    assert f"variables to {file}" in told


def test_variables_that_cannot_be_written_are_told(shop: Shop) -> None:
    code, _, told = shop.call("env", "--write", "no/folder/my.env")
    assert (code, "cannot write" in told) == (3, True)


def test_env_files_are_checked(shop: Shop) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=shop.folder, check=True)
    (shop.folder / ".env").write_text("")
    code, said, _ = shop.call("env", "--check")
    assert (code, ".env" in said) == (1, True)
    (shop.folder / ".gitignore").write_text(".env\n")
    (shop.folder / ".env").write_text(shop.call("env")[1])
    code, said, _ = shop.call("env", "--check")
    assert (code, "no finding: .env files are kept out of git" in said) == (0, True), said


def test_a_declaration_without_mistakes_is_said_to_be(shop: Shop) -> None:
    assert shop.call("config", "check")[:2] == (0, "greenlane.yaml: no mistakes\n")
    shop.declare("version: 1\nservices: {db: {type: postgrse}}\n")
    code, _, told = shop.call("config", "check")
    assert (code, "Did you mean postgres?" in told) == (2, True)


def test_the_schema_knows_every_service_and_tool(shop: Shop) -> None:
    code, said, _ = shop.call("config", "schema")
    schema = json.loads(said)
    assert code == 0
    assert {"services", "gates"} <= set(schema["properties"])


def test_a_doctor_names_who_has_the_port_that_is_wanted(shop: Shop) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        shop.declare(yaml.safe_dump({"version": 1, "services": {"db": {"type": "postgres", "port": port}}}))
        code, said, _ = shop.call("doctor", "ports")
    assert code == 1
    assert f"fail  ports     db.main: {port} is taken by" in said
    assert f"(pid {os.getpid()})" in said
    assert "fix: end it, or remove services.db.ports.main" in said


def test_a_doctor_finds_bundles_missing_and_nothing_left_over(shop: Shop) -> None:
    code, said, _ = shop.call("doctor", "bundles", "leftovers", "ports")
    assert code == 0
    assert "is not fetched yet" in said
    assert "no killed stack has left anything behind" in said
    assert "(chosen), free" in said


def test_a_doctor_looks_at_the_machine_and_its_room(shop: Shop) -> None:
    code, said, _ = shop.call("doctor", "machine", "space", PATH="/nowhere")
    assert code == 1
    assert "fail  machine   git is not there" in said
    assert "GiB free at" in said


def test_what_cannot_be_looked_at_is_a_finding_and_the_others_go_on(shop: Shop) -> None:
    shop.declare("version: 9\n")
    code, said, _ = shop.call("doctor", "ports", "leftovers")
    assert (code, "1 of 2 checks failed" in said) == (1, True)


def test_logs_are_followed_into_the_next_run_until_somebody_has_seen_enough(shop: Shop) -> None:
    words = [sys.executable, "-c", FOLLOW, str(shop.folder)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    child = subprocess.Popen(
        words, env={**environment, **shop.environment}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout
        assert child.stdout.readline() == "before\n"
        log = next(shop.folder.rglob("db.log"))
        with log.open("a") as more:
            more.write("after, and much longer than what comes next\n")
        assert child.stdout.readline().startswith("after")
        aside = log.with_name("aside")
        aside.write_text("of the next run\n")
        aside.replace(log)
        assert child.stdout.readline() == "of the next run\n"
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 130
    finally:
        child.kill()
        child.communicate()


FOLLOW = """
import os, sys
from pathlib import Path
from greenlane.cli.main import entry
from greenlane.model.service import Mode
from greenlane.services.folders import Folders

root = Path(sys.argv[1])
logs = Folders.of(root, Mode.DURABLE, os.environ).logs
logs.mkdir(parents=True, exist_ok=True)
(logs / "db.log").write_text("before\\n")
os.chdir(root)
sys.argv = ["greenlane", "logs", "db", "--follow"]
entry()
"""
