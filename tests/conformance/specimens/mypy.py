"""mypy: a text where a number belongs."""

from __future__ import annotations

from pathlib import Path

RULE = "assignment"
DIRTY: dict[str, str | bytes] = {"app/shop.py": 'PRICE: int = "one"\n'}
CLEAN: dict[str, str | bytes] = {"app/shop.py": "PRICE: int = 1\n", "pyproject.toml": "[tool.mypy]\n"}


def leaves_everything_out(root: Path) -> None:
    (root / "pyproject.toml").write_text("[tool.mypy]\nexclude = '.*'\n")


def settings_are_broken(root: Path) -> None:
    """mypy itself says so, goes on without them and ends with 0."""
    (root / "pyproject.toml").write_text("[tool.mypy\n")


def a_setting_is_unknown(root: Path) -> None:
    """mypy itself says so and ends with 0."""
    (root / "pyproject.toml").write_text("[tool.mypy]\nstrct = true\n")


def two_modules_of_one_name(root: Path) -> None:
    (root / "other").mkdir()
    (root / "other/shop.py").write_text("")
    (root / "pyproject.toml").write_text("[tool.mypy]\nexplicit_package_bases = false\n")


def a_plugin_is_missing(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.mypy]\nplugins = ["nobody_wrote_this"]\n')


def stubs_are_missing(root: Path) -> None:
    (root / "app/shop.py").write_text("import nobody_wrote_this\n")


def a_file_does_not_parse(root: Path) -> None:
    (root / "app/broken.py").write_text("def f(:\n")


BLIND = {
    "its settings leave everything out": leaves_everything_out,
    "its settings are broken": settings_are_broken,
    "a setting is unknown": a_setting_is_unknown,
    "two modules of one name": two_modules_of_one_name,
    "a plugin is missing": a_plugin_is_missing,
    "stubs are missing": stubs_are_missing,
    "a file does not parse": a_file_does_not_parse,
}
