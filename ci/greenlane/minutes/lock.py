"""One writer at a time: a lock beside the ledger, which the kernel lets go of when its process dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from greenlane.edges.files import locked, refusal

PATIENCE_S = 60.0


@contextmanager
def one_writer(
    ledger: Path, *, timeout_s: float = PATIENCE_S, waiting: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold the lock of this ledger while the block runs; a report reads meanwhile.

    waiting: called once when another sync holds it. Raises OutsideError after timeout_s, or where it may not
    be written.
    """
    path = ledger.with_name(f"{ledger.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as err:
        raise refusal(err) or err from err
    with locked(path, timeout_s=timeout_s, waiting=waiting):
        yield
