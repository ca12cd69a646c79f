"""The variables in each form read back as they were."""

from __future__ import annotations

import json
import subprocess

import pytest

from greenlane.cli.env import rendered

HOSTILE = {
    "A": "plain",
    "B": "two words",
    "C": "q'uote\"s $HOME `id` \\",
    "D": "",
    "E": "postgresql://u:p@h:1/d?x=1&y=2",
}


def test_shell_form_survives_a_shell() -> None:
    script = rendered(HOSTILE, "shell") + "".join(f'printf "%s\\0" "${name}"\n' for name in HOSTILE)
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, env={})
    assert done.stdout.split("\0")[:-1] == list(HOSTILE.values())


def test_json_form_is_the_mapping() -> None:
    assert json.loads(rendered(HOSTILE, "json")) == HOSTILE


def test_dotenv_form_quotes_only_what_needs_it() -> None:
    assert rendered(HOSTILE, "dotenv").splitlines()[:2] == ["A=plain", 'B="two words"']


@pytest.mark.parametrize("form", ["dotenv", "shell", "json"])
def test_every_form_ends_in_a_newline(form: str) -> None:
    assert rendered({"A": "1"}, form).endswith("\n")
