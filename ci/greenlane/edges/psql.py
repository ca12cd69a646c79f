"""PostgreSQL by way of the psql that comes with the server: no client library to import."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from greenlane.edges.process import Completed, run
from greenlane.model.service import Account

__all__ = ["Completed", "connect_name", "identifier", "literal", "run_script", "scram_verifier"]


def run_script(
    program: Path,
    script: str,
    *,
    environment: Mapping[str, str],
    cwd: Path,
    account: Account | None,
    timeout_s: float = 60.0,
) -> Completed:
    """Run SQL from standard input, stopping at the first error. The connection is in PG* variables."""
    return run(
        [
            program,
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
            "--file=-",
        ],
        environment=environment,
        cwd=cwd,
        account=account,
        stdin=script,
        timeout_s=timeout_s,
    )


def literal(text: str) -> str:
    """Text as an SQL string literal."""
    if "\0" in text:
        raise ValueError("PostgreSQL has no text with a NUL character")
    quoted = text.replace("'", "''")
    return f"E'{quoted.replace(chr(92), chr(92) * 2)}'" if "\\" in text else f"'{quoted}'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    if "\0" in name or not name:
        raise ValueError("not a name")
    return '"' + name.replace('"', '""') + '"'


def connect_name(name: str) -> str:
    """A database name as an argument of psql's \\connect."""
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"


def scram_verifier(password: str, rounds: int) -> str:
    """What PostgreSQL stores instead of a password, so that the password itself is never sent in SQL.

    rounds: 4096 is PostgreSQL's default; a generated password of 256 bits needs no stretching.
    Source: RFC 5803, and the form `SCRAM-SHA-256$rounds:salt$StoredKey:ServerKey` of pg_authid.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    stored = hashlib.sha256(client).digest()
    salt64, stored64, server64 = (base64.b64encode(one).decode() for one in (salt, stored, server))
    return f"SCRAM-SHA-256${rounds}:{salt64}${stored64}:{server64}"
