"""Every byte of an installed bundle against the manifest that was written when it was made."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.edges.registry import sha256_of
from greenlane.services.store import receipt
from greenlane.services.store.receipt import Program, Receipt


def entries(root: Path) -> Iterator[Path]:
    """Every file and every link below root; no link is followed."""
    for where, folders, names in os.walk(root):
        links = (name for name in folders if (Path(where) / name).is_symlink())
        yield from (Path(where) / name for name in (*names, *links))


def said_of(path: Path) -> str:
    """What the manifest says of one entry: its sha256, or "-> target" for a link."""
    return f"-> {path.readlink()}" if path.is_symlink() else sha256_of(path)


def write_readable(path: Path, text: str) -> None:
    """Write a file that all may read, whatever the umask: a store filled by root serves others."""
    write_aside(path, text)
    path.chmod(0o644)


def write_manifest(folder: Path, manifest: dict[str, str]) -> str:
    """Write manifest.json; returns its sha256."""
    text = json.dumps({"files": dict(sorted(manifest.items()))}, indent=0) + "\n"
    write_readable(folder / receipt.MANIFEST, text)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(kept: Receipt, only: Iterable[str] | None = None) -> list[str]:
    """What differs from the manifest: one line for each file, none when all is as it was made.

    only: look at these paths below the root instead of at all.
    """
    try:
        data = (kept.folder / receipt.MANIFEST).read_bytes()
    except OSError as err:
        return [f"{receipt.MANIFEST}: {err.strerror}"]
    if hashlib.sha256(data).hexdigest() != kept.manifest_sha256:
        return [f"{receipt.MANIFEST} is not the one that the receipt names"]
    files: dict[str, str] = json.loads(data)["files"]
    found = {str(path.relative_to(kept.root)) for path in entries(kept.root)}
    wanted = files.keys() if only is None else set(only)
    lines = [f"{name} is missing" for name in sorted(wanted - found)]
    lines += [
        f"{name} has changed" for name in sorted(wanted & found) if _said(kept.root / name) != files.get(name)
    ]
    unknown = sorted(found - files.keys()) if only is None else []
    return lines + [f"{name} was not there when it was made" for name in unknown]


def _said(path: Path) -> str:
    try:
        return said_of(path)
    except OSError as err:
        return f"cannot be read: {err.strerror}"


def with_new_times(kept: Receipt) -> Receipt | None:
    """The receipt with the programs' times of now, if their bytes are still those of the manifest.

    A copy of a cache may have lost the times. The new receipt is written where that can be done.
    """
    if differences(kept, (program.path for program in kept.programs.values())):
        return None
    now = replace(
        kept, programs={name: look(kept.root, program.path) for name, program in kept.programs.items()}
    )
    with contextlib.suppress(OSError):  # a cache that cannot be written to is looked at anew each time
        write_readable(kept.folder / receipt.NAME, now.text())
    return now


def look(root: Path, path: str) -> Program:
    """How a program looks now."""
    found = (root / path).stat()
    return Program(path, found.st_size, int(found.st_mtime))
