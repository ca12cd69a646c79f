"""Whether .env files are kept out of git, and whether anything is missing in them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from greenlane.services.envcheck import check, parse

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, env=ENVIRONMENT)
    (tmp_path / ".gitignore").write_text(".env\n.env.local\n")
    return tmp_path


def test_ignored_files_and_a_filled_example_give_no_finding(project: Path) -> None:
    (project / ".env.local").write_text("API_KEY=x\n")
    (project / ".env.example").write_text("API_KEY=\nDATABASE_URL=\n")
    assert check(project, {"DATABASE_URL": "postgresql://"}, ENVIRONMENT) == []


def test_a_variable_without_a_value_is_named(project: Path) -> None:
    (project / ".env.example").write_text("# keys\nAPI_KEY=\n")
    assert check(project, {}, ENVIRONMENT) == [
        ".env.example: API_KEY (entry 1) has no value. Set it in .env.local"
    ]


def test_a_committed_env_file_is_a_finding_even_when_it_is_ignored(project: Path) -> None:
    (project / ".env").write_text("API_KEY=x\n")
    subprocess.run(["git", "add", "-f", ".env"], cwd=project, check=True, env=ENVIRONMENT)
    assert check(project, {}, ENVIRONMENT) == [
        ".env is committed. Run: git rm --cached .env, and change what it gave away"
    ]


def test_an_env_file_that_git_would_take_is_a_finding(project: Path) -> None:
    (project / ".env.staging").write_text("API_KEY=x\n")
    assert check(project, {}, ENVIRONMENT) == [".env.staging is not ignored by git. Add it to .gitignore"]


def test_an_example_that_git_ignores_is_a_finding(project: Path) -> None:
    (project / ".gitignore").write_text(".env.*\n")
    (project / ".env.example").write_text("")
    assert check(project, {}, ENVIRONMENT) == [
        ".env.example is ignored by git. Add `!.env.example` to .gitignore"
    ]


def test_outside_a_repository_nobody_can_tell(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\n")
    assert (
        "no git repository"
        in check(tmp_path, {}, ENVIRONMENT | {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})[0]
    )


def test_quotes_comments_and_export_are_understood(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# x\nexport A='1 2'\nB=\"3\"\nC=4\nnot a line\n")
    assert parse(tmp_path / ".env") == {"A": "1 2", "B": "3", "C": "4"}
