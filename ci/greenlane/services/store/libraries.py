"""Shared libraries that a bundle's programs want and the machine lacks.

The programs and the objects declared as required are asked (ldd, with the bundle's library path)
until nothing is missing. What is missing is laid into a folder of the bundle from the packages of
the machine's own archive, where there is one; their versions are the archive's, so not pinned.
"""

from __future__ import annotations

import fnmatch
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from greenlane.edges.debian import Archive
from greenlane.edges.process import run
from greenlane.edges.registry import Arrived
from greenlane.model.errors import OutsideError
from greenlane.services.store.layout import DOCS

BORROWED = "borrowed"

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "libatomic.so.1": ("libatomic1",),
    "libaudit.so.1": ("libaudit1",),
    "libbsd.so.0": ("libbsd0",),
    "libcap-ng.so.0": ("libcap-ng0",),
    "libcap.so.2": ("libcap2",),
    "libcares.so.2": ("libcares2", "libc-ares2"),
    "libcom_err.so.2": ("libcom-err2",),
    "libcrypto.so.3": ("libssl3t64", "libssl3"),
    "libedit.so.2": ("libedit2",),
    "libevent-2.1.so.7": ("libevent-2.1-7t64", "libevent-2.1-7"),
    "libgcc_s.so.1": ("libgcc-s1",),
    "libgcrypt.so.20": ("libgcrypt20",),
    "libgpg-error.so.0": ("libgpg-error0",),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
    "libk5crypto.so.3": ("libk5crypto3",),
    "libkeyutils.so.1": ("libkeyutils1",),
    "libkrb5.so.3": ("libkrb5-3",),
    "libkrb5support.so.0": ("libkrb5support0",),
    "liblz4.so.1": ("liblz4-1",),
    "liblzma.so.5": ("liblzma5",),
    "libmd.so.0": ("libmd0",),
    "libossp-uuid.so.16": ("libossp-uuid16",),
    "libpam.so.0": ("libpam0g",),
    "libreadline.so.8": ("libreadline8t64", "libreadline8"),
    "libssl.so.3": ("libssl3t64", "libssl3"),
    "libstdc++.so.6": ("libstdc++6",),
    "libsystemd.so.0": ("libsystemd0",),
    "libtinfo.so.6": ("libtinfo6",),
    "libuuid.so.1": ("libuuid1",),
    "libxml2.so.2": ("libxml2",),
    "libz.so.1": ("zlib1g",),
    "libzstd.so.1": ("libzstd1",),
}
"""Which packages of Debian and Ubuntu may carry a library, newest name first."""

_ICU = re.compile(r"libicu(?:uc|i18n|data|io)\.so\.(\d+)$")


def packages_of(soname: str) -> tuple[str, ...]:
    """The packages that may carry a library; none when we do not know."""
    if icu := _ICU.match(soname):
        return (f"libicu{icu[1]}",)
    return PACKAGES.get(soname, ())


def is_elf(path: Path) -> bool:
    """Whether the file is a program or shared object of Linux."""
    with path.open("rb") as handle:
        return handle.read(4) == b"\x7fELF"


def missing(files: Sequence[Path], folders: Sequence[Path], environment: Mapping[str, str]) -> list[str]:
    """The libraries that the files want and cannot find, by soname, sorted; too old a libc as well."""
    ldd = shutil.which("ldd", path=environment.get("PATH"))
    if ldd is None or not files:
        return []
    child = {**environment, "LC_ALL": "C", "LD_LIBRARY_PATH": ":".join(str(folder) for folder in folders)}
    said = run([ldd, *files], environment=child, cwd=files[0].parent, timeout_s=120)
    found = re.findall(r"^\s+(\S+) => not found", said.out, re.MULTILINE)
    too_old = re.findall(r"version `(\S+?)' not found", said.out + said.err)
    return sorted({*found, *too_old})


def complete(
    bundle: str,
    root: Path,
    files: Sequence[Path],
    library_path: Sequence[str],
    archive: Archive,
    download: Path,
    report: Callable[[str], None],
) -> list[Arrived]:
    """Lay what is missing into root/borrowed, until nothing is; says which packages it took.

    Only Linux is asked. Raises OutsideError naming each library that stays missing.
    """
    if not sys.platform.startswith("linux"):
        return []
    elf = [path for path in files if is_elf(path)]
    folders = [root / folder for folder in (*library_path, BORROWED)]
    taken: dict[tuple[str, ...], Arrived] = {}
    while lacking := missing(elf, folders, archive.environment):
        wanted = {soname: packages_of(soname) for soname in lacking}
        packages = {names for names in wanted.values() if names} - taken.keys()
        if not all(wanted.values()) or not packages or archive.tools_missing():
            raise _lacks(bundle, wanted)
        for names in sorted(packages):
            arrived = taken[names] = archive.fetch(names, download)
            report(
                f"{bundle}: the machine lacks {_carried(names, wanted)}; laying {arrived.path.name} beside it"
            )
            _lay(archive, arrived.path, root / BORROWED)
    return list(taken.values())


def _lay(archive: Archive, package: Path, into: Path) -> None:
    """Take the libraries of one package, with the links between them."""
    unpacked = package.with_suffix("")
    archive.unpack(package, unpacked)
    into.mkdir(exist_ok=True)
    for path in unpacked.rglob("*.so*"):
        parts = path.relative_to(unpacked).parts[:-1]
        if fnmatch.fnmatch("/".join(parts), "*lib/*-linux-gnu*") and len(parts) <= 3:
            target = into / path.name
            target.unlink(missing_ok=True)
            shutil.copy2(path, target, follow_symlinks=False)
    shutil.rmtree(unpacked)


def _carried(names: tuple[str, ...], wanted: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(soname for soname, packages in wanted.items() if packages == names)


def _lacks(bundle: str, wanted: Mapping[str, tuple[str, ...]]) -> OutsideError:
    names = sorted({packages[-1] for packages in wanted.values() if packages})
    packages = f" (on Debian: {' '.join(names)})" if names else ""
    fix = f"install what carries these libraries{packages}, then fetch again"
    if any(soname.startswith(("GLIBC_", "GLIBCXX_")) for soname in wanted):
        fix = "use a newer release of the distribution: its C or C++ library is too old for this server"
    return OutsideError(
        f"{bundle} does not run on this machine: it lacks {', '.join(wanted)}",
        fix=fix,
        docs=f"{DOCS}#missing-libraries",
    )
