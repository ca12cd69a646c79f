from __future__ import annotations

import os
import sysconfig
from pathlib import Path

import pytest

from greenlane.gates.toolbox import INSTALL, Toolbox, cleaned
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Program, ToolMissing, Unreadable

LINTER = Program("lint-it", "lint-it")


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def toolbox(tmp_path: Path, **environment: str) -> Toolbox:
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    return Toolbox({"PATH": path, **environment}, tmp_path / "cache")


def test_a_missing_program_comes_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing) as caught:
        toolbox(tmp_path).find(LINTER)
    assert caught.value.fix == INSTALL == "greenlane gate --install"


def test_beside_python_comes_before_the_tools_environment_before_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = toolbox(tmp_path)
    beside = tmp_path / "beside"
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(beside))
    on_path = program(tmp_path / "bin" / "lint-it", "")
    assert box.path("lint-it") == on_path
    installed = program(box.places.python / "bin" / "lint-it", "")
    assert box.path("lint-it") == installed
    assert box.path("lint-it") == installed
    nearest = program(beside / "lint-it", "")
    assert box.path("lint-it") == nearest


def test_a_relative_folder_on_path_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "lint-it", "")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ToolMissing):
        Toolbox({"PATH": ".::bin"}, tmp_path / "cache").path("lint-it")


def test_a_file_that_may_not_be_run_is_no_program(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "lint-it", "").chmod(0o644)
    with pytest.raises(ToolMissing):
        toolbox(tmp_path).path("lint-it")


def test_an_answer_that_is_not_utf8_is_still_an_answer(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "lint-it", r"printf 'a\377b'; exit 3")
    done = toolbox(tmp_path).run("lint-it", [], cwd=tmp_path)
    assert (done.code, done.out) == (3, "a\ufffdb")


def test_input_environment_and_folder_reach_the_program(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "lint-it", 'cat; echo "$1 $GIVEN $(pwd)"')
    work = tmp_path / "work"
    work.mkdir()
    box = toolbox(tmp_path)
    done = box.run("lint-it", ["word"], stdin="é\udcff ", cwd=work, environment={"GIVEN": "so"})
    assert done.out == f"é\ufffd word so {work}\n"


def test_a_program_that_hangs_is_killed_and_its_last_words_are_told(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "lint-it", "echo thinking; exec tail -f /dev/null")
    with pytest.raises(OutsideError) as caught:
        toolbox(tmp_path).run("lint-it", [], cwd=tmp_path, timeout_s=5.0)
    assert caught.value.what == "lint-it did not end within 5 s and was killed"
    assert caught.value.detail == ("thinking",)


def test_a_flood_of_output_is_unreadable(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "lint-it", "exec cat /dev/zero")
    with pytest.raises(Unreadable, match="printed more than 64 MiB"):
        toolbox(tmp_path).run("lint-it", [], cwd=tmp_path)


def test_no_variable_of_the_user_bends_a_tool() -> None:
    bending = {
        "PYTHONPATH": "/x",
        "PYTHONHOME": "/x",
        "SHELLCHECK_OPTS": "-e SC2086",
        "ZIZMOR_CONFIG": "/x",
        "RUFF_CONFIG": "/x",
        "GIT_DIR": "/x",
        "NODE_OPTIONS": "--require=x",
        "FORCE_COLOR": "1",
    }
    kept = cleaned({**bending, "HTTPS_PROXY": "proxy", "PIP_INDEX_URL": "mine", "HOME": "/home/a"})
    assert not bending.keys() & kept.keys()
    assert (kept["HTTPS_PROXY"], kept["PIP_INDEX_URL"], kept["HOME"]) == ("proxy", "mine", "/home/a")
    assert (kept["NO_COLOR"], kept["PYTHONUTF8"]) == ("1", "1")
