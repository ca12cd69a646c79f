"""docs/configuration.md has what the messages point at."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.config.examples import mistakes
from tests.unit.config.test_mistakes import CASES

ROOT = Path(__file__).parents[2]


def test_every_heading_that_a_message_names_exists(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    headings = {line.lstrip("# ").lower() for line in page.splitlines() if line.startswith("#")}
    links = {problem.docs for text, _ in CASES.values() for problem in mistakes(tmp_path, text)}

    anchors = {link.partition("#")[2] for link in links if link.startswith("docs/configuration.md#")}

    assert anchors
    assert anchors <= headings


def test_the_full_example_has_no_mistake_of_shape(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(version: 1.*?)```", page, re.DOTALL)

    assert example is not None
    found = [p for p in mistakes(tmp_path, example[1]) if not p.docs.startswith("docs/services/")]
    assert {p.key for p in found} <= {"services.mail.type", "services.supabase.type"}
