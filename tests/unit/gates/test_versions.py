from __future__ import annotations

import json
import os
import re
import sysconfig
from pathlib import Path

import pytest

from greenlane.gates import versions
from greenlane.gates.places import PYTHON_LOCK
from greenlane.gates.toolbox import Toolbox
from greenlane.model.gates import Called, Program, Unreadable

LINTER = Program("lint-it", "Lint.It")


def installed(tmp_path: Path, text: str = "#!/bin/sh\nexit 1\n", size: int | None = None) -> Path:
    """A program as pip lays it out. It cannot say its version."""
    path = tmp_path / "bin" / "lint-it"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    folder = tmp_path / "lib" / "python3.11" / "site-packages" / "lint_it-1.2.3.dist-info"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: lint-it\nVersion: 1.2.3\n\nVersion: 9\n")
    size = len(text) if size is None else size
    (folder / "RECORD").write_text(f"../../../bin/lint-it,sha256=abc,{size}\nlint_it/__init__.py,,\n")
    return path


def test_the_installers_record_says_the_version_without_a_start(tmp_path: Path) -> None:
    assert versions.recorded(LINTER, installed(tmp_path)) == "1.2.3"


def test_a_link_to_an_installed_program_has_its_version(tmp_path: Path) -> None:
    link = tmp_path / "elsewhere"
    link.symlink_to(installed(tmp_path / "env"))
    assert versions.recorded(LINTER, link) == "1.2.3"


def test_a_record_of_another_file_is_not_believed(tmp_path: Path) -> None:
    assert versions.recorded(LINTER, installed(tmp_path, size=7)) is None


def test_a_broken_record_is_not_believed(tmp_path: Path) -> None:
    path = installed(tmp_path)
    next(tmp_path.rglob("RECORD")).write_bytes(b"\xff\xfe\0")
    assert versions.recorded(LINTER, path) is None


def test_an_npm_package_says_the_version_of_its_scripts(tmp_path: Path) -> None:
    package = tmp_path / "node_modules" / "@a" / "tool"
    (package / "bin").mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "@a/tool", "version": "4.5.6"}))
    (package / "bin" / "tool.js").write_text("")
    launcher = tmp_path / "bin" / "tool"
    launcher.parent.mkdir()
    launcher.write_text("")
    for path in (package / "bin" / "tool.js", launcher):
        assert versions.recorded(Program("tool", "@a/tool", "npm"), path) == "4.5.6"


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{", '{"name": "other", "version": "1"}', '{"name": "@a/tool"}']
)
def test_another_manifest_says_nothing(tmp_path: Path, manifest: str) -> None:
    package = tmp_path / "node_modules" / "@a" / "tool"
    package.mkdir(parents=True)
    (package / "package.json").write_text(manifest)
    assert versions.recorded(Program("tool", "@a/tool", "npm"), package / "tool.js") is None


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("ruff 0.17.5\n", "0.17.5"),
        ("mypy 2.4.1 (compiled: yes)\n", "2.4.1"),
        ("ShellCheck - shell script analysis tool\nversion: 0.11.0\n", "0.11.0"),
        ("v24.19.0\n", "24.19.0"),
        ("uv 0.13.9 (abc 2026-11-01)\n", "0.13.9"),
        ("tool 1.0rc1+local.2", "1.0rc1+local.2"),
    ],
)
def test_a_version_is_read_from_what_is_printed(printed: str, version: str) -> None:
    assert versions.said("tool", Called(0, printed, "")) == version


@pytest.mark.parametrize("done", [Called(1, "tool 1.2.3", ""), Called(0, "", ""), Called(0, "hello 7", "")])
def test_a_program_that_names_no_version_is_not_trusted(done: Called) -> None:
    with pytest.raises(Unreadable, match="names no version"):
        versions.said("tool", done)


def test_what_was_said_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "tool"
    path.write_text("one")
    asked: list[str] = []

    def ask(version: str) -> Called:
        asked.append(version)
        return Called(0, f"tool {version}", "")

    memory = versions.Remembered(tmp_path / "cache" / "versions.json")
    assert memory.version(path, lambda: ask("1.0")) == "1.0"
    assert memory.version(path, lambda: ask("2.0")) == "1.0"
    path.write_text("another")
    assert memory.version(path, lambda: ask("2.0")) == "2.0"
    os.utime(path, ns=(1, 1))
    assert memory.version(path, lambda: ask("3.0")) == "3.0"
    assert asked == ["1.0", "2.0", "3.0"]


@pytest.mark.parametrize("memory", ["", "{", "[1]", '{"x": 1}', "\0"])
def test_a_broken_memory_is_forgotten(tmp_path: Path, memory: str) -> None:
    file, path = tmp_path / "versions.json", tmp_path / "tool"
    path.write_text("one")
    file.write_text(memory)
    assert versions.Remembered(file).version(path, lambda: Called(0, "tool 1.0", "")) == "1.0"
    assert json.loads(file.read_text())[str(path)][2] == "1.0"


def test_a_program_that_says_something_else_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "bin" / "lint-it"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\necho no idea\n")
    path.chmod(0o755)
    with pytest.raises(Unreadable):
        Toolbox({"PATH": str(path.parent)}, tmp_path / "cache").find(LINTER)


def test_the_version_reported_is_the_one_that_the_lock_pins(tmp_path: Path) -> None:
    """Of what lies beside this Python, put there from requirements/, which agrees with the tools' lock."""
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", PYTHON_LOCK.read_text(), re.MULTILINE))
    box = Toolbox({"PATH": sysconfig.get_path("scripts")}, tmp_path / "cache")
    for name in ("ruff", "mypy", "bandit", "pip-audit", "zizmor", "check-jsonschema"):
        if (Path(sysconfig.get_path("scripts")) / name).exists():
            assert box.find(Program(name, name)).version == locked[name]
