"""The file of ten mistakes: all found in one pass, each where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.model.errors import DeclarationError, ExitCode

from .examples import load_text, mistakes

HERE = Path(__file__).parent


def test_ten_mistakes_are_told_at_once_as_a_person_reads_them(tmp_path: Path) -> None:
    text = (HERE / "ten-mistakes.yaml").read_bytes()

    with pytest.raises(DeclarationError) as caught:
        load_text(tmp_path, text)

    golden = (HERE / "ten-mistakes.txt").read_text(encoding="utf-8")
    assert str(caught.value) + "\n" == golden
    assert caught.value.code is ExitCode.CONFIGURATION


def test_each_of_the_ten_is_on_the_line_that_its_comment_names(tmp_path: Path) -> None:
    text = (HERE / "ten-mistakes.yaml").read_text(encoding="utf-8")
    marked = [number for number, line in enumerate(text.splitlines(), 1) if "  # " in line]

    found = mistakes(tmp_path, text)

    assert [problem.line for problem in found] == marked
    assert len(found) == 10
