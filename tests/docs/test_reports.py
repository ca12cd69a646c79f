"""docs/reports.md shows a report as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator

from greenlane.render.json_reading import read

FOLDER = Path(__file__).resolve().parents[2] / "docs"


def test_the_example_of_the_page_fits_the_schema() -> None:
    page = (FOLDER / "reports.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert example

    Draft202012Validator(json.loads((FOLDER / "report.schema.json").read_text())).validate(
        json.loads(example[1])
    )
    assert read(example[1]).verdict == "1 of 5 gates fails: security"
