"""A caller of the Supabase API, and people who signed up there; shared by the tests of the stand-in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

SEEDED = "11111111-1111-4111-8111-111111111111"
VARIABLES = (
    "SUPABASE_URL",
    "SUPABASE_ANON_KEY",
    "SUPABASE_SERVICE_ROLE_KEY",
    "SUPABASE_JWT_SECRET",
    "DATABASE_URL",
    "DATABASE_ADMIN_URL",
    "MAIL_URL",
)


@dataclass(frozen=True)
class Api:
    """The API as one caller sees it. token: None sends no Authorization; key: None sends no key."""

    url: str
    key: str | None
    token: str | None = None

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = dict(more.pop("headers", {}))
        if self.key is not None:
            headers["apikey"] = self.key
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        return requests.request(method, self.url + path, headers=headers, timeout=20, **more)


@dataclass(frozen=True)
class Person:
    """Somebody signed up and signed in."""

    id: str
    email: str
    password: str
    api: Api
    refresh_token: str


def signed_up(anon: Api) -> Person:
    email, password = f"{secrets.token_hex(6)}@example.test", secrets.token_urlsafe(12)
    session = anon.call("POST", "/auth/v1/signup", json={"email": email, "password": password}).json()
    return person(anon, session, password)


def person(anon: Api, session: Mapping[str, Any], password: str) -> Person:
    api = Api(anon.url, anon.key, session["access_token"])
    return Person(session["user"]["id"], session["user"]["email"], password, api, session["refresh_token"])


def sign_in(anon: Api, email: str, password: str) -> requests.Response:
    return anon.call(
        "POST", "/auth/v1/token?grant_type=password", json={"email": email, "password": password}
    )


def note(person: Person, body: str) -> int:
    made = person.api.call(
        "POST", "/rest/v1/notes", json={"body": body}, headers={"Prefer": "return=representation"}
    )
    assert made.status_code == 201, made.text
    identity: int = made.json()[0]["id"]
    return identity
