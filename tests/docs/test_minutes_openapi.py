"""docs/minutes-openapi.md tells people what tests/openapi knows to be wrong in GitHub's description."""

from __future__ import annotations

import re
from pathlib import Path

from tests.openapi.known import ERRORS, GAPS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "minutes-openapi.md"


def test_the_page_lists_what_is_known_to_be_wrong_and_nothing_else() -> None:
    listed = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert sorted(listed) == sorted({known.name for known in (*ERRORS, *GAPS)})
