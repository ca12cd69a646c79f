"""bandit: a command line put together from what a user typed."""

from __future__ import annotations

from pathlib import Path

RULE = "B602"
DIRTY: dict[str, str | bytes] = {
    "app/shop.py": "import subprocess\n\nsubprocess.call('ls ' + input(), shell=True)\n"
}
CLEAN: dict[str, str | bytes] = {"app/shop.py": "PRICE = 1\n", "pyproject.toml": "[tool.bandit]\n"}


def a_file_does_not_parse(root: Path) -> None:
    """bandit itself puts it on a list and ends with 0."""
    (root / "app/broken.py").write_text("def f(:\n")


def a_file_is_binary(root: Path) -> None:
    (root / "app/broken.py").write_bytes(b"\x00\xff")


def settings_are_broken(root: Path) -> None:
    (root / "pyproject.toml").write_text("[tool.bandit\n")


def leaves_everything_out(root: Path) -> None:
    """Then bandit has no business here, which a declared tool may not say."""
    (root / "pyproject.toml").write_text('[tool.bandit]\nexclude_dirs = ["app"]\n')


def runs_no_test(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.bandit]\ntests = ["B000"]\n')


BLIND = {
    "a file does not parse": a_file_does_not_parse,
    "a file is binary": a_file_is_binary,
    "its settings are broken": settings_are_broken,
    "its settings leave everything out": leaves_everything_out,
    "its settings name no test there is": runs_no_test,
}
OPTIONS = {"paths": ["app"]}
