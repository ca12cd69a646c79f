"""Waiting for a child: it is not reaped, however the system lets us know of its end."""

from __future__ import annotations

import os
import subprocess

import pytest

from greenlane.edges.waiting import until_ended


def absent(_: int) -> int:
    raise OSError


@pytest.fixture(params=["pidfd", "waitid", "wait"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What this system knows."""
    if request.param != "pidfd":
        monkeypatch.setattr(os, "pidfd_open", absent, raising=False)
    if request.param == "wait":
        monkeypatch.delattr(os, "waitid", raising=False)
    return str(request.param)


def test_it_returns_when_the_child_has_ended_whose_code_is_still_to_be_had(way: str) -> None:
    with subprocess.Popen(["/bin/sh", "-c", "read line; exit 7"], stdin=subprocess.PIPE) as child:
        assert child.stdin
        child.stdin.close()
        until_ended(child)
        assert (child.returncode is None) == (way != "wait")
        assert child.wait() == 7
        until_ended(child)


def test_a_child_that_was_killed_has_ended(way: str) -> None:
    with subprocess.Popen(["sleep", "600"]) as child:
        child.kill()
        until_ended(child)
        assert child.wait() == -9, way
