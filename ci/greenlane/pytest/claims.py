"""Signed-in users as PostgREST and Supabase present them to PostgreSQL: a role, claims, a token."""

from __future__ import annotations

import base64
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AUTHENTICATED = "authenticated"
ANON = "anon"
SERVICE_ROLE = "service_role"
_SINGLE = ("sub", "role", "email")
"""Claims that older policies and functions read one by one, as request.jwt.claim.<name>."""


@dataclass(frozen=True)
class User:
    """Somebody who has signed in. claims: what the token says besides sub, role and email."""

    id: str
    email: str
    role: str = AUTHENTICATED
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Identity:
    """As whom statements run: the database role, and the claims of the token."""

    role: str
    claims: Mapping[str, Any]

    def statements(self) -> tuple[str, ...]:
        """The SQL to send inside a transaction; its effect ends with that transaction.

        Both request.jwt.claims (JSON) and request.jwt.claim.sub are set, as auth.uid() of
        different versions reads one or the other. A claim that is missing is set to ''.
        """
        return (
            *(f"SET LOCAL {name} = {literal(value)}" for name, value in self.settings().items()),
            f"SET LOCAL ROLE {identifier(self.role)}",
        )

    def settings(self) -> dict[str, str]:
        """The settings that policies read, by name."""
        single = {f"request.jwt.claim.{name}": str(self.claims.get(name, "")) for name in _SINGLE}
        return {"request.jwt.claims": json.dumps(dict(self.claims), default=str), **single}


def new_user(email: str | None = None, *, role: str = AUTHENTICATED, **claims: Any) -> User:
    """A user with an id that nobody has."""
    number = str(uuid.uuid4())
    return User(number, email or f"{number[:8]}@example.test", role, claims)


def identity(
    who: User | Mapping[str, Any] | None = None,
    *,
    sub: object = None,
    role: str | None = None,
    **claims: Any,
) -> Identity:
    """The identity of a user, of claims as a mapping, or of claims by name; the later ones win.

    The role is the one named, else the claim `role`, else authenticated.
    """
    if isinstance(who, User):
        said: dict[str, Any] = {**who.claims, "sub": who.id, "email": who.email, "role": who.role}
    else:
        said = dict(who or {})
    said |= claims
    if sub is not None:
        said["sub"] = str(sub)
    said["role"] = role or str(said.get("role") or AUTHENTICATED)
    return Identity(said["role"], said)


def token(claims: Mapping[str, Any], secret: str, *, now: float, expires_in_s: float = 3600.0) -> str:
    """A JSON Web Token signed with HS256. `aud`, `iat` and `exp` are filled in where missing.

    now: seconds since 1970. A negative expires_in_s makes one that has expired.
    """
    filled = {"aud": AUTHENTICATED, "iat": int(now), "exp": int(now + expires_in_s), **claims}
    parts = (
        json.dumps(part, separators=(",", ":"), default=str)
        for part in ({"alg": "HS256", "typ": "JWT"}, filled)
    )
    text = ".".join(_base64(part.encode()) for part in parts)
    return f"{text}.{_base64(hmac.digest(secret.encode(), text.encode(), 'sha256'))}"


def identifier(name: str) -> str:
    """The name quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """The text quoted for SQL, whatever standard_conforming_strings says."""
    quoted = "'" + value.replace("'", "''").replace("\\", "\\\\") + "'"
    return f"E{quoted}" if "\\" in value else quoted


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
