"""Ports and secrets: given once, kept, and never given twice."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest

from greenlane.edges.ports import FIRST, LAST
from greenlane.model.errors import OutsideError
from greenlane.model.service import Mode
from greenlane.services.allotment import Wanted, allot
from greenlane.services.folders import Folders

DB = Wanted("db", ("main",), {}, ("password",))


def folders(tmp_path: Path, name: str = "app") -> Folders:
    environment = {"GREENLANE_STATE": str(tmp_path / "state"), "GREENLANE_MEMORY": str(tmp_path / "memory")}
    found = Folders.of(tmp_path / name, Mode.DURABLE, environment)
    found.make_record()
    return found


def test_a_stack_keeps_its_port_and_its_password(tmp_path: Path) -> None:
    first = allot(folders(tmp_path), [DB], fresh=True)
    assert allot(folders(tmp_path), [DB], fresh=True) == first
    assert FIRST <= first[0]["db"]["main"] <= LAST
    assert len(first[1]["db"]["password"]) == 43


def test_a_service_that_was_not_asked_for_keeps_what_it_was_given(tmp_path: Path) -> None:
    redis = Wanted("redis", ("main",), {}, ("password",))
    before = allot(folders(tmp_path), [DB, redis], fresh=True)
    allot(folders(tmp_path), [redis], fresh=True)
    assert allot(folders(tmp_path), [DB, redis], fresh=True) == before


def test_two_projects_are_never_given_the_same_port(tmp_path: Path) -> None:
    many = [Wanted("db", tuple(f"p{number}" for number in range(200)), {}, ())]
    one, _ = allot(folders(tmp_path, "one"), many, fresh=False)
    other, _ = allot(folders(tmp_path, "other"), many, fresh=False)
    assert not set(one["db"].values()) & set(other["db"].values())


def test_a_chosen_port_that_was_taken_is_replaced(tmp_path: Path) -> None:
    before = allot(folders(tmp_path), [DB], fresh=True)[0]["db"]["main"]
    with socket.create_server(("127.0.0.1", before)):
        after = allot(folders(tmp_path), [DB], fresh=True)[0]["db"]["main"]
    assert after != before


def test_a_fixed_port_that_is_taken_names_its_holder_and_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(OutsideError) as caught:
            allot(folders(tmp_path), [Wanted("db", ("main",), {"main": port}, ())], fresh=True)
    message = str(caught.value)
    assert message.startswith(f"services.db.ports.main: port {port} is taken by python")
    assert "pid " in message
    assert "remove services.db.ports.main from greenlane.yaml" in message


def test_secrets_are_for_the_owner_alone(tmp_path: Path) -> None:
    one = folders(tmp_path)
    allot(one, [DB], fresh=True)
    assert stat.S_IMODE((one.record / "secrets.json").stat().st_mode) == 0o600


def test_a_broken_record_says_which_file_to_remove(tmp_path: Path) -> None:
    one = folders(tmp_path)
    (one.record / "ports.json").write_text("{")
    with pytest.raises(OutsideError, match=r"ports\.json is not readable as JSON"):
        allot(one, [DB], fresh=True)


def test_what_was_given_is_written_whole(tmp_path: Path) -> None:
    one = folders(tmp_path)
    ports, _ = allot(one, [DB], fresh=True)
    assert json.loads((one.record / "ports.json").read_text()) == ports
    assert sorted(path.name for path in one.record.iterdir()) == ["logs", "ports.json", "secrets.json"]
