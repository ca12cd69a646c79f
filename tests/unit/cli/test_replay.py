"""`greenlane replay`: a history in, a table of policies out, and plain words for what is no history."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World

HEAD = "run_id,name,status,created,executing,final,duration_s,branch,head_sha\n"
DAY_S = 86_400
FIRST = 1_757_000_000


def rows(pushes: int) -> str:
    """Two jobs a push, one push a day; of `unit` each fifth fails."""
    lines = []
    for number in range(pushes):
        at = FIRST + number * DAY_S
        for name, took in (("unit", 300), ("lint", 40)):
            status = "FAILED" if name == "unit" and number % 5 == 0 else "COMPLETED"
            ends = at + 5 + took
            lines.append(
                f"{number + 1},{name},{status},{at},{at + 5},{ends},{took},b{number % 3},{number:040x}\n"
            )
    return HEAD + "".join(lines)


def call(folder: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(["replay", *words], World({}, folder, out, err, clock=lambda: 1_763_740_800.0))
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("name", ["jobs.csv", "jobs.csv.gz"])
def test_every_policy_stands_beside_the_others(tmp_path: Path, name: str) -> None:
    text = rows(24).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    code, said, noted = call(tmp_path, name, "--law", "raw", "--format", "markdown")
    assert code == 0
    for policy in ("everything", "cancel-in-progress", "greenlane, until the merge"):
        assert policy in said
    assert "24 pushes" in noted


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "cannot be read"),
        ("broken.csv.gz", b"not gzip", "cannot be read"),
        ("latin.csv", HEAD.encode() + b"\xff\xfe", "cannot be read"),
        ("other.csv", b"a,b\n1,2\n", "run_id"),
        ("one.csv", rows(1).encode(), "too few pushes to learn from one half: 1"),
    ],
)
def test_what_is_no_history_is_told(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, _, said = call(tmp_path, name)
    assert code == 2, said
    assert message in said
