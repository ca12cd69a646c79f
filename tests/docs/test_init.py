"""The page of `greenlane init` shows what it says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.workflows.init.kinds import KINDS
from tests.unit.workflows.init.made import init, repository

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_shows_what_is_said(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "init.md").read_text()
    block = re.search(r"```console\n\$ greenlane init\n(.*?)```", page, re.DOTALL)
    assert block
    done = init(repository(tmp_path, KINDS["python-pip-compose"]), "--yes")
    at = 0
    for part in re.split(r"^\.\.\.\n|^Write these.*\n", block[1], flags=re.MULTILINE):
        assert part in done.out[at:], part
        at = done.out.index(part, at)
