"""People for tests: accounts made in the database, with tokens signed as Supabase Auth signs them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import jwt
import psycopg


@dataclass(frozen=True)
class Person:
    id: UUID
    name: str
    token: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def sign(secret: str, subject: UUID, *, lasts_s: float = 3600, role: str = "authenticated") -> str:
    now = int(time.time())
    claims = {"sub": str(subject), "aud": "authenticated", "role": role, "iat": now, "exp": int(now + lasts_s)}
    return jwt.encode(claims, secret, algorithm="HS256")


def make_person(admin: psycopg.Connection, secret: str, name: str) -> Person:
    """What a sign-up leaves behind, without the time that hashing a password takes."""
    person = uuid4()
    admin.execute(
        "insert into auth.users (id, aud, role, email, email_confirmed_at, raw_user_meta_data)"
        " values (%s, 'authenticated', 'authenticated', %s, now(), jsonb_build_object('display_name', %s::text))",
        [person, f"{name}-{person}@example.com", name],
    )
    return Person(person, name, sign(secret, person))
