"""The list of forms, and what asking for one costs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import greenlane
from greenlane.model.document import Document
from greenlane.model.errors import UsageError
from greenlane.model.verdict import Outcome
from greenlane.render import FORMATS, formats, render
from tests.unit.render.sample import DOCUMENT

HERE = [one for one in FORMATS if importlib.util.find_spec(f"greenlane.render.{one.module}")]


@pytest.mark.parametrize("name", [one.name for one in HERE])
def test_every_form_ends_with_a_line_end(name: str) -> None:
    assert render(DOCUMENT, name).endswith("\n")


@pytest.mark.parametrize("name", [one.name for one in HERE])
def test_every_form_takes_a_document_of_nothing(name: str) -> None:
    render(Document("", Outcome.NOT_RUN, ""), name)


def test_forms_and_their_files_have_names_of_their_own() -> None:
    assert [one.name for one in formats()] == ["terminal", "markdown", "html", "json", "sarif", "github"]
    assert len({one.file for one in formats()}) == len(formats())


def test_a_form_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="'pdf' is no format") as refused:
        render(DOCUMENT, "pdf")

    assert "terminal, markdown, html, json, sarif, github" in str(refused.value)


def test_one_form_does_not_load_the_others() -> None:
    program = (
        "import sys\nfrom greenlane.model.document import Document\n"
        "from greenlane.model.verdict import Outcome\nfrom greenlane.render import render\n"
        "render(Document('t', Outcome.PASS, 'v'), 'github')\n"
        "print(sorted(name for name in sys.modules if name.startswith('greenlane.render.')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(greenlane.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == str(
        ["greenlane.render.annotations", "greenlane.render.text", "greenlane.render.words"]
    )


@pytest.mark.pages
def test_the_documentation_names_every_form_and_its_file() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reports.md").read_text(encoding="utf-8")

    assert [one.name for one in formats() if f"| `{one.name}` | `{one.file}` |" not in page] == []
