"""Files: written aside and renamed, locked between processes, never followed out of their folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from greenlane.model.errors import OutsideError


def write_aside(path: Path, content: str | bytes, *, mode: int = 0o644) -> None:
    """Write the whole file or nothing: aside in the same folder, flushed, then renamed over."""
    data = content.encode() if isinstance(content, str) else content
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        aside.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            aside.unlink()
        raise


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
    Raises OutsideError after timeout_s seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = time.monotonic() + timeout_s
        told = False
        while True:
            try:
                fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
                break
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
        os.close(descriptor)
