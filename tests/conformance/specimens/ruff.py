"""ruff check: an unused import."""

from __future__ import annotations

from pathlib import Path

RULE = "F401"
DIRTY: dict[str, str | bytes] = {"app/shop.py": "import os\n", "pyproject.toml": "[tool.ruff]\n"}
CLEAN: dict[str, str | bytes] = {"app/shop.py": "PRICE = 1\n", "pyproject.toml": "[tool.ruff]\n"}


def fixes_instead_of_telling(root: Path) -> None:
    """ruff would remove the import, print no finding and end with 0, were it not told otherwise."""
    (root / "pyproject.toml").write_text("[tool.ruff]\nfix = true\nfix-only = true\n")
    (root / "app/shop.py").write_text("import os\n")


def leaves_everything_out(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.ruff]\nexclude = ["*"]\n')


def settings_are_broken(root: Path) -> None:
    (root / "pyproject.toml").write_text("[tool.ruff\n")


def another_version_is_required(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.ruff]\nrequired-version = "==0.0.1"\n')


def a_file_is_binary(root: Path) -> None:
    (root / "app/shop.py").write_bytes(b"\xff\xfe\x00\x01")


BLIND = {
    "fixes instead of telling": fixes_instead_of_telling,
    "its settings leave everything out": leaves_everything_out,
    "its settings are broken": settings_are_broken,
    "another version is required": another_version_is_required,
    "a file is binary": a_file_is_binary,
}
