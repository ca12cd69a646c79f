"""The bill of materials as the real cyclonedx-py makes it: complete, pinned, the same bytes anywhere."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from greenlane.cli.release_bill import made
from greenlane.cli.world import World
from greenlane.model.errors import OutsideError, UsageError

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "greenlane.txt"
PROJECT = '[project]\nname = "pack"\nversion = "1.2.3"\ndescription = "Words."\n'
NEEDING = f'{PROJECT}dependencies = ["six==1.17.0"]\n'
UV_LOCK = """version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "pack"
version = "1.2.3"
source = { virtual = "." }
dependencies = [
    { name = "six" },
]

[package.metadata]
requires-dist = [{ name = "six", specifier = "==1.17.0" }]

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://index.example/simple" }
wheels = [
    { url = "https://index.example/six-1.17.0-py2.py3-none-any.whl", hash = "sha256:WORD", size = 11050 },
]
""".replace("WORD", "4" * 64)

POETRY = """[tool.poetry]
name = "pack"
version = "1.2.3"
description = "Words."
authors = []

[tool.poetry.dependencies]
python = "^3.11"
six = "1.17.0"

[tool.poetry.group.dev.dependencies]
idna = "3.10"
"""
POETRY_LOCK = """[[package]]
name = "idna"
version = "3.10"
description = ""
optional = false
python-versions = "*"
groups = ["dev"]
files = []

[[package]]
name = "six"
version = "1.17.0"
description = ""
optional = false
python-versions = "*"
groups = ["main"]
files = [{file = "six-1.17.0-py2.py3-none-any.whl", hash = "sha256:WORD"}]

[metadata]
lock-version = "2.1"
python-versions = "^3.11"
content-hash = "WORD"
""".replace("WORD", "4" * 64)


def project(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def bill(folder: Path, *, lock: Path | None = None, **variables: str) -> str:
    """As `greenlane release seal` lays it there."""
    said = io.StringIO()
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    if cache := os.environ.get("GREENLANE_CACHE"):
        environment["GREENLANE_CACHE"] = cache
    return made(World(environment, folder, said, said), "1.2.3", lock)


def components(text: str) -> dict[str, str]:
    content: dict[str, Any] = json.loads(text)
    return {one["name"]: one["version"] for one in content["components"]}


def test_every_pin_of_a_lock_is_in_the_bill_with_its_hashes(tmp_path: Path) -> None:
    text = bill(project(tmp_path / "one", pyproject_toml=NEEDING), lock=LOCK)
    pinned = re.findall(r"^([a-z0-9._-]+)(?:\[\w+\])?==([^\s;]+)", LOCK.read_text(), re.MULTILINE)
    assert components(text) == dict(pinned)
    assert set(re.findall(r"sha256:([0-9a-f]{64})", LOCK.read_text())) <= set(
        re.findall(r"[0-9a-f]{64}", text)
    )


def test_the_bill_names_the_package_and_the_version_of_the_release(tmp_path: Path) -> None:
    dynamic = '[project]\nname = "pack"\ndynamic = ["version"]\n'
    content = json.loads(bill(project(tmp_path / "one", pyproject_toml=dynamic)))
    root = content["metadata"]["component"]
    assert (root["name"], root["version"], content.get("components", [])) == ("pack", "1.2.3", [])


def test_the_same_pins_give_the_same_bytes_in_another_folder_on_another_day(tmp_path: Path) -> None:
    first = bill(project(tmp_path / "one", pyproject_toml=NEEDING), lock=LOCK)
    again = tmp_path / "a folder with spaces"
    second = bill(project(again, pyproject_toml=NEEDING), lock=LOCK, SOURCE_DATE_EPOCH="1", TZ="Asia/Tokyo")
    assert first == second
    assert str(tmp_path) not in first
    assert "timestamp" not in first
    assert "serialNumber" not in first


def test_a_lock_of_uv_is_read_without_a_network(tmp_path: Path) -> None:
    folder = project(tmp_path / "one", pyproject_toml=NEEDING, uv_lock=UV_LOCK)
    assert components(bill(folder)) == {"six": "1.17.0"}


def test_a_lock_of_poetry_is_read_without_what_only_developers_need(tmp_path: Path) -> None:
    folder = project(tmp_path / "one", pyproject_toml=POETRY, poetry_lock=POETRY_LOCK)
    text = bill(folder)
    assert components(text) == {"six": "1.17.0"}
    assert json.loads(text)["metadata"]["component"]["version"] == "1.2.3"


def test_a_lock_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    folder = project(tmp_path / "one", pyproject_toml=POETRY, poetry_lock="half [")
    with pytest.raises(OutsideError, match="could not be made"):
        bill(folder)


def test_a_requirement_that_is_pinned_loosely_is_refused_by_name(tmp_path: Path) -> None:
    folder = project(tmp_path / "one", pyproject_toml=NEEDING, requirements_txt="six>=1\n")
    with pytest.raises(UsageError, match="six is not pinned"):
        bill(folder)


def test_the_program_is_among_those_that_greenlane_locks() -> None:
    lock = ROOT / "ci" / "greenlane" / "gates" / "locks" / "python.txt"
    assert "cyclonedx-bom==" in lock.read_text()
