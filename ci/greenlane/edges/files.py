"""Files: written aside and renamed, locked between processes, never followed out of their folder."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from greenlane.edges.processes import identity
from greenlane.model.errors import OutsideError


def write_aside(path: Path, content: str | bytes, *, mode: int = 0o644, flush: bool = True) -> None:
    """Write the whole file or nothing: aside in the same folder, flushed, then renamed over.

    flush: False for what can be made again, where a power cut may take the last version.
    """
    data = content.encode() if isinstance(content, str) else content
    aside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            if flush:
                os.fsync(handle.fileno())
        aside.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            aside.unlink()
        raise


def remove_left_aside(folder: Path) -> None:
    """Remove what a writer that was killed left aside; what one that lives is writing stays."""
    for path in folder.glob(".*"):
        written = re.fullmatch(r"\..+\.(\d+)\.[0-9a-f]{8}", path.name)
        if written and identity(int(written[1])) is None:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(
    path: Path,
    *,
    shared: bool = False,
    timeout_s: float = 600.0,
    waiting: Callable[[], None] | None = None,
) -> Iterator[int]:
    """Hold an advisory lock on `path`; the kernel lets go of it when the process dies.

    waiting: called once when the lock is taken by somebody else. Yields the descriptor.
    Raises OutsideError after timeout_s seconds, FileNotFoundError when the folder is not there.
    """
    descriptor = _opened(path)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = time.monotonic() + timeout_s
        told = False
        while True:
            try:
                fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
                if _is_still(path, descriptor):
                    break
                os.close(descriptor)
                descriptor = -1
                descriptor = _opened(path)
            except BlockingIOError as err:
                if waiting and not told:
                    waiting()
                    told = True
                if time.monotonic() > deadline:
                    raise OutsideError(
                        f"another greenlane process has held {path} for {timeout_s:.0f} s",
                        fix="wait for it to end, or end it; the lock goes with the process",
                        docs="docs/troubleshooting.md#held-lock",
                    ) from err
                time.sleep(0.02)
        yield descriptor
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the file locked is the one at that path: whoever held it before may have removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def refusal(err: OSError) -> OutsideError | None:
    """What the system would not do, in a user's words; None when it may well be a mistake of ours."""
    where = str(err.filename) if err.filename else None
    if err.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutsideError(
            "the disk is full",
            where=where,
            fix="make room there, or point GREENLANE_STATE, GREENLANE_MEMORY or GREENLANE_CACHE elsewhere",
            docs="docs/troubleshooting.md#disk-full",
        )
    if err.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return OutsideError(
            f"this may not be written: {os.strerror(err.errno)}",
            where=where,
            fix="look who owns it, or set GREENLANE_STATE and GREENLANE_MEMORY to folders of your own",
            docs="docs/troubleshooting.md#not-writable",
        )
    return None
