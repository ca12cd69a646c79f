"""pip-audit: a release of PyYAML with a hole, in a lock with hashes; the hash is nobody's."""

from __future__ import annotations

from pathlib import Path

from tests.standins.advisories import Mode, blinded, environment_of

environment = environment_of
HASH = "--hash=sha256:" + "0" * 64
RULE = "CVE-2020-14343"
DIRTY: dict[str, str | bytes] = {"requirements.txt": f"idna==3.10 {HASH}\npyyaml==5.3 \\\n    {HASH}\n"}
CLEAN: dict[str, str | bytes] = {"requirements.txt": f"idna==3.10 {HASH}\npyyaml==6.0.2 {HASH}\n"}


def the_lock_is_empty(root: Path) -> None:
    (root / "requirements.txt").write_text("")


def the_lock_is_cut_in_half(root: Path) -> None:
    content = (root / "requirements.txt").read_text()
    (root / "requirements.txt").write_text(content[: len(content) * 2 // 3])


def the_lock_is_binary(root: Path) -> None:
    (root / "requirements.txt").write_bytes(b"\xff\x00\xfe" * 100)


def a_package_is_from_an_address(root: Path) -> None:
    with (root / "requirements.txt").open("a") as handle:
        handle.write("shop @ https://example.invalid/shop-1.0-py3-none-any.whl\n")


def another_file_is_included(root: Path) -> None:
    with (root / "requirements.txt").open("a") as handle:
        handle.write("-r more.in\n")


def a_hole_on_another_system(root: Path) -> None:
    """pip-audit itself leaves out what is not meant for the system it runs on, without a word."""
    (root / "requirements.txt").write_text(f"pyyaml==5.3 ; sys_platform == 'win32' {HASH}\n")


WAYS = {
    f"the service is {mode}": blinded(mode)
    for mode in (Mode.EMPTY, Mode.NOTHING, Mode.HALF, Mode.CUT, Mode.ERROR, Mode.SLOW, Mode.PORTAL)
}
BLIND = {
    **WAYS,
    "the service knows a newer schema only": blinded(Mode.NEWER),
    "the service is unreachable": blinded(None),
    "the lock is empty": the_lock_is_empty,
    "the lock is cut in half": the_lock_is_cut_in_half,
    "the lock is binary": the_lock_is_binary,
    "a package is from an address": a_package_is_from_an_address,
    "another file is included": another_file_is_included,
    "a hole on another system": a_hole_on_another_system,
}
OPTIONS = {"timeout_s": 2, "resolve": False}
