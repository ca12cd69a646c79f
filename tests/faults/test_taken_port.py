"""A port that somebody else has: a fixed one is an error that names them, a chosen one is replaced."""

from __future__ import annotations

import os
import socket

import pytest

from tests.faults.site import Site

REDIS = "version: 1\nservices:\n  redis: {}\n"


def test_up_names_who_holds_a_fixed_port(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        site.declare(f"version: 1\nservices:\n  redis: {{port: {port}}}\n")

        ended = site.greenlane("up")

    assert ended.code == 3
    assert f"port {port} is taken by" in ended.err
    assert f"(pid {os.getpid()})" in ended.err
    assert "services.redis.ports.main" in ended.err
    assert site.leftovers() == []
    site.ok("up")


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::"])
def test_up_chooses_another_port_when_its_own_was_taken_meanwhile(address: str, site: Site) -> None:
    site.declare(REDIS)
    site.ok("up")
    (before,) = site.ports()
    site.ok("down")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    with socket.create_server((address, before), family=family, dualstack_ipv6=":" in address):
        site.ok("up")
        (now,) = site.ports()
        assert now != before
        assert f":{now}/" in site.variables()["REDIS_URL"]
        assert site.greenlane("status", "--check").code == 0


def test_two_projects_never_get_the_same_port(site: Site) -> None:
    site.declare(REDIS)
    other = site.project.parent / "another"
    other.mkdir()
    (other / "greenlane.yaml").write_text(REDIS)

    site.ok("env", "--mode", "durable")
    site.ok("--file", str(other / "greenlane.yaml"), "env", "--mode", "durable")

    given = [path.read_text() for path in site.state.glob("stacks/*/ports.json")]
    assert len(given) == 2
    assert given[0] != given[1]
