"""The specimen that the conformance suite runs through the core, judged here without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.gates.catalog import mocks
from tests.conformance.specimens import mocks as specimen
from tests.unit.gates.trial import Trial


def test_the_dirty_project_is_found_out(tmp_path: Path) -> None:
    assert specimen.RULE in {
        one.rule for one in Trial(tmp_path).write(specimen.DIRTY).examine(mocks).findings
    }


def test_the_clean_project_is_clean(tmp_path: Path) -> None:
    said = Trial(tmp_path).write(specimen.CLEAN).examine(mocks)
    assert (said.findings, said.unknown, said.looked_at) == ((), (), 7)


@pytest.mark.parametrize("way", specimen.BLIND)
def test_no_way_to_see_nothing_is_green(way: str, tmp_path: Path) -> None:
    trial = Trial(tmp_path).write(specimen.CLEAN)
    specimen.BLIND[way](tmp_path)
    said = trial.examine(mocks)
    assert said.unknown or said.findings
