"""Who owns what a session leaves on a server: the names carry the session, so that the next can clean up."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from dataclasses import dataclass

PREFIX = "greenlane_test"
_DATABASE = re.compile(rf"{PREFIX}_(?P<session>[0-9]+_[0-9]+_[0-9a-f]{{8}})_(?:template|[0-9]+)")


@dataclass(frozen=True)
class SessionId:
    """One pytest process (under xdist: one worker). started_at: seconds since 1970."""

    pid: int
    started_at: int
    token: str

    def __str__(self) -> str:
        return f"{self.pid}_{self.started_at}_{self.token}"

    @property
    def template(self) -> str:
        """The name of the session's own copy of the migrated database."""
        return f"{PREFIX}_{self}_template"

    def clone(self, number: int) -> str:
        """The name of a test's database: greenlane_test_<pid>_<start>_<token>_<number>."""
        return f"{PREFIX}_{self}_{number}"


def new_session() -> SessionId:
    """An id for this process that no other has."""
    return SessionId(os.getpid(), int(time.time()), secrets.token_hex(4))


def owner_of(database: str) -> str | None:
    """The session in a database's name; None when no session of ours made it."""
    found = _DATABASE.fullmatch(database)
    return found["session"] if found else None


def lock_key(session: str) -> int:
    """The advisory lock that the session holds while it lives, as a signed 64-bit number."""
    return int.from_bytes(hashlib.sha256(f"{PREFIX} {session}".encode()).digest()[:8], "big", signed=True)
