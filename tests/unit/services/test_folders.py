"""Where a stack lives: apart from every other, in folders that are ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greenlane.edges.state import own, state_root
from greenlane.model.errors import OutsideError
from greenlane.model.service import Mode
from greenlane.services.folders import Folders, memory_root


def of(project: Path, tmp_path: Path, mode: Mode = Mode.DURABLE) -> Folders:
    environment = {"GREENLANE_STATE": str(tmp_path / "state"), "GREENLANE_MEMORY": str(tmp_path / "memory")}
    return Folders.of(project, mode, environment)


def test_the_two_modes_of_a_project_share_nothing(tmp_path: Path) -> None:
    durable, ephemeral = of(tmp_path, tmp_path), of(tmp_path, tmp_path, Mode.EPHEMERAL)
    assert not {durable.record, durable.volatile, durable.data} & {
        ephemeral.record,
        ephemeral.volatile,
        ephemeral.data,
    }


def test_projects_of_the_same_name_in_other_places_are_apart(tmp_path: Path) -> None:
    assert of(tmp_path / "a" / "app", tmp_path).stack != of(tmp_path / "b" / "app", tmp_path).stack


def test_a_link_to_a_project_is_the_same_project(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert of(tmp_path / "real", tmp_path).stack == of(tmp_path / "link", tmp_path).stack


@pytest.mark.parametrize("name", ["with space", "Größe", "日本", "a" * 200, "-"])
def test_any_folder_name_gives_a_short_plain_stack_name(tmp_path: Path, name: str) -> None:
    stack = of(tmp_path / name, tmp_path).stack
    assert stack.isascii()
    assert " " not in stack
    assert len(stack) <= 45


def test_durable_data_is_not_in_memory(tmp_path: Path) -> None:
    assert of(tmp_path, tmp_path).data.is_relative_to(tmp_path / "state")
    assert of(tmp_path, tmp_path, Mode.EPHEMERAL).data.is_relative_to(tmp_path / "memory")


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ours").symlink_to("elsewhere")
    with pytest.raises(OutsideError, match="belongs to somebody else"):
        own(tmp_path / "ours", 0o700)


def test_a_folder_that_stood_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir(mode=0o777)
    assert own(tmp_path / "ours", 0o700).stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="root's own rule")
def test_root_keeps_its_stacks_outside_its_home() -> None:
    assert state_root({"HOME": "/root"}) == Path("/var/lib/greenlane")


@pytest.mark.skipif(os.geteuid() == 0, reason="an ordinary user's rule")
def test_a_user_keeps_stacks_where_the_desktop_says() -> None:
    assert state_root({"HOME": "/h", "XDG_STATE_HOME": "/x"}) == Path("/x/greenlane")


def test_memory_is_named_after_the_account(tmp_path: Path) -> None:
    assert memory_root({"TMPDIR": str(tmp_path)}).name == f"greenlane-{os.geteuid()}"
