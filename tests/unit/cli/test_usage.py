"""A call that cannot be meant is told what could be."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from greenlane.cli import project, psql
from greenlane.cli.main import build_parser, main
from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.services.stack import Stack


def call(folder: Path, *words: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    environment = {
        "PATH": os.environ["PATH"],
        "GREENLANE_STATE": str(folder / ".state"),
        "GREENLANE_MEMORY": str(folder / ".memory"),
    }
    world = World(environment, folder, io.StringIO(), io.StringIO())
    code = main(list(words), world)
    return code, world.out.getvalue() + world.err.getvalue()  # type: ignore[attr-defined]  # StringIO, above


def stack(folder: Path, services: str) -> Stack:
    (folder / "greenlane.yaml").write_text(f"version: 1\nservices: {services}\n")
    arguments = build_parser("up").parse_args(["up"])
    environment = {"GREENLANE_STATE": str(folder / ".state"), "GREENLANE_MEMORY": str(folder / ".memory")}
    return project.stack(arguments, World(environment, folder, io.StringIO(), io.StringIO()))


@pytest.mark.parametrize(
    ("asked", "what"),
    [("redis", "redis is of type redis"), ("bd", "no service is named bd"), (None, "which database")],
)
def test_psql_on_no_postgres_service_lists_those_that_are(
    asked: str | None, what: str, tmp_path: Path
) -> None:
    two = stack(tmp_path, "{redis: {}, a: {type: postgres}, b: {type: postgres, prefix: B_}}")
    with pytest.raises(UsageError, match=rf"{what}[\s\S]*one of: a, b"):
        psql.database(asked, two)


@pytest.mark.parametrize(
    "words",
    [
        ["-c", "select 1"],
        ["--", "-c", "select 1"],
        ["db", "-c", "select 1"],
        ["-c", "select 1", "db"],
        ["db", "--", "-c", "select 1"],
    ],
)
def test_a_query_for_psql_needs_no_dashes(words: list[str]) -> None:
    arguments = build_parser("psql").parse_args(["psql", *words])
    asked, given = psql.words_of(arguments)
    assert asked == ("db" if "db" in words else None)
    assert given == ["-c", "select 1"]


def test_reset_of_an_unknown_service_says_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "greenlane.yaml").write_text("version: 1\nservices: {redis: {}, mail: {}}\n")
    code, said = call(tmp_path, "reset", "redsi", "--yes")
    assert code == 2
    assert "no service is named redsi" in said
    assert "declared are: mail, redis" in said


@pytest.mark.parametrize("wait", ["0", "-1", "nan", "inf", "x"])
def test_a_wait_that_is_none_is_refused(wait: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser("up").parse_args(["up", f"--wait-s={wait}"])
    assert ended.value.code == 2
    assert "--wait-s" in capsys.readouterr().err


def test_a_check_of_nothing_is_not_green(tmp_path: Path) -> None:
    (tmp_path / "greenlane.yaml").write_text("version: 1\n")
    code, said = call(tmp_path, "env", "--check")
    assert code == 2
    assert "nothing to check" in said
