"""The corpus: every mock is found, nothing else is, and the page says how many of both there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from greenlane.gates.catalog import mocks
from greenlane.model.verdict import Answer
from tests.unit.gates.mocks.corpus import LANGUAGES, Case, cases
from tests.unit.gates.trial import Trial

TRUE, NEAR = cases(true=True), cases(true=False)
PAGE = Path(__file__).resolve().parents[4] / "docs" / "gates" / "mocks.md"


def named(case: Case) -> str:
    return f"{case.language}: {case.name}"


def answer(case: Case, root: Path) -> Answer:
    return Trial(root).write(case.files).examine(mocks)


@pytest.mark.parametrize("case", TRUE, ids=named)
def test_a_mock_in_production_is_found(case: Case, tmp_path: Path) -> None:
    assert case.rule in {found.rule for found in answer(case, tmp_path).findings}


@pytest.mark.parametrize("case", NEAR, ids=named)
def test_what_only_sounds_like_one_is_not(case: Case, tmp_path: Path) -> None:
    said = answer(case, tmp_path)
    assert (said.findings, said.unknown) == ((), ())
    assert said.looked_at


@pytest.mark.pages
def test_the_page_says_how_many_are_found(tmp_path: Path) -> None:
    page = PAGE.read_text()
    for language in LANGUAGES:
        true = [case for case in TRUE if case.language == language]
        near = [case for case in NEAR if case.language == language]
        hits = sum(_has_rule(case, tmp_path / f"true-{at}") for at, case in enumerate(true))
        false = sum(_has_any(case, tmp_path / f"near-{at}") for at, case in enumerate(near))
        row = f"| {language} | {hits} of {len(true)} | {false} of {len(near)} |"
        assert row in re.sub(" +", " ", page), row


def _has_rule(case: Case, root: Path) -> bool:
    root = root.with_name(f"{case.language}-{root.name}")
    root.mkdir()
    return case.rule in {found.rule for found in answer(case, root).findings}


def _has_any(case: Case, root: Path) -> bool:
    root = root.with_name(f"{case.language}-{root.name}")
    root.mkdir()
    return bool(answer(case, root).findings)
