"""sha256 as Python brings it along: loading OpenSSL for hashlib's takes 4 ms, a fifteenth of a whole plan.

The digests are the same. It is three times slower on long content, so it is for keys and small files.
Where a Python has no module of its own for it, hashlib answers. Measured in November 2026, Python 3.11.
"""

from __future__ import annotations

import sys

from greenlane.model.light import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from typing import Protocol

    class Hash(Protocol):
        """What is hashed so far."""

        def update(self, data: bytes, /) -> None: ...
        def digest(self) -> bytes: ...
        def hexdigest(self) -> str: ...


OWN = ("_sha2",) if sys.version_info >= (3, 12) else ("_sha256",)
"""Python's own module for it; another one since 3.12."""


def found(modules: tuple[str, ...] = OWN) -> Callable[[bytes], Hash]:
    """sha256 of the first of these modules that is here, or else hashlib's."""
    for name in modules:
        try:
            own: Callable[[bytes], Hash] = __import__(name).sha256
        except (ImportError, AttributeError):
            continue
        return own
    from hashlib import sha256

    return sha256


sha256 = found()
