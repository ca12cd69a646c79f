"""A disk that is full: the message says so, nothing half-written stays, and room is all it takes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.model.service import Mode
from greenlane.services.folders import Folders
from tests.faults.conftest import Say
from tests.faults.load import Keys, Load, Objects, Rows, Service, balance
from tests.faults.mounts import resize, small
from tests.faults.site import Site, kill, until

POSTGRES = "version: 1\nservices:\n  db: {type: postgres}\n"
FULL = "No space left on device"


@contextlib.contextmanager
def _filled(folder: Path) -> Iterator[None]:
    """Take all the room that is left there."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as handle, contextlib.suppress(OSError):
        while True:
            handle.write(b"\0" * 4096)
    try:
        yield
    finally:
        filler.unlink()


def _data(site: Site, mode: Mode = Mode.DURABLE) -> Path:
    """The data folder, with the folders on the way to it as greenlane makes them."""
    folders = Folders.of(site.project, mode, site.environment)
    folders.make_record()
    return folders.data


def test_up_says_that_the_disk_for_the_data_is_too_small_and_works_when_it_is_larger(site: Site) -> None:
    site.declare(POSTGRES)
    data = _data(site)
    with small(data, "8m"):
        ended = site.greenlane("up")

        assert ended.code == 3, ended.text
        assert FULL in ended.err
        assert "Traceback" not in ended.err
        assert list(data.glob("*/*")) == []
        assert site.leftovers() == []

        resize(data, "200m")
        site.ok("up")
        site.ok("down")


@pytest.mark.parametrize("variable", ["GREENLANE_STATE", "GREENLANE_MEMORY"])
def test_up_says_that_the_disk_for_its_own_files_is_full(variable: str, site: Site) -> None:
    site.declare(POSTGRES)
    folder = {"GREENLANE_STATE": site.state, "GREENLANE_MEMORY": site.memory}[variable]
    with small(folder, "256k"):
        with _filled(folder):
            ended = site.greenlane("up", "--mode", "ephemeral")
            assert ended.code == 3, ended.text
            assert "the disk is full" in ended.err or FULL in ended.err
            assert "Traceback" not in ended.err
        site.ok("down")
        assert site.leftovers() == []

        resize(folder, "200m")
        site.ok("up", "--mode", "ephemeral")
        site.ok("down")


@pytest.mark.parametrize("name", ["db", "redis", "s3"])
def test_what_was_acknowledged_is_there_after_the_disk_was_full(name: str, site: Site, say: Say) -> None:
    declared = {"db": "db: {type: postgres}", "redis": "redis: {}", "s3": "s3: {buckets: [{name: media}]}"}
    site.declare(f"version: 1\nservices:\n  {declared[name]}\n")
    with small(_data(site), "120m"):
        site.ok("up")
        service = _service(name, site)
        with Load(service, name) as load:
            until(lambda: len(load.acknowledged) >= 50, "50 acknowledged")
            with _filled(_data(site)):
                until(lambda: _stalled(load), "no room for more", state=lambda: site.service(name))
            if name == "s3":
                # SeaweedFS 4.48 mostly does not write again before it is restarted, but does not hide it.
                _restart_if_it_says_so(site, load)
            site.ok("up")
            total = len(load.acknowledged) + 10
            until(lambda: len(load.acknowledged) >= total, "more", state=lambda: site.service(name))
        found = balance(load)
        say(f"{name} on a full disk: {found}; restarts {site.service(name)['restarts']}")
        assert not found.lost
        assert not found.torn
        site.ok("down")


def _restart_if_it_says_so(site: Site, load: Load) -> None:
    """Kill the server once its status is red, unless it acknowledges writes again by itself."""
    before = len(load.acknowledged)

    def is_red() -> bool:
        return site.greenlane("status", "--check").code == 1

    until(lambda: len(load.acknowledged) > before or is_red(), "red, or writing again")
    if len(load.acknowledged) == before:
        kill(site.service("s3")["pid"])
        until(lambda: _has_restarted(site, "s3"), "restarted")


def _has_restarted(site: Site, name: str) -> bool:
    service = site.service(name)
    return bool(service["restarts"] and service["state"] == "ready")


def _service(name: str, site: Site) -> Service:
    variables = site.variables()
    if name == "redis":
        return Keys(variables["REDIS_URL"])
    if name == "s3":
        return Objects(variables)
    rows = Rows(variables["DATABASE_URL"])
    rows.make()
    return rows


def _stalled(load: Load) -> bool:
    """Whether a write has failed, and none was acknowledged meanwhile."""
    acknowledged, unanswered = len(load.acknowledged), len(load.sent) - len(load.acknowledged)

    def answered() -> bool:
        return len(load.acknowledged) > acknowledged or len(load.sent) - acknowledged > unanswered

    until(answered, "an answer to a write")
    return len(load.acknowledged) == acknowledged
