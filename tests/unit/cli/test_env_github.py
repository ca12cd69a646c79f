"""The variables of the services in a job's later steps: as they are, and masked where they are secret."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from greenlane.cli.env_github import escaped, hand_over, hidden, lines
from greenlane.cli.world import World
from greenlane.model.errors import UsageError

VALUES = {
    "DATABASE_URL": "postgresql://owner:p%40ss@127.0.0.1:5432/app",
    "REDIS_PASSWORD": "hush",
    "SUPABASE_SERVICE_ROLE_KEY": "jwt",
    "MAIL_HOST": "127.0.0.1",
    "TEXT": "a\nGREEDY<<x\nb",
}


def test_passwords_are_masked_also_those_inside_of_addresses() -> None:
    assert hidden(VALUES) == {"p%40ss", "hush", "jwt"}


def test_a_mask_of_several_lines_is_one_command() -> None:
    assert escaped("50%\r\n") == "50%25%0D%0A"


def test_a_value_of_several_lines_ends_where_its_mark_does() -> None:
    found = lines({"TEXT": VALUES["TEXT"]})[0].split("\n")
    mark = found[0].removeprefix("TEXT<<")
    assert found == [f"TEXT<<{mark}", "a", "GREEDY<<x", "b", mark, ""]


def test_marks_differ_each_time() -> None:
    assert lines({"A": "1"}) != lines({"A": "1"})


def test_they_are_added_to_what_was_there_after_the_masks(tmp_path: Path) -> None:
    file, said = tmp_path / "env", io.StringIO()
    file.write_text("BEFORE=1\n")
    assert hand_over(VALUES, World({"GITHUB_ENV": str(file)}, tmp_path, said, io.StringIO())) == 0
    assert said.getvalue().splitlines() == ["::add-mask::hush", "::add-mask::jwt", "::add-mask::p%2540ss"]
    assert file.read_text().startswith("BEFORE=1\nDATABASE_URL<<")


def test_outside_of_a_job_it_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="GITHUB_ENV"):
        hand_over(VALUES, World({}, tmp_path, io.StringIO(), io.StringIO()))
