"""A bundle is there, or it is fetched; and what is said when it cannot be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from store_room import HERE, REAL, Room, make_wheel

from greenlane.model.bundle import Platform
from greenlane.model.errors import OutsideError, UsageError
from greenlane.services.store import receipt

NO_REGISTRY = {"PIP_FIND_LINKS": os.devnull}


def test_a_bundle_is_fetched_unpacked_and_its_program_runs(room: Room) -> None:
    installed = room.store(**REAL).ensure(room.bundle(), HERE)

    assert subprocess.check_output([installed.programs["serve"]]) == b"served\n"
    assert (installed.root / "tiny/share/data.txt").read_text() == "data\n"


def test_the_receipt_says_what_was_fetched(room: Room) -> None:
    bundle = room.bundle()
    room.store().ensure(bundle, HERE)

    [kept] = room.store().installed()
    [part] = kept.parts
    wheel = bundle.parts[HERE][0]
    assert (part.registry, part.name, part.version, part.sha256) == (
        "pypi",
        "tiny-server",
        "1.0",
        getattr(wheel, "sha256", None),
    )
    assert room.store().verify(kept) == []


def test_what_is_there_is_not_fetched_again_and_needs_no_registry(room: Room) -> None:
    bundle = room.bundle()
    room.store().ensure(bundle, HERE)
    shutil.rmtree(room.links)
    room.lines.clear()

    installed = room.store(**NO_REGISTRY).ensure(bundle, HERE, offline=True)

    assert installed.programs["serve"].is_file()
    assert room.lines == []


def test_finding_what_is_there_imports_nothing_heavy() -> None:
    heavy = ("subprocess", "hashlib", "tarfile", "zipfile", "psutil", "pydantic", "secrets", "ensurepip")
    script = f"import sys, greenlane.services.store; print([m for m in {heavy!r} if m in sys.modules])"
    # -S: what the site's own .pth files import is not ours.
    path = os.pathsep.join(sys.path)
    out = subprocess.check_output([sys.executable, "-S", "-c", script], env={"PYTHONPATH": path}, text=True)
    assert out.strip() == "[]"


def test_offline_an_absent_bundle_is_named_with_the_verb_that_fetches_it(room: Room) -> None:
    with pytest.raises(OutsideError, match=r"tiny 1\.0 is not there") as caught:
        room.store().ensure(room.bundle(), HERE, offline=True)
    assert caught.value.fix == "with a network: greenlane bundles fetch tiny"


def test_a_platform_without_the_bundle_is_said(room: Room) -> None:
    with pytest.raises(UsageError, match="not available for macos-arm64"):
        room.store().ensure(room.bundle(), Platform.MACOS_ARM64)


def test_an_unverified_platform_is_said(room: Room) -> None:
    bundle = room.bundle()
    bundle = replace(bundle, parts={Platform.MACOS_ARM64: bundle.parts[HERE]})
    room.store().ensure(bundle, Platform.MACOS_ARM64)
    assert room.said("not verified on macos-arm64")


def test_a_wrong_hash_names_what_was_expected_and_what_came(room: Room) -> None:
    bundle = room.bundle()
    made = make_wheel(room.links, {"tiny/bin/serve": b"#!/bin/sh\necho forged\n"})

    with pytest.raises(OutsideError, match="not the file that was declared") as caught:
        room.store(**REAL).ensure(bundle, HERE)

    declared = getattr(bundle.parts[HERE][0], "sha256", "")
    assert caught.value.detail == (f"expected sha256 {declared}", f"got      sha256 {made.sha256}")
    assert room.store().installed() == []
    assert list((room.root / "aside").iterdir()) == []


def test_without_a_network_the_error_says_so_and_that_it_works_once_fetched(room: Room) -> None:
    nowhere = {"PIP_NO_INDEX": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    bundle = room.bundle()
    with pytest.raises(
        OutsideError, match=r"could not fetch tiny-server 1\.0 from PyPI: no connection"
    ) as caught:
        room.store(**nowhere, **NO_REGISTRY, **REAL).ensure(bundle, HERE)
    assert "works offline once fetched" in (caught.value.fix or "")


def test_a_registry_without_the_version_is_an_error_with_pips_last_words(room: Room) -> None:
    bundle = room.bundle()
    shutil.rmtree(room.links)
    room.links.mkdir()
    with pytest.raises(OutsideError, match="the client ended with 1") as caught:
        room.store(**REAL).ensure(bundle, HERE)
    assert any("No matching distribution" in line for line in caught.value.detail)


@pytest.mark.parametrize("damage", ["missing", "shorter", "receipt", "no receipt"])
def test_a_damaged_bundle_is_fetched_again_with_a_word_about_it(room: Room, damage: str) -> None:
    bundle = room.bundle()
    installed = room.store().ensure(bundle, HERE)
    program, written = installed.programs["serve"], installed.root.parent / receipt.NAME
    match damage:
        case "missing":
            program.unlink()
        case "shorter":
            program.write_bytes(b"#!/bin/sh\n")
        case "receipt":
            written.write_text('{"format": 1')
        case "no receipt":
            written.unlink()

    again = room.store().ensure(bundle, HERE)

    assert subprocess.check_output([again.programs["serve"]]) == b"served\n"
    assert len(room.said("is damaged")) == 1
    assert list((room.root / "aside").iterdir()) == []


def test_a_changed_byte_is_found_when_asked_to_verify(room: Room) -> None:
    bundle = room.bundle()
    installed = room.store().ensure(bundle, HERE)
    (installed.root / "tiny/share/data.txt").write_text("DATA\n")

    assert room.store().verify(room.store().installed()[0]) == ["tiny/share/data.txt has changed"]
    room.store().ensure(bundle, HERE)
    assert room.said("is damaged") == []
    room.store().ensure(bundle, HERE, verify=True)
    assert (installed.root / "tiny/share/data.txt").read_text() == "data\n"


def test_a_copy_that_lost_its_times_is_kept_when_its_bytes_are_right(room: Room) -> None:
    bundle = room.bundle()
    installed = room.store().ensure(bundle, HERE)
    os.utime(installed.programs["serve"], (1, 1))
    room.lines.clear()

    room.store(**NO_REGISTRY).ensure(bundle, HERE, offline=True)

    assert room.lines == []
    assert room.store().installed()[0].programs["serve"].mtime_s == 1


def test_a_program_of_the_same_size_with_other_bytes_is_damaged(room: Room) -> None:
    bundle = room.bundle()
    installed = room.store().ensure(bundle, HERE)
    program = installed.programs["serve"]
    program.write_bytes(program.read_bytes().replace(b"served", b"forged"))
    os.utime(program, (1, 1))

    room.store().ensure(bundle, HERE)

    assert b"served" in program.read_bytes()


def test_a_folder_that_a_killed_fetch_left_is_removed_and_never_taken_for_a_bundle(room: Room) -> None:
    left = room.root / "aside" / "tiny.00000000" / "root"
    left.mkdir(parents=True)
    (left / "half").write_text("half")

    room.store().ensure(room.bundle(), HERE)

    assert list((room.root / "aside").iterdir()) == []


def test_files_are_readable_by_all_and_writable_by_us_alone_whatever_the_umask(room: Room) -> None:
    before = os.umask(0o077)
    try:
        installed = room.store(**REAL).ensure(room.bundle(), HERE)
    finally:
        os.umask(before)
    modes = {path: path.stat().st_mode & 0o777 for path in [room.root, *room.root.rglob("*")]}
    bundles = {path: mode for path, mode in modes.items() if "locks" not in path.parts}
    assert {mode for path, mode in bundles.items() if path.is_dir()} == {0o755}
    assert modes[installed.programs["serve"]] == 0o755
    assert {mode for path, mode in bundles.items() if path.is_file()} == {0o755, 0o644}


def test_a_cache_that_others_may_write_to_is_refused(room: Room) -> None:
    room.root.mkdir()
    room.root.chmod(0o777)
    with pytest.raises(OutsideError, match="can be written to by others"):
        room.store().ensure(room.bundle(), HERE)


def read_only(root: Path, script: str) -> list[str]:
    """The argv of a shell that runs a script where the root cannot be written to."""
    if os.geteuid() == 0:  # root ignores modes, so the folder is mounted read-only in a namespace
        mount = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" -c "$3" "$1"'
        return ["unshare", "-m", "sh", "-c", mount, "sh", str(root), sys.executable, script]
    closed = 'chmod -R a-w "$1"; "$2" -c "$3" "$1"; code=$?; chmod -R u+w "$1"; exit $code'
    return ["sh", "-c", closed, "sh", str(root), sys.executable, script]


SCRIPT = """
import os, sys
from pathlib import Path
from greenlane.model.errors import OutsideError
from greenlane.services.store import Store
from store_room import HERE, make_bundle
from greenlane.model.bundle import Wheel
store = Store(Path(sys.argv[1]), environment=os.environ, report=print)
try:
    wheel = Wheel("tiny-server", {version!r}, "manylinux_2_17_x86_64", {sha256!r})
    print(store.ensure(make_bundle(wheel), HERE).root)
except OutsideError as err:
    print(err)
"""


@pytest.mark.parametrize("there", [True, False], ids=["there", "not there"])
def test_a_read_only_cache_serves_what_is_there_and_says_what_is_not(room: Room, there: bool) -> None:
    wheel = room.bundle().parts[HERE][0]
    installed = room.store().ensure(room.bundle(), HERE)
    script = SCRIPT.format(version="1.0" if there else "2.0", sha256=getattr(wheel, "sha256", ""))
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        read_only(room.root, script), env=variables, capture_output=True, text=True, check=False
    )
    if "unshare" in done.stderr:
        pytest.skip("no mount namespaces here")
    if there:
        assert done.stdout.strip() == str(installed.root), done.stderr
    else:
        assert "tiny 2.0 is not in the cache" in done.stdout, done.stderr
        assert "cannot be written to" in done.stdout
