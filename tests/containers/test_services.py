"""`greenlane services github` with a real Docker: as GitHub's runner starts them, and in a job of act."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import yaml

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.edges import postgres, redis
from greenlane.edges.ports import free_port
from greenlane.workflows.simulate import simulate
from greenlane.workflows.simulate_request import Request, Tools
from tests.containers.images import BASE, docker

DECLARATION = """\
version: 1
project: shop
services:
  db: {{type: postgres, version: 15, port: {db}, migrations: migrations}}
  cache: {{type: redis, port: {cache}}}
  files: {{type: s3, port: {files}, buckets: [{{name: media}}]}}
"""
DEADLINE_S = 120.0


class Shop:
    """A project, and what greenlane makes of it."""

    def __init__(self, folder: Path, images: Mapping[str, str]) -> None:
        self.folder = folder
        ports: dict[str, int] = {}
        for name in ("db", "cache", "files"):
            ports[name] = free_port(27_000, set(ports.values()))
        (folder / "migrations").mkdir()
        (folder / "migrations" / "0001_goods.sql").write_text("CREATE TABLE goods (name text);\n")
        (folder / "greenlane.yaml").write_text(DECLARATION.format(**ports))
        names = {"db": "postgres", "cache": "redis", "files": "s3"}
        told = [word for name, kind in names.items() for word in ("--image", f"{name}={images[kind]}")]
        self.made: dict[str, Any] = yaml.safe_load(self.call("github", *told))

    def call(self, *words: str) -> str:
        out, err = io.StringIO(), io.StringIO()
        environment = {"PATH": os.environ["PATH"], "GREENLANE_STATE": str(self.folder / "state")}
        code = main(["services", *words], World(environment, self.folder, out, err))
        assert code == 0, err.getvalue()
        return out.getvalue()


@pytest.fixture
def shop(tmp_path: Path, images: Mapping[str, str]) -> Shop:
    return Shop(tmp_path, images)


@pytest.fixture
def started(shop: Shop) -> Iterator[Shop]:
    """Its containers, created from the YAML with the words that GitHub's runner uses."""
    names = []
    try:
        for name, one in shop.made["services"].items():
            words = ["create", "--name", f"greenlane-test-{name}"]
            words += [word for port in one["ports"] for word in ("-p", f"127.0.0.1:{port}")]
            words += [word for pair in one.get("env", {}).items() for word in ("-e", "=".join(pair))]
            names.append(docker(*words, *shlex.split(one.get("options", "")), one["image"]))
            docker("start", names[-1])
        yield shop
    finally:
        docker("rm", "--force", "--volumes", *names)


def wait_until_healthy(container: str) -> None:
    """As the runner does, by the image's own check. Raises AssertionError with its log."""
    deadline = time.monotonic() + DEADLINE_S
    while docker("inspect", "--format", "{{.State.Health.Status}}", container) != "healthy":
        assert time.monotonic() < deadline, docker("logs", container)
        Event().wait(0.5)


def test_healthy_containers_become_what_is_declared(started: Shop) -> None:
    for name in ("db", "cache"):
        wait_until_healthy(f"greenlane-test-{name}")
    started.call("prepare")
    variables = started.made["env"]
    with postgres.connect(variables["DATABASE_URL"]) as session:
        assert session.rows("SELECT count(*) FROM goods") == [(0,)]
        assert session.rows("SELECT usesuper FROM pg_user WHERE usename = current_user") == [(False,)]
    port = int(variables["REDIS_URL"].rpartition(":")[2].partition("/")[0])
    with redis.connect("127.0.0.1", port, "greenlane-ci") as connection:
        assert connection.ask("PING") == "PONG"


def test_prepare_waits_by_itself_and_works_twice(started: Shop) -> None:
    started.call("prepare", "--wait-s", str(DEADLINE_S))
    started.call("prepare")


def test_act_starts_them_waits_until_they_are_healthy_and_names_them(shop: Shop, tmp_path: Path) -> None:
    services = {name: shop.made["services"][name] for name in ("db", "cache")}
    ask = (
        "PGPASSWORD=greenlane-ci psql -h db -U postgres -Atc 'SELECT 41 + 1' | grep 42\n"
        "redis-cli -h cache ping | grep PONG\n"
    )
    job = {"runs-on": "ubuntu-24.04", "container": BASE, "services": services, "steps": [{"run": ask}]}
    workflow = {"name": "with containers", "on": "push", "jobs": {"ask": job}}
    root = tmp_path / "repository"
    (root / ".github" / "workflows").mkdir(parents=True)
    (root / ".github" / "workflows" / "x.yml").write_text(yaml.safe_dump(workflow))
    act = shutil.which("act")
    assert act
    tools = Tools(Path(act), os.environ["PATH"], images={"ubuntu-24.04": BASE}, docker=os.environ)
    done = simulate(Request(root, "x.yml", "push"), tools, tmp_path / "scratch")
    assert done.is_green, done.story
    assert not docker("ps", "--all", "--quiet", "--filter", "name=act-with-containers")
