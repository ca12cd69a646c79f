"""Debian's archive and missing libraries, against an apt and an ldd of our own."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from store_room import HERE, Room

from greenlane.edges.debian import Archive
from greenlane.model.bundle import Bundle, DebianPackage
from greenlane.model.errors import OutsideError
from greenlane.services.store.libraries import packages_of

ELF = b"\x7fELF and the rest"

# Knows a package when $POOL holds its file; after `update`, also what $POOL/later holds.
APT_GET = """#!/bin/sh
for word; do last=$word; done
case " $* " in
*" update "*) echo updated >>"$POOL/updates"; cp "$POOL"/later/* "$POOL" 2>/dev/null
    : >"$STATE/lists/archive_Packages"; exit 0;;
esac
file=$(ls "$POOL" | grep "^${last}_") || { echo "E: Unable to locate package $last" >&2; exit 100; }
sum=$(sha256sum "$POOL/$file" | cut -d' ' -f1)
case " $* " in
*" --print-uris "*) echo "'mirror/$file' $file 1 SHA256:${FORGED:-$sum}";;
*) cp "$POOL/$file" .;;
esac
"""
# A package is a text: one path a line, each made as a file.
DPKG_DEB = """#!/bin/sh
while read -r path; do mkdir -p "$3/$(dirname "$path")"; printf '\\177ELF lib' >"$3/$path"; done <"$2"
"""
# Whatever $WANTED lists and no folder of the library path has.
LDD = """#!/bin/sh
for soname in $WANTED; do
    found=
    for folder in $(echo "$LD_LIBRARY_PATH" | tr : ' '); do [ -e "$folder/$soname" ] && found=1; done
    [ $found ] || printf '\\t%s => not found\\n' "$soname"
done
"""


@pytest.fixture
def pool(room: Room) -> Path:
    """A machine whose archive is a folder."""
    tools = room.folder / "tools"
    tools.mkdir()
    for name, script in {"apt-get": APT_GET, "dpkg-deb": DPKG_DEB, "ldd": LDD}.items():
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    pool = room.folder / "pool"
    (pool / "later").mkdir(parents=True)
    return pool


def variables(room: Room, **more: str) -> dict[str, str]:
    path = f"{room.folder / 'tools'}:{os.environ['PATH']}"
    return {"PATH": path, "POOL": str(room.folder / "pool"), "STATE": str(room.root / "apt"), **more}


POOLER = Bundle(
    name="pooler",
    version="1.0",
    parts={HERE: (DebianPackage("pooler", "1.0-1"),)},
    programs={"pooler": "usr/sbin/pooler"},
)


def test_a_package_is_unpacked_and_its_revision_written_down(room: Room, pool: Path) -> None:
    (pool / "pooler_1.0-1+deb12u2_amd64.deb").write_text("usr/sbin/pooler\n")
    installed = room.store(**variables(room)).ensure(POOLER, HERE)
    assert installed.programs["pooler"].read_bytes().startswith(b"\x7fELF")
    [kept] = room.store().installed()
    assert kept.parts[0].version == "1.0-1+deb12u2"
    assert not (pool / "updates").exists()


def test_stale_package_lists_are_refreshed_in_a_place_of_our_own(room: Room, pool: Path) -> None:
    (pool / "later" / "pooler_1.0-1_amd64.deb").write_text("usr/sbin/pooler\n")
    room.store(**variables(room)).ensure(POOLER, HERE)
    assert (pool / "updates").read_text() == "updated\n"
    assert (room.root / "apt" / "lists" / "archive_Packages").is_file()


def test_a_package_that_is_not_what_apt_verified_is_refused(room: Room, pool: Path) -> None:
    (pool / "pooler_1.0-1_amd64.deb").write_text("usr/sbin/pooler\n")
    forged = hashlib.sha256(b"other").hexdigest()
    with pytest.raises(OutsideError, match="pooler from Debian is not the file") as caught:
        room.store(**variables(room, FORGED=forged)).ensure(POOLER, HERE)
    assert caught.value.detail[0] == f"expected sha256 {forged}"


def test_a_machine_without_apt_is_told_which_tools_it_lacks(room: Room, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "apt", tmp_path / "scratch", {"PATH": str(tmp_path)})
    with pytest.raises(OutsideError, match="has no apt-get and no dpkg-deb"):
        archive.fetch(("pooler",), tmp_path / "into")
    assert room.lines == []


@pytest.fixture
def server(room: Room) -> Bundle:
    return replace(room.bundle(**{"tiny/bin/serve": ELF}), library_path=("tiny",))


linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has ldd")


@linux_only
@pytest.mark.usefixtures("pool")
def test_missing_libraries_are_laid_beside_until_nothing_is_missing(
    room: Room, server: Bundle, pool: Path
) -> None:
    (pool / "libxml2_2.9_amd64.deb").write_text("usr/lib/x86_64-linux-gnu/libxml2.so.2\n")
    (pool / "libicu72_72.1_amd64.deb").write_text(
        "usr/lib/x86_64-linux-gnu/libicuuc.so.72\nusr/share/doc/a\n"
    )
    wanted = variables(room, WANTED="libxml2.so.2 libicuuc.so.72")

    installed = room.store(**wanted).ensure(server, HERE)

    borrowed = installed.root / "borrowed"
    assert {path.name for path in borrowed.iterdir()} == {"libxml2.so.2", "libicuuc.so.72"}
    library_path = next(iter(installed.environment.values())).split(":")
    assert library_path == [str(installed.root / "tiny"), str(borrowed)]
    assert {part.name for part in room.store().installed()[0].borrowed} == {"libxml2", "libicu72"}


@linux_only
@pytest.mark.usefixtures("pool")
def test_a_library_that_nobody_carries_is_named(room: Room, server: Bundle) -> None:
    with pytest.raises(OutsideError, match=r"tiny 1\.0 does not run on this machine: it lacks libodd\.so\.9"):
        room.store(**variables(room, WANTED="libodd.so.9")).ensure(server, HERE)
    assert room.store().installed() == []


@linux_only
@pytest.mark.usefixtures("pool")
def test_without_apt_the_error_says_what_to_install(room: Room, server: Bundle) -> None:
    for tool in ("apt-get", "dpkg-deb"):
        (room.folder / "tools" / tool).unlink()
    for name in ("sh", "tr", "echo"):
        (room.folder / "tools" / name).symlink_to(shutil.which(name) or name)
    alone = {**variables(room, WANTED="libxml2.so.2"), "PATH": str(room.folder / "tools")}
    with pytest.raises(OutsideError, match="it lacks libxml2") as caught:
        room.store(**alone).ensure(server, HERE)
    assert caught.value.fix == "install what carries these libraries (on Debian: libxml2), then fetch again"


def test_the_package_of_icu_follows_the_number_in_its_name() -> None:
    assert packages_of("libicui18n.so.76") == ("libicu76",)
    assert packages_of("libcrypto.so.3") == ("libssl3t64", "libssl3")
    assert packages_of("libodd.so.1") == ()
