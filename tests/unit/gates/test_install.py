from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from greenlane.gates import catalog
from greenlane.gates.install import install, make, sweep
from greenlane.gates.places import NPM_LOCK, PYTHON_LOCK, Places
from greenlane.gates.toolbox import Toolbox
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Program

LINK = "python-0123456789abcdef"


def fill(folder: Path) -> None:
    (folder / "bin").mkdir()
    (folder / "bin" / "tool").write_text("x")
    (folder / "bin" / "tool").chmod(0o700)
    (folder / "data").write_text("x")
    (folder / "data").chmod(0o600)


def test_a_filled_folder_is_linked_to_last_and_all_may_read_it(tmp_path: Path) -> None:
    said: list[str] = []
    make(tmp_path / LINK, "the programs", fill, said.append)
    assert (tmp_path / LINK / "bin" / "tool").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / LINK / "data").stat().st_mode & 0o777 == 0o644
    assert said == [f"the programs: installing into {tmp_path / LINK}", "the programs: done"]
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_whole_is_left_alone(tmp_path: Path) -> None:
    make(tmp_path / LINK, "the programs", fill, lambda _line: None)
    before = (tmp_path / LINK).readlink()
    said: list[str] = []
    make(tmp_path / LINK, "the programs", fill, said.append)
    assert ((tmp_path / LINK).readlink(), said) == (before, ["the programs: already there"])


def test_what_could_not_be_filled_leaves_nothing(tmp_path: Path) -> None:
    def half(folder: Path) -> None:
        fill(folder)
        raise OutsideError("the network is gone")

    with pytest.raises(OutsideError):
        make(tmp_path / LINK, "the programs", half, lambda _line: None)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_installation_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    make(tmp_path / LINK, "the programs", fill, lambda _line: None)
    whole = (tmp_path / LINK).readlink()
    (tmp_path / f"{LINK}.deadbeef" / "bin").mkdir(parents=True)
    (tmp_path / f"{LINK}.deadbeef.link").symlink_to("nothing")
    (tmp_path / "versions.json").write_text("{}")
    (tmp_path / "somebody").mkdir()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [LINK, str(whole), "somebody", "versions.json"]
    )


def test_nothing_missing_means_nothing_done(tmp_path: Path) -> None:
    said: list[str] = []
    install((), Places(tmp_path), os.environ, said.append)
    assert (said, list(tmp_path.iterdir())) == (["every program is there"], [])


def test_a_program_in_the_tools_environment_is_there_and_one_on_path_is_not(tmp_path: Path) -> None:
    box = Toolbox({"PATH": ""}, tmp_path)
    tool = box.places.python / "bin" / "lint-it"
    tool.parent.mkdir(parents=True)
    tool.write_text("")
    said: list[str] = []
    box.install([Program("lint-it", "lint-it")], said.append)
    assert said == ["every program is there"]


def test_another_lock_another_place(tmp_path: Path) -> None:
    here, there = Places(tmp_path / "a"), Places(tmp_path / "b")
    assert here.python.name != there.python.name
    assert here.python == Places(tmp_path / "a").python
    assert here.npm.name != here.python.name


def test_the_locks_travel_with_the_package() -> None:
    names = {path.name for path in NPM_LOCK.iterdir()}
    assert names == {"package.json", "package-lock.json", "workflow-parser.mjs"}
    assert PYTHON_LOCK.with_suffix(".in").is_file()


@pytest.mark.parametrize("tool", catalog.names())
def test_a_lock_pins_every_program_of_the_catalog(tool: str) -> None:
    wanted = {
        "pypi": PYTHON_LOCK.with_suffix(".in").read_text().splitlines(),
        "npm": json.loads((NPM_LOCK / "package.json").read_text())["dependencies"],
    }
    for program in catalog.tool(tool).PROGRAMS:
        assert program.package in wanted[program.registry]
