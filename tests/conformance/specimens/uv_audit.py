"""uv audit: a release of PyYAML with a hole, in a lock of uv's."""

from __future__ import annotations

from pathlib import Path

from tests.standins.advisories import Mode, blinded, environment_of

environment = environment_of
RULE = "GHSA-8q59-q68h-6hv4"


def project(version: str) -> dict[str, str | bytes]:
    """A project and its lock, as uv writes them; the index is nobody's."""
    lock = (
        'version = 1\nrevision = 1\nrequires-python = ">=3.11"\n\n'
        '[[package]]\nname = "idna"\nversion = "3.10"\n'
        'source = { registry = "https://index.invalid/simple" }\n\n'
        '[[package]]\nname = "pyyaml"\n'
        f'version = "{version}"\nsource = {{ registry = "https://index.invalid/simple" }}\n\n'
        '[[package]]\nname = "shop"\nversion = "1"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "idna" }, { name = "pyyaml" }]\n\n'
        '[package.metadata]\nrequires-dist = [{ name = "idna" }, { name = "pyyaml" }]\n'
    )
    declared = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
    declared += 'dependencies = ["idna", "pyyaml"]\n'
    return {"pyproject.toml": declared, "uv.lock": lock}


DIRTY = project("5.3")
CLEAN = project("6.0.2")


def the_lock_is_empty(root: Path) -> None:
    (root / "uv.lock").write_text("")


def the_lock_is_cut_in_half(root: Path) -> None:
    content = (root / "uv.lock").read_text()
    (root / "uv.lock").write_text(content[: len(content) // 2])


def the_lock_is_binary(root: Path) -> None:
    (root / "uv.lock").write_bytes(b"\xff\x00\xfe" * 100)


def the_project_ignores_it(root: Path) -> None:
    """uv itself would say nothing of it and end with 0."""
    for name, content in DIRTY.items():
        (root / name).write_text(str(content))
    with (root / "pyproject.toml").open("a") as handle:
        handle.write(f'\n[tool.uv.audit]\nignore = ["{RULE}"]\n')


def a_package_is_from_a_repository(root: Path) -> None:
    with (root / "uv.lock").open("a") as handle:
        handle.write(
            '\n[[package]]\nname = "till"\nversion = "1"\n'
            'source = { git = "https://example.invalid/till?rev=1#' + "a" * 40 + '" }\n'
        )


WAYS = {
    f"the service is {mode}": blinded(mode)
    for mode in (
        Mode.EMPTY,
        Mode.NOTHING,
        Mode.HALF,
        Mode.CUT,
        Mode.ERROR,
        Mode.SLOW,
        Mode.PORTAL,
        Mode.SHORT,
    )
}
BLIND = {
    **WAYS,
    "the service is unreachable": blinded(None),
    "the lock is empty": the_lock_is_empty,
    "the lock is cut in half": the_lock_is_cut_in_half,
    "the lock is binary": the_lock_is_binary,
    "the project's settings ignore it": the_project_ignores_it,
    "a package is from a repository": a_package_is_from_a_repository,
}
OPTIONS = {"timeout_s": 2}
