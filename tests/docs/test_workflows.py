"""The workflows that the page gives to a consumer are ones that `greenlane check` has nothing against."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from tests.unit.gates.trial import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
PLACES = {"OWNER": "acme", "COMMIT": "a" * 40, "vX.Y.Z": "v0.1.0"}
DECLARED = "version: 1\nproject: shop\njobs:\n  api: {components: [api], run: ['true']}\n"


def given() -> dict[str, str]:
    """The whole workflow that a repository gets, and the same with the jobs of the second block."""
    plain, other = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/workflows.md").read_text(), re.DOTALL)
    for place, value in PLACES.items():
        plain, other = plain.replace(place, value), other.replace(place, value)
    return {"checks": plain, "comment": plain.partition("jobs:\n")[0] + other}


@pytest.mark.parametrize("name", ["checks", "comment"])
def test_what_the_page_gives_passes_the_check(tmp_path: Path, name: str) -> None:
    files = {
        ".github/workflows/checks.yml": given()[name],
        "greenlane.yaml": f"{DECLARED}components: {{api: {{paths: [server/**]}}}}\n",
        "server/api.py": "api = 1\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    out, err = io.StringIO(), io.StringIO()
    code = main(["check", "--own"], World(dict(ENVIRONMENT), tmp_path, out, err))
    assert code == 0, out.getvalue() + err.getvalue()


def test_the_job_that_comments_may_write_there_and_nowhere_else() -> None:
    block = given()["comment"].partition("  comment:\n")[2]
    assert re.findall(r"(\S+): write", block) == ["pull-requests"]
    assert "keep-reports: true" in given()["comment"]
