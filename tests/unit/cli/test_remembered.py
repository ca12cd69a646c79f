"""A remembered declaration is used only while nothing that it depends on has changed."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from greenlane.cli.remembered import KEPT, Memory
from greenlane.config import load
from greenlane.model.declaration import Declaration
from greenlane.services import catalog

TEXT = """\
version: 1
services:
  db: {type: postgres, database: "${NAME:-app}"}
  s3: {buckets: [{name: media}]}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "greenlane.yaml").write_text(TEXT)
    return tmp_path / "greenlane.yaml"


def memory(path: Path, name: str = "local", environment: Mapping[str, str] | None = None) -> Memory:
    return Memory(path.parent / "state" / "declarations", path, name, environment or {})


def checked(path: Path) -> Declaration:
    return load(path, kinds=catalog.each(lambda kind: kind.OPTIONS), environment_name="local", environment={})


def test_what_was_kept_comes_back_equal(path: Path) -> None:
    declaration = checked(path)
    memory(path).keep(declaration)
    assert memory(path).recall() == declaration


def test_nothing_is_remembered_at_first(path: Path) -> None:
    assert memory(path).recall() is None


def test_a_changed_file_is_read_again(path: Path) -> None:
    memory(path).keep(checked(path))
    path.write_text(TEXT + "# changed\n")
    assert memory(path).recall() is None


def test_a_local_file_that_appears_is_read(path: Path) -> None:
    memory(path).keep(checked(path))
    path.with_name("greenlane.local.yaml").write_text("version: 1\n")
    assert memory(path).recall() is None


def test_a_variable_that_the_file_mentions_counts_and_another_does_not(path: Path) -> None:
    memory(path).keep(checked(path))
    assert memory(path, environment={"NAME": "other"}).recall() is None
    assert memory(path, environment={"OTHER": "x"}).recall() is not None


def test_another_environment_is_another_declaration(path: Path) -> None:
    memory(path).keep(checked(path))
    assert memory(path, "ci").recall() is None


def test_a_damaged_memory_is_none(path: Path) -> None:
    memory(path).keep(checked(path))
    for kept in (path.parent / "state" / "declarations").iterdir():
        kept.write_bytes(b"\x80\x05garbage")
    assert memory(path).recall() is None


def test_a_folder_that_is_a_link_is_not_trusted(path: Path) -> None:
    memory(path).keep(checked(path))
    folder = path.parent / "state" / "declarations"
    folder.rename(path.parent / "elsewhere")
    folder.symlink_to(path.parent / "elsewhere")
    assert memory(path).recall() is None


def test_only_the_owner_may_read_what_is_remembered(path: Path) -> None:
    memory(path).keep(checked(path))
    folder = path.parent / "state" / "declarations"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}


def test_no_more_than_a_few_are_remembered(path: Path) -> None:
    declaration = checked(path)
    for number in range(KEPT + 5):
        memory(path, f"environment-{number}").keep(declaration)
    assert len(list((path.parent / "state" / "declarations").iterdir())) == KEPT
