"""ruff format: two blanks where one belongs."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.specimens import ruff

RULE = "unformatted"
DIRTY: dict[str, str | bytes] = {"app/shop.py": "PRICE  = 1\n"}
CLEAN: dict[str, str | bytes] = {"app/shop.py": "PRICE = 1\n"}


def a_file_does_not_parse(root: Path) -> None:
    (root / "app/shop.py").write_text("def f(:\n")


BLIND = {
    "its settings leave everything out": ruff.leaves_everything_out,
    "its settings are broken": ruff.settings_are_broken,
    "another version is required": ruff.another_version_is_required,
    "a file is binary": ruff.a_file_is_binary,
    "a file does not parse": a_file_does_not_parse,
}
# Layout is a warning, and 49 warnings pass: without a budget for any, the specimens tell what was found.
BUDGET = {"warnings": 0}
