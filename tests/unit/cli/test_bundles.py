"""`greenlane bundles` on a cache that is empty."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World


def call(folder: Path, *words: str) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    said = io.StringIO()
    environment = {"PATH": os.environ["PATH"], "GREENLANE_CACHE": str(folder / "cache")}
    return main(["bundles", *words], World(environment, folder, said, said)), said.getvalue()


def test_every_bundle_of_the_catalog_is_listed_with_its_state(tmp_path: Path) -> None:
    code, said = call(tmp_path, "list", "--json")
    found = {one["name"]: one for one in json.loads(said)}
    assert code == 0
    assert {"valkey", "aiosmtpd"} <= set(found)
    assert {one["state"] for one in found.values()} <= {"not fetched", "not available"}
    code, table = call(tmp_path, "list")
    assert code == 0
    assert table.splitlines()[0].split() == ["NAME", "VERSION", "REGISTRY", "PLATFORM", "STATE", "SIZE"]
    assert table.endswith(f"in {tmp_path / 'cache'}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fetch"], "no bundle is named"),
        (["fetch", "valky"], "did you mean valkey?"),
        (["fetch", "something-else-entirely"], "name one of"),
        (["verify"], "there is nothing to verify"),
    ],
)
def test_a_call_that_would_do_nothing_says_what_could_be_meant(
    tmp_path: Path, words: list[str], said: str
) -> None:
    code, printed = call(tmp_path, *words)
    assert (code, said in printed) == (2, True), printed


@pytest.mark.parametrize("words", [["prune"], ["prune", "--dry-run"]])
def test_nothing_to_remove_is_said(tmp_path: Path, words: list[str]) -> None:
    code, said = call(tmp_path, *words)
    assert (code, said.startswith("nothing to remove in")) == (0, True)
